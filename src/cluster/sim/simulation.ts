import { EventQueue, type Timer } from './event-queue.ts'
import { History, type HistoryRecord, type NewRecord } from './history.ts'
import { Random } from './random.ts'

export type { Timer } from './event-queue.ts'

/**
 * Virtual time: one clock, one queue, one seed, one history.
 *
 * Causes travel by themselves: whatever is planned or recorded while a timer runs is because of what that timer
 * was planned for, unless it says otherwise.
 */
export class Simulation {
  readonly random: Random
  readonly history: History
  private readonly queue = new EventQueue()
  private currentMs: number
  private currentCause: number | undefined

  /**
   * @param seed the only source of randomness
   * @param startTime milliseconds since the epoch at virtual time 0
   * @param firstMs virtual time at which the clock begins: below 0, if something is to settle before the start
   */
  constructor(
    seed: number | string,
    readonly startTime: number,
    firstMs = 0,
  ) {
    this.currentMs = firstMs
    this.random = new Random(seed)
    this.history = new History()
  }

  /** Virtual milliseconds since the start. */
  get now(): number {
    return this.currentMs
  }

  /** Milliseconds since the epoch, as a clock on the cluster's wall shows. */
  get wallTime(): number {
    return this.startTime + this.currentMs
  }

  /** The record in whose wake the present code runs. */
  get cause(): number | undefined {
    return this.currentCause
  }

  /** Calls `run` at a virtual time (now, if that is past). */
  at(atMs: number, run: () => void): Timer {
    return this.queue.add(Math.max(atMs, this.currentMs), run, this.currentCause)
  }

  /** Calls `run` after `delayMs` of virtual time. */
  after(delayMs: number, run: () => void): Timer {
    return this.at(this.currentMs + Math.max(0, delayMs), run)
  }

  /** Calls `run` at this instant, after everything that is planned for it already. */
  soon(run: () => void): Timer {
    return this.at(this.currentMs, run)
  }

  cancel(timer: Timer | undefined): void {
    if (timer) this.queue.cancel(timer)
  }

  /** Adds to the history; `because` defaults to the present cause. */
  record(record: NewRecord): HistoryRecord {
    return this.history.append(this.currentMs, 'because' in record ? record : { ...record, because: this.currentCause })
  }

  /** Runs `work` as a consequence of the record `cause`. */
  becauseOf<T>(cause: number | undefined, work: () => T): T {
    const outer = this.currentCause
    this.currentCause = cause
    try {
      return work()
    } finally {
      this.currentCause = outer
    }
  }

  /** When something is planned next, in virtual milliseconds. */
  get nextAt(): number | undefined {
    return this.queue.peek()?.at
  }

  /** Runs the next planned call, if it is due by `untilMs`; says whether there was one. */
  step(untilMs = Number.POSITIVE_INFINITY): boolean {
    const next = this.queue.peek()
    if (!next || next.at > untilMs) return false
    this.queue.take()
    this.currentMs = next.at
    const run = next.run
    next.run = undefined
    if (run) this.becauseOf(next.cause, run)
    return true
  }

  /** Runs everything due by `untilMs` and leaves the clock there. */
  runUntil(untilMs: number): void {
    while (this.step(untilMs)) {
      // each step does its own work
    }
    this.currentMs = Math.max(this.currentMs, untilMs)
  }
}
