import type { Simulation } from '../sim/simulation.ts'
import { KernelCgroup } from './cgroup.ts'
import { credentials } from './credentials.ts'
import { emptyFileSystems, ownSharedMemory, systemMounts } from './devices.ts'
import { type FoundProgram, findProgram } from './find-program.ts'
import { executableContent } from './layer-tree.ts'
import {
  type CgroupOptions,
  defaultCapabilities,
  type FileSystemOptions,
  type Machine,
  type MachineOptions,
  type Mount,
  type NetworkNamespaceOptions,
  type PidNamespace,
  type StartedProcess,
  type StartOptions,
} from './machine.ts'
import { KernelMountTable } from './mounts.ts'
import { KernelNetworkNamespace } from './network-namespace.ts'
import { type OpenFile, OutputFile, TerminalFile } from './open-file.ts'
import { KernelPidNamespace } from './pid-namespace.ts'
import { Pipe, PipeReadEnd } from './pipe.ts'
import type { ProcessGroup, Session } from './process-group.ts'
import { type Bytes, Errno, type Program, type Run } from './program.ts'
import { Task } from './task.ts'
import type { TaskContext } from './task-context.ts'
import { TreeFileSystem } from './tree-file-system.ts'

const gibibyte = 1024 ** 3
/** The machine's own pid_max; containers have their cgroup's pids limit besides. */
const maxTasks = 32_768
/** fork and execve, in CPU time and in steps. */
const execMs = 0.4
const execSteps = 15

export function createMachine(sim: Simulation, name: string, options: MachineOptions = {}): Machine {
  return new Kernel(sim, name, options)
}

/** Runs the processes of one machine. */
export class Kernel implements Machine {
  readonly cores: number
  readonly memoryBytes: number
  readonly pids = new KernelPidNamespace(true)
  readonly network: KernelNetworkNamespace
  readonly cgroup: KernelCgroup
  readonly disk: TreeFileSystem
  readonly mounts: KernelMountTable
  /** Tasks that are using a core. */
  burning = 0
  /** The task whose program is running right now. */
  current: Task | undefined
  nextNumber = 1000
  private readonly options: MachineOptions
  private readonly empty
  private readonly programs = new Map<Bytes, Program>()
  private readonly knownSets = new WeakSet<object>()
  private ready: Task[] = []
  private draining = false
  private nextDevice = 50
  private random: (() => number) | undefined

  constructor(
    readonly sim: Simulation,
    readonly name: string,
    options: MachineOptions,
  ) {
    this.options = options
    this.empty = emptyFileSystems(sim)
    this.cores = options.cores ?? 4
    this.memoryBytes = options.memoryBytes ?? 8 * gibibyte
    this.cgroup = new KernelCgroup({ name: '/', memoryLimitBytes: this.memoryBytes, pidsLimit: maxTasks }, undefined)
    this.disk = new TreeFileSystem(sim, this.nextDevice++, { type: 'ext4', sizeLimitBytes: options.diskBytes ?? 100 * gibibyte })
    this.disk.mkdir('/tmp', { mode: 0o1777 })
    this.disk.mkdir('/root', { mode: 0o700 })
    this.network = this.newNetworkNamespace({
      addresses: (options.addresses ?? []).map((address) => ({ name: 'eth0', address, prefix: 24 })),
    })
    this.network.label = name
    this.mounts = this.newMountTable([{ target: '/', fileSystem: this.disk, source: '/dev/vda1' }], this.pids)
  }

  newPidNamespace(): KernelPidNamespace {
    return new KernelPidNamespace()
  }

  newNetworkNamespace(options: NetworkNamespaceOptions): KernelNetworkNamespace {
    return new KernelNetworkNamespace(this.sim, options, this.options.network)
  }

  newCgroup(options: CgroupOptions): KernelCgroup {
    const parent = options.parent instanceof KernelCgroup ? options.parent : this.cgroup
    return new KernelCgroup(options, parent)
  }

  newFileSystem(options: FileSystemOptions): TreeFileSystem {
    const programs = options.layer?.programs
    // images share their programs, and a node makes many containers of one image
    if (programs && !this.knownSets.has(programs)) {
      this.knownSets.add(programs)
      for (const program of Object.values(programs)) this.know(program)
    }
    const bill = options.cgroup instanceof KernelCgroup ? options.cgroup : this.cgroup
    if (options.type !== 'tmpfs') return new TreeFileSystem(this.sim, this.nextDevice++, options)
    // memory is all that a tmpfs can have
    const limited = options.sizeLimitBytes === undefined ? { ...options, sizeLimitBytes: this.memoryBytes } : options
    return new TreeFileSystem(this.sim, this.nextDevice++, limited, bill)
  }

