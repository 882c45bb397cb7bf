import type { Timer } from '../sim/simulation.ts'
import { CpuAccount } from './cpu-account.ts'
import type { Credentials } from './credentials.ts'
import type { Kernel } from './kernel.ts'
import type { OpenFile } from './open-file.ts'
import type { ProcessGroup } from './process-group.ts'
import { type Bytes, Errno, type ExitStatus, type ProcessInfo, type Run, type Signal, type SystemCall } from './program.ts'
import { defaultAction } from './signals.ts'
import type { TaskContext } from './task-context.ts'
import { UserProcess } from './user-process.ts'
import { type Waiter, WaitQueue } from './wait-queue.ts'

/** What a generator yields when its task is waiting; the task itself knows for what. */
const waiting: SystemCall = { call: 'wait' }

/** A process that has not said how much memory it holds. */
const baseMemoryBytes = 300 * 1024

/** Thrown to unwind a generator whose process is over. No Error: nobody wants its stack. */
export class Unwind {}

export type SignalAction = 'ignore' | ((signal: Signal) => void)

export type Ended = { readonly code: number } | { readonly signal: Signal }

/** The kernel's side of a process. */
export class Task implements Waiter {
  readonly process: UserProcess
  readonly children = new Set<Task>()
  readonly startedAt: number
  group!: ProcessGroup
  /** Numbers in the machine's and in its own namespace; given by the kernel. */
  machinePid = 0
  pid = 0
  parent: Task | undefined
  /** Told of the end of a process without a parent. */
  onExit: ((status: ExitStatus) => void) | undefined
  argv: readonly Bytes[]
  title: Bytes | undefined
  environment: ReadonlyMap<string, Bytes>
  umask = 0o022
  cwd = '/'
  files: (OpenFile | undefined)[] = []
  memoryBytes = 0
  state: 'new' | 'ready' | 'running' | 'waiting' | 'zombie' = 'new'
  stopped: Signal | undefined
  /** Set while its stopping has not been told to the parent. */
  stopUntold = false
  status: ExitStatus | undefined
  /** The history record in whose wake it was made ready. */
  cause: number | undefined
  /** A signal's handler ran during the present wait. */
  interruptedBy: Signal | undefined
  readonly childEnded = new WaitQueue()
  /** The next program, after exec. */
  replacement: Run<number> | undefined
  private body: Run<number> | undefined
  private finishing: number | undefined
  private actions: Map<Signal, SignalAction> | undefined
  private pending: Signal[] | undefined
  private readyWhenContinued = false
  // --- waiting
  private queue: WaitQueue | undefined
  private timer: Timer | undefined
  private breakOff: (() => void) | undefined
  readonly cpu: CpuAccount

  constructor(
    readonly kernel: Kernel,
    readonly context: TaskContext,
    public user: Credentials,
    argv: readonly Bytes[],
    environment: ReadonlyMap<string, Bytes>,
  ) {
    this.argv = argv
    this.environment = environment
    this.startedAt = kernel.sim.now
    this.cpu = new CpuAccount(kernel, context.cgroup)
    this.process = new UserProcess(this)
  }

  begin(body: Run<number>): void {
    this.body = body
    this.cpu.newSlice()
    this.setMemory(baseMemoryBytes)
    if (this.state === 'new') this.makeReady()
  }

  get hasEnded(): boolean {
    return this.state === 'zombie'
  }

  // --- running

  wake(): void {
    if (this.state !== 'waiting') return
    this.stopWaiting()
    this.makeReady()
  }

  private makeReady(): void {
    if (this.stopped) {
      this.state = 'waiting'
      this.readyWhenContinued = true
      return
    }
    this.state = 'ready'
    this.cause = this.kernel.sim.cause
    this.kernel.enqueue(this)
  }

