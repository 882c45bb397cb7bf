import type { PidNamespace } from './machine.ts'
import type { ProcessInfo, Signal } from './program.ts'
import type { Task } from './task.ts'

export class KernelPidNamespace implements PidNamespace {
  nextPid = 1
  /** PID 1, while it lives. */
  init: Task | undefined
  readonly tasks = new Map<number, Task>()

  /** @param isMachine the machine's own: it numbers every process, and has no PID 1 that could be signalled */
  constructor(readonly isMachine = false) {
    if (isMachine) this.nextPid = 400
  }

  get count(): number {
    return this.tasks.size
  }

  processes(): readonly ProcessInfo[] {
    const list: ProcessInfo[] = []
    for (const [pid, task] of this.tasks) list.push(task.info(pid))
    return list
  }

  signal(pid: number, signal: Signal): void {
    this.tasks.get(pid)?.signal(signal, true)
  }

  add(task: Task): number {
    const pid = this.nextPid++
    this.tasks.set(pid, task)
    return pid
  }
}