  newMountTable(mounts: readonly Mount[], pids: PidNamespace): KernelMountTable {
    if (!(pids instanceof KernelPidNamespace)) throw new Errno('EINVAL')
    const table = new KernelMountTable(mounts.slice(0, 1))
    // the caller's own /proc, /sys… lie over these
    for (const mount of systemMounts(this, pids, this.empty)) table.add(mount)
    if (!mounts.some(({ target }) => target === '/dev/shm')) table.add(ownSharedMemory(this))
    for (const mount of mounts.slice(1)) table.add(mount)
    return table
  }

  /** 0 ≤ n < 1, from a stream of this machine's own. */
  chance(): number {
    if (!this.random) {
      const stream = this.sim.random.stream(`machine/${this.name}`)
      this.random = () => stream.fraction()
    }
    return this.random()
  }

  /** Copies of its executable can be run from any file system. */
  know(program: Program): void {
    const content = executableContent(program)
    if (!this.programs.has(content)) this.programs.set(content, program)
  }

  programOf(content: Bytes): Program | undefined {
    return this.programs.get(content)
  }

  start(options: StartOptions): StartedProcess {
    const { pids, network, mounts, cgroup } = options
    if (
      !(
        pids instanceof KernelPidNamespace &&
        network instanceof KernelNetworkNamespace &&
        mounts instanceof KernelMountTable &&
        cgroup instanceof KernelCgroup
      )
    ) {
      throw new Errno('EINVAL')
    }
    const user = options.user ?? { uid: 0, gid: 0 }
    const rights = credentials(
      user.uid,
      user.gid,
      user.groups ?? [],
      new Set<string>(options.capabilities ?? defaultCapabilities),
    )
    const { hostname, confinement } = options
    const context: TaskContext = { namespace: pids, mounts, network, cgroup, hostname, confinement }
    const task = new Task(this, context, rights, options.argv, new Map(Object.entries(options.env)))
    task.process.chdir(options.cwd ?? '/')
    const found = findProgram(task, options.argv[0] ?? '', options.argv)
    const session: Session = { id: 0, terminal: options.terminal, foreground: undefined }
    this.admit(task, undefined, { id: 0, pid: 0, members: new Set(), session })
    task.onExit = options.onExit
    const stdin = this.connectStdio(task, options)
    this.beginProgram(task, found, options.argv)
    return {
      pid: task.pid,
      get running() {
        return !task.hasEnded
      },
      signal: (signal) => task.signal(signal, true),
      writeStdin: (data) => {
        if (!stdin || stdin.readEnds === 0) return false
        stdin.bytes.push(data)
        stdin.readers.wakeAll()
        return true
      },
      closeStdin: () => {
        if (!stdin || stdin.writeEnds === 0) return
        stdin.writeEnds = 0
        stdin.readers.wakeAll()
      },
      kill: () => task.end({ signal: 'KILL' }),
    }
  }

  private connectStdio(task: Task, options: StartOptions): Pipe | undefined {
    if (options.terminal) {
      const terminal = options.terminal
      const file = new TerminalFile(terminal)
      for (const fd of [0, 1, 2]) this.install(task, fd, file)
      const session = task.group.session
      session.foreground = task.group
      terminal.signalForeground = (signal) => {
        for (const member of [...(session.foreground?.members ?? [])]) member.signal(signal, true)
      }
      return undefined
    }
    const pipe = new Pipe(this.nextNumber++)
    this.install(task, 0, new PipeReadEnd(pipe))
    if (options.stdin === 'open') pipe.writeEnds = 1
    this.install(task, 1, new OutputFile(options.stdout, `pipe:[${this.nextNumber++}]`))
    this.install(task, 2, new OutputFile(options.stderr, `pipe:[${this.nextNumber++}]`))
    return pipe
  }

  install(task: Task, fd: number, file: OpenFile): void {
    file.references++
    const before = task.files[fd]
    while (task.files.length < fd) task.files.push(undefined)
    task.files[fd] = file
    before?.release()
  }

