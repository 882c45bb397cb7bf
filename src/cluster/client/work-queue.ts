import type { Simulation, Timer } from '../sim/simulation.ts'

interface Waiting {
  readonly at: number
  readonly timer: Timer
}

/** First delay of a retried key; each further failure doubles it. */
const firstRetryMs = 5
const longestRetryMs = 1_000_000

/**
 * Keys to be worked on, each once at a time, in order of coming: client-go's rate limiting work queue. A key that
 * comes while it is worked on is worked on again afterwards. Every key remembers the newest cause it came for.
 */
export class WorkQueue {
  private readonly queued = new Map<string, number | undefined>()
  private readonly waiting = new Map<string, Waiting>()
  private readonly failures = new Map<string, number>()
  private planned: Timer | undefined
  private running = true

  /** @param work handles one key; what it throws makes the key wait longer and longer */
  constructor(
    private readonly sim: Simulation,
    private readonly work: (key: string) => void,
    private readonly failed: (key: string, error: unknown) => void = () => {},
  ) {}

  get length(): number {
    return this.queued.size
  }

  /** Puts a key in the queue, now or later. A later call for an earlier time moves it forward. */
  add(key: string, delayMs = 0): void {
    if (!this.running) return
    if (delayMs > 0) {
      this.addLater(key, this.sim.now + delayMs)
      return
    }
    this.queued.set(key, this.sim.cause)
    this.planned ??= this.sim.soon(() => this.drain())
  }

  /** Puts a key back after a failure, with exponential back-off. */
  retry(key: string): void {
    const failures = this.failures.get(key) ?? 0
    this.failures.set(key, failures + 1)
    this.add(key, Math.min(firstRetryMs * 2 ** failures, longestRetryMs))
  }

  /** The key went well: its next failure waits the first delay again. */
  forget(key: string): void {
    this.failures.delete(key)
  }

  /** Drops everything and takes nothing more until `start`. */
  stop(): void {
    this.running = false
    this.sim.cancel(this.planned)
    this.planned = undefined
    for (const { timer } of this.waiting.values()) this.sim.cancel(timer)
    this.waiting.clear()
    this.queued.clear()
    this.failures.clear()
  }

  start(): void {
    this.running = true
  }

  private addLater(key: string, at: number): void {
    const present = this.waiting.get(key)
    if (present) {
      if (present.at <= at) return
      this.sim.cancel(present.timer)
    }
    const timer = this.sim.at(at, () => {
      this.waiting.delete(key)
      this.add(key)
    })
    this.waiting.set(key, { at, timer })
  }

  private drain(): void {
    this.planned = undefined
    for (const [key, cause] of this.queued) {
      this.queued.delete(key)
      this.sim.becauseOf(cause, () => this.one(key))
      if (!this.running) return
    }
  }

  private one(key: string): void {
    try {
      this.work(key)
      this.forget(key)
    } catch (error) {
      this.failed(key, error)
      this.retry(key)
    }
  }
}
