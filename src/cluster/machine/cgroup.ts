import type { Cgroup, CgroupOptions } from './machine.ts'
import { StepBudget } from './step-budget.ts'
import type { Task } from './task.ts'

/** Bills its processes' CPU time and memory, and calls the out-of-memory killer. */
export class KernelCgroup implements Cgroup {
  readonly name: string
  readonly parent: KernelCgroup | undefined
  readonly budget: StepBudget
  memoryLimitBytes: number | undefined
  cpuLimit: number | undefined
  readonly pidsLimit: number
  throttledMs = 0
  /** Tasks that are burning CPU time right now, children included. */
  burning = 0
  private readonly options: CgroupOptions
  private readonly tasks = new Set<Task>()
  private readonly children = new Set<KernelCgroup>()
  private billedCpuMs = 0
  private fileBytes = 0
  private total = 0

  constructor(options: CgroupOptions, parent: KernelCgroup | undefined) {
    this.options = options
    this.name = options.name
    this.parent = parent
    this.memoryLimitBytes = options.memoryLimitBytes
    this.cpuLimit = options.cpuLimit
    this.pidsLimit = options.pidsLimit ?? 1024
    this.budget = new StepBudget(parent ? 'cgroup' : 'machine', parent?.budget)
  }

  /** Makes itself known to its parent on its first use, so that forgotten ones can be collected. */
  private join(): void {
    if (!this.parent || this.parent.children.has(this)) return
    this.parent.children.add(this)
    this.parent.join()
  }

  private leaveIfIdle(): void {
    if (!this.parent || this.tasks.size > 0 || this.children.size > 0 || this.fileBytes > 0) return
    this.parent.children.delete(this)
    this.parent.leaveIfIdle()
  }

  get memoryBytes(): number {
    return this.total
  }

  get cpuMs(): number {
    return this.billedCpuMs + this.unbilledCpuMs
  }

  /** Of the slices that are going on at this moment. */
  private get unbilledCpuMs(): number {
    let cpuMs = 0
    for (const task of this.tasks) cpuMs += task.cpu.unbilledMs
    for (const child of this.children) cpuMs += child.unbilledCpuMs
    return cpuMs
  }

  get processCount(): number {
    let count = this.tasks.size
    for (const child of this.children) count += child.processCount
    return count
  }

  get isFull(): boolean {
    return this.tasks.size >= this.pidsLimit
  }

  add(task: Task): void {
    this.tasks.add(task)
    this.join()
  }

  remove(task: Task): void {
    this.tasks.delete(task)
    this.leaveIfIdle()
  }

  kill(): void {
    for (const task of [...this.tasks]) task.end({ signal: 'KILL' })
    for (const child of [...this.children]) child.kill()
  }

  bill(cpuMs: number): void {
    for (let group: KernelCgroup | undefined = this; group; group = group.parent) group.billedCpuMs += cpuMs
  }

  throttle(ms: number): void {
    for (let group: KernelCgroup | undefined = this; group; group = group.parent) {
      if (group.cpuLimit !== undefined) group.throttledMs += ms
    }
  }

  chargeFiles(bytes: number): void {
    this.fileBytes += bytes
    if (bytes > 0) this.join()
    this.chargeMemory(bytes)
    if (bytes < 0) this.leaveIfIdle()
  }

  /** Adds to the memory of this group and those above; kills somebody where a limit is passed. */
  chargeMemory(bytes: number): void {
    for (let group: KernelCgroup | undefined = this; group; group = group.parent) group.total += bytes
    if (bytes <= 0) return
    for (let group: KernelCgroup | undefined = this; group; group = group.parent) {
      while (group.memoryLimitBytes !== undefined && group.total > group.memoryLimitBytes) {
        if (!group.killLargest()) break
      }
    }
  }

  /** mm/oom_kill.c: the process with most memory, moved by oom_score_adj. Says whether there was one. */
  private killLargest(): boolean {
    let victim: Task | undefined
    let victimGroup: KernelCgroup | undefined
    let highest = Number.NEGATIVE_INFINITY
    const limit = this.memoryLimitBytes ?? 1
    const search = (group: KernelCgroup) => {
      const adjust = group.options.oomScoreAdj ?? 0
      if (adjust > -1000) {
        for (const task of group.tasks) {
          const score = task.memoryBytes + (adjust / 1000) * limit
          if (task.memoryBytes > 0 && score > highest) {
            highest = score
            victim = task
            victimGroup = group
          }
        }
      }
      for (const child of group.children) search(child)
    }
    search(this)
    if (!victim || !victimGroup) return false
    const group = victimGroup
    const victims = group.options.oomGroup ? [...group.tasks] : [victim]
    for (const task of victims) {
      group.tellOom(task)
      task.end({ signal: 'KILL' })
    }
    return true
  }

  private tellOom(task: Task): void {
    const info = task.info(task.pid)
    for (let group: KernelCgroup | undefined = this; group; group = group.parent) group.options.onOom?.(info)
  }
}