  /** Numbers a new task and puts it where it belongs. Throws EAGAIN where there are too many. */
  admit(task: Task, parent: Task | undefined, group: ProcessGroup): void {
    const { namespace, cgroup } = task.context
    if (cgroup.isFull || this.pids.count >= maxTasks) throw new Errno('EAGAIN')
    task.machinePid = this.pids.add(task)
    task.pid = namespace === this.pids ? task.machinePid : namespace.add(task)
    if (task.pid === 1) namespace.init = task
    if (parent) {
      task.parent = parent
      parent.children.add(task)
      task.group = group
    } else {
      const session: Session = { ...group.session, id: task.machinePid }
      task.group = { id: task.machinePid, pid: task.pid, members: new Set(), session }
    }
    task.group.members.add(task)
    cgroup.add(task)
  }

  beginProgram(task: Task, found: FoundProgram, argv: readonly Bytes[]): void {
    task.argv = found.argv ?? argv
    task.title = undefined
    task.begin(found.program.run(task.process, task.argv.slice(1)))
    task.owe(execMs)
    task.step(execSteps)
  }

  beginFork(task: Task, body: Run<number>): void {
    task.begin(body)
    task.owe(execMs / 4)
    task.step(execSteps)
  }

  /** Charges an exec in place and says what to run next. */
  replaceProgram(task: Task, found: FoundProgram, argv: readonly Bytes[]): Run<number> {
    task.owe(execMs)
    task.step(execSteps)
    task.argv = found.argv ?? argv
    task.title = undefined
    return found.program.run(task.process, task.argv.slice(1))
  }

  enqueue(task: Task): void {
    this.ready.push(task)
    if (this.draining || this.ready.length > 1) return
    this.sim.soon(() => this.drain())
  }

  private drain(): void {
    this.draining = true
    const { sim } = this
    let next = 0
    try {
      while (next < this.ready.length) {
        const task = this.ready[next++] as Task
        this.current = task
        if (task.cause === sim.cause) task.run()
        else sim.becauseOf(task.cause, () => task.run())
      }
    } finally {
      this.current = undefined
      this.draining = false
      // whoever is left behind an error of the kernel itself goes on in the next round
      this.ready = this.ready.slice(next)
      if (this.ready.length > 0) sim.soon(() => this.drain())
    }
  }

  /** A task has let go of everything but its number. */
  ended(task: Task): void {
    const { namespace } = task.context
    task.group.members.delete(task)
    if (namespace.init === task) {
      namespace.init = undefined
      for (const other of [...namespace.tasks.values()]) other.end({ signal: 'KILL' })
    }
    const { session } = task.group
    if (session.terminal && session.id === task.machinePid) {
      for (const member of [...(session.foreground?.members ?? [])]) member.signal('HUP', true)
    }
    this.orphan(task)
    const { parent } = task
    if (!parent || parent.hasEnded) {
      this.bury(task)
      const onExit = task.onExit
      task.onExit = undefined
      if (onExit && task.status) onExit(task.status)
      return
    }
    if (parent.actionOf('CHLD') === 'ignore') this.bury(task)
    parent.childEnded.wakeAll()
    parent.signal('CHLD', true)
  }

  /** The children of a dead task go to their namespace's PID 1. */
  private orphan(task: Task): void {
    for (const child of task.children) {
      const heir = child.context.namespace.init
      if (heir && heir !== child && !heir.hasEnded) {
        child.parent = heir
        heir.children.add(child)
        if (child.hasEnded) {
          heir.childEnded.wakeAll()
          heir.signal('CHLD', true)
        }
      } else {
        child.parent = undefined
        if (child.hasEnded) this.bury(child)
      }
    }
    task.children.clear()
  }

  /** A zombie has been waited for: its number is free. */
  bury(task: Task): void {
    task.parent?.children.delete(task)
    task.context.namespace.tasks.delete(task.pid)
    this.pids.tasks.delete(task.machinePid)
  }

  reportCrash(task: Task, error: unknown): void {
    this.sim.record({
      by: `kernel/${this.name}`,
      what: 'program-failed',
      detail: { command: task.argv.join(' '), error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    })
  }

  powerOff(): void {
    for (const task of [...this.pids.tasks.values()]) task.onExit = undefined
    for (const task of [...this.pids.tasks.values()]) task.end({ signal: 'KILL' })
    this.network.close()
  }
}
