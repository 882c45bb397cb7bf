/** The system calls on processes: fork(2), execve(2), wait(2), kill(2). */

import { credentials } from './credentials.ts'
import { findProgram } from './find-program.ts'
import type { OpenFile } from './open-file.ts'
import type { ProcessGroup } from './process-group.ts'
import { type Bytes, Errno, type ExitStatus, type Run, type Signal, type SpawnOptions } from './program.ts'
import { Task } from './task.ts'

/** Throws ENOENT, EACCES, ENOEXEC, EAGAIN, EPERM. */
export function spawn(parent: Task, options: SpawnOptions): number {
  const { kernel, user } = parent
  const { what } = options
  const rights =
    options.uid === undefined && options.gid === undefined
      ? user
      : changeUser(parent, options.uid ?? user.uid, options.gid ?? user.gid)
  const child = new Task(
    kernel,
    parent.context,
    rights,
    typeof what === 'function' ? parent.argv : what,
    environment(parent, options),
  )
  child.cwd = parent.cwd
  child.umask = parent.umask
  if (options.cwd !== undefined) child.process.chdir(options.cwd)
  const found = typeof what === 'function' ? undefined : findProgram(child, what[0] ?? '', what)
  kernel.admit(child, parent, parent.group)
  if (options.newGroup)
    joinGroup(child, { id: child.machinePid, pid: child.pid, members: new Set(), session: parent.group.session })
  else if (options.group !== undefined) joinGroup(child, groupWithId(parent, options.group) ?? child.group)
  child.inheritActions(parent)
  giveFiles(parent, child, options.fds)
  parent.owe(0.1)
  parent.step(5)
  if (found && typeof what !== 'function') kernel.beginProgram(child, found, what)
  else if (typeof what === 'function') {
    child.title = parent.title
    kernel.beginFork(child, what(child.process))
  }
  return child.pid
}

function environment(parent: Task, options: SpawnOptions): ReadonlyMap<string, Bytes> {
  if (options.env) return options.env
  // the parent may change its own later
  return parent.environment instanceof Map ? new Map(parent.environment) : parent.environment
}

function changeUser(parent: Task, uid: number, gid: number): Task['user'] {
  const { user } = parent
  if (uid !== user.uid && !user.effective.has('SETUID')) throw new Errno('EPERM')
  if (gid !== user.gid && !user.effective.has('SETGID')) throw new Errno('EPERM')
  return credentials(uid, gid, uid === user.uid ? user.groups : [], user.capabilities)
}

function giveFiles(parent: Task, child: Task, fds: SpawnOptions['fds']): void {
  const files: (OpenFile | undefined)[] = []
  if (fds) {
    for (const [target, source] of Object.entries(fds)) {
      const file = parent.files[source]
      if (!file) continue
      while (files.length < Number(target)) files.push(undefined)
      files[Number(target)] = file
    }
  } else files.push(...parent.files)
  for (const file of files) if (file) file.references++
  child.files = files
}

function joinGroup(task: Task, group: ProcessGroup): void {
  task.group.members.delete(task)
  task.group = group
  group.members.add(task)
}

function groupWithId(task: Task, pid: number): ProcessGroup | undefined {
  const leader = task.context.namespace.tasks.get(pid)
  if (leader?.group.pid === pid) return leader.group
  // the leader may be gone while others of its group go on
  for (const other of task.context.namespace.tasks.values()) if (other.group.pid === pid) return other.group
  return undefined
}

export function setForeground(task: Task, pid: number): void {
  const group = groupWithId(task, pid)
  if (!group) throw new Errno('EPERM')
  group.session.foreground = group
}

export function* exec(task: Task, argv: readonly Bytes[], env?: ReadonlyMap<string, Bytes>): Run<never> {
  if (env) task.environment = env
  const found = findProgram(task, argv[0] ?? '', argv)
  task.dropHandlers()
  task.setMemory(Math.min(task.memoryBytes, 300 * 1024))
  task.replacement = task.kernel.replaceProgram(task, found, argv)
  yield task.goOn()
  throw new Error('exec: the old program was resumed')
}

/** waitpid(2). */
export function* wait(task: Task, pid: number | undefined, stopped: boolean): Run<ExitStatus | undefined> {
  if (task.step()) yield task.pay()
  for (;;) {
    let found = false
    for (const child of task.children) {
      if (pid !== undefined && child.pid !== pid) continue
      found = true
      const status = statusOf(child, stopped)
      if (status) return status
    }
    if (!found) throw new Errno('ECHILD')
    yield task.waitIn(task.childEnded)
    if (task.interruptedBy && task.interruptedBy !== 'CHLD') return undefined
  }
}

function statusOf(child: Task, stopped: boolean): ExitStatus | undefined {
  if (child.hasEnded && child.status) {
    child.kernel.bury(child)
    return child.status
  }
  if (stopped && child.stopped && child.stopUntold) {
    child.stopUntold = false
    return { pid: child.pid, stopped: child.stopped }
  }
  return undefined
}

export function reap(task: Task): readonly ExitStatus[] {
  const ended: ExitStatus[] = []
  for (const child of [...task.children]) {
    const status = statusOf(child, false)
    if (status) ended.push(status)
  }
  return ended
}

export function kill(task: Task, pid: number, signal: Signal | 0): void {
  task.step()
  const { namespace } = task.context
  let targets: Task[]
  if (pid > 0) {
    const target = namespace.tasks.get(pid)
    targets = target ? [target] : []
  } else if (pid === -1) {
    targets = [...namespace.tasks.values()].filter((other) => other !== task && other !== namespace.init)
  } else {
    const group = pid === 0 ? task.group : groupWithId(task, -pid)
    targets = group ? [...group.members] : []
  }
  if (targets.length === 0) throw new Errno('ESRCH')
  const allowed = targets.filter((target) => mayKill(task, target))
  if (allowed.length === 0) throw new Errno('EPERM')
  if (signal === 0) return
  const self = allowed.includes(task)
  for (const target of allowed) if (target !== task) target.signal(signal, target.context.namespace !== namespace)
  if (self) task.signalSelf(signal)
}

function mayKill(task: Task, target: Task): boolean {
  return task.user.uid === target.user.uid || task.user.effective.has('KILL')
}