  /** Runs until it waits or ends. */
  run(): void {
    if (this.state !== 'ready') return
    this.state = 'running'
    try {
      if (this.pending) this.runHandlers()
      if (this.finishing !== undefined) {
        this.end({ code: this.finishing })
        return
      }
      for (;;) {
        const step = this.body?.next()
        if (this.hasEnded) return
        if (this.replacement) {
          this.body = this.replacement
          this.replacement = undefined
          continue
        }
        if (!step || step.done) this.finish(step?.value ?? 0)
        return
      }
    } catch (error) {
      if (this.hasEnded) return
      if (error instanceof Unwind) this.finish(this.finishing ?? 0)
      else this.crash(error)
    }
  }

  /** exit(2): unwinds whatever the program is in the midst of. */
  exit(code: number): never {
    this.finishing = code & 255
    throw new Unwind()
  }

  private finish(code: number): void {
    this.finishing = code & 255
    this.body = undefined
    if (this.cpu.owesMuch) this.startPaying()
    else this.end({ code: this.finishing })
  }

  private crash(error: unknown): void {
    if (error instanceof Errno) {
      this.files[2]?.write(`${this.argv[0]}: ${error.path === undefined ? '' : `${error.path}: `}${error.text}\n`, this)
      this.finish(1)
      return
    }
    // endless recursion is a program's own fault; anything else is ours
    if (!(error instanceof RangeError)) this.kernel.reportCrash(this, error)
    this.end({ signal: 'SEGV' })
  }

  // --- waiting: `yield task.waitIn(queue)` and look again whether what was waited for has come

  waitIn(queue: WaitQueue, timeoutMs?: number): SystemCall {
    this.mustBeAlive()
    if (this.cpu.mustPay) return this.pay()
    this.interruptedBy = undefined
    this.state = 'waiting'
    this.queue = queue
    queue.add(this)
    if (timeoutMs !== undefined) this.timer = this.kernel.sim.after(timeoutMs, () => this.wake())
    return waiting
  }

  /** Waits for a virtual time; what is owed in CPU time is paid along the way. */
  waitUntil(atMs: number): SystemCall {
    this.mustBeAlive()
    this.interruptedBy = undefined
    this.cpu.settleAll()
    this.state = 'waiting'
    this.timer = this.kernel.sim.at(atMs, () => this.wake())
    return waiting
  }

  waitForWake(breakOff: (() => void) | undefined): SystemCall {
    this.mustBeAlive()
    this.interruptedBy = undefined
    this.state = 'waiting'
    this.breakOff = breakOff
    return waiting
  }

  /** The next program is in `replacement`: the kernel goes on with it at once. */
  goOn(): SystemCall {
    return waiting
  }

  /** A program that caught the unwinding of its own end is unwound again. */
  private mustBeAlive(): void {
    if (this.finishing !== undefined || this.hasEnded) throw new Unwind()
  }

  private stopWaiting(): void {
    if (this.queue) {
      this.queue.remove(this)
      this.queue = undefined
    }
    if (this.timer) {
      this.kernel.sim.cancel(this.timer)
      this.timer = undefined
    }
    this.cpu.stopPaying()
    const breakOff = this.breakOff
    this.breakOff = undefined
    breakOff?.()
  }

  // --- CPU time

  /** Takes steps; true if it is time to pay: `yield task.pay()`. */
  step(count = 1): boolean {
    return this.cpu.step(count)
  }

  owe(ms: number): void {
    this.cpu.owedMs += ms
  }

  get mustPay(): boolean {
    return this.cpu.mustPay
  }

  /** Waits for as long as the owed CPU time takes. */
  pay(): SystemCall {
    this.mustBeAlive()
    return this.startPaying()
  }

  private startPaying(): SystemCall {
    this.interruptedBy = undefined
    const delayMs = this.cpu.startPaying()
    this.state = 'waiting'
    this.timer = this.kernel.sim.after(delayMs, () => this.wake())
    return waiting
  }

  // --- memory

  setMemory(bytes: number): void {
    const difference = bytes - this.memoryBytes
    this.memoryBytes = bytes
    this.context.cgroup.chargeMemory(difference)
    if (this.hasEnded && this.kernel.current === this) throw new Unwind()
  }

  // --- signals

  actionOf(signal: Signal): 'default' | SignalAction {
    return this.actions?.get(signal) ?? 'default'
  }

  setAction(signal: Signal, action: 'default' | SignalAction): void {
    if (action === 'default') this.actions?.delete(signal)
    else {
      this.actions ??= new Map()
      this.actions.set(signal, action)
    }
  }

  /** What is ignored stays so in a child and across exec; handlers do not. */
  inheritActions(parent: Task): void {
    if (!parent.actions) return
    for (const [signal, action] of parent.actions) if (action === 'ignore') this.setAction(signal, 'ignore')
  }

  dropHandlers(): void {
    if (!this.actions) return
    for (const [signal, action] of this.actions) if (action !== 'ignore') this.actions.delete(signal)
  }

  /**
   * @param outside from a namespace above this process's own, or from the machine itself
   */
  signal(signal: Signal, outside: boolean): void {
    if (this.hasEnded) return
    const isInit = this.context.namespace.init === this
    if (signal === 'KILL' || signal === 'STOP') {
      if (isInit && !outside) return
      if (signal === 'KILL') this.end({ signal })
      else this.stop(signal)
      return
    }
    if (signal === 'CONT') this.continue()
    const action = this.actionOf(signal)
    if (action === 'ignore') return
    if (action === 'default') {
      // a namespace's PID 1 is immune to what it has no handler for: kernel/signal.c, SIGNAL_UNKILLABLE
      if (isInit) return
      const byDefault = defaultAction(signal)
      if (byDefault === 'end') this.end({ signal })
      else if (byDefault === 'stop') this.stop(signal)
      return
    }
    this.pending ??= []
    if (!this.pending.includes(signal)) this.pending.push(signal)
    if (this.state === 'waiting' && !this.readyWhenContinued) {
      this.interruptedBy = signal
      this.stopWaiting()
      this.makeReady()
    } else if (this.state === 'running') this.runHandlers()
  }

  /** Raised by the task's own call: a handler runs, or it is over. */
  signalSelf(signal: Signal): void {
    this.signal(signal, false)
    if (this.hasEnded) throw new Unwind()
  }

  private runHandlers(): void {
    while (this.pending && this.pending.length > 0) {
      const signal = this.pending.shift() as Signal
      const action = this.actionOf(signal)
      if (typeof action === 'function') action(signal)
    }
    this.pending = undefined
  }

  private stop(signal: Signal): void {
    if (this.stopped) return
    this.stopped = signal
    this.stopUntold = true
    if (this.state === 'ready') {
      this.state = 'waiting'
      this.readyWhenContinued = true
    }
    this.parent?.childEnded.wakeAll()
    this.parent?.signal('CHLD', true)
  }

  private continue(): void {
    if (!this.stopped) return
    this.stopped = undefined
    this.stopUntold = false
    if (this.readyWhenContinued) {
      this.readyWhenContinued = false
      this.makeReady()
    }
  }

  // --- the end

  end(how: Ended): void {
    if (this.hasEnded) return
    const { kernel, context } = this
    this.stopWaiting()
    this.cpu.close()
    this.state = 'zombie'
    this.stopped = undefined
    this.status = 'code' in how ? { pid: this.pid, code: how.code } : { pid: this.pid, signal: how.signal }
    this.body = undefined
    this.replacement = undefined
    this.pending = undefined
    this.actions = undefined
    const files = this.files
    this.files = []
    for (const file of files) file?.release()
    context.cgroup.chargeMemory(-this.memoryBytes)
    this.memoryBytes = 0
    context.cgroup.remove(this)
    kernel.ended(this)
  }

  info(pid: number): ProcessInfo {
    return {
      pid,
      ppid: this.parent && this.parent.context.namespace === this.context.namespace ? this.parent.pid : 0,
      uid: this.user.uid,
      command: this.title === undefined ? this.argv : [this.title],
      state: this.hasEnded
        ? 'zombie'
        : this.stopped
          ? 'stopped'
          : this.state !== 'waiting' || this.cpu.isPaying
            ? 'running'
            : 'sleeping',
      startedAt: this.kernel.sim.startTime + this.startedAt,
      cpuMs: this.cpu.paidMs + this.cpu.unbilledMs,
      memoryBytes: this.memoryBytes,
    }
  }
}
