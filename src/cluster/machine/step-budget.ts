/**
 * What a step of a program costs in virtual time. A step's honest price is microseconds, so a loop that never sleeps
 * would take us millions of steps for each virtual second. So steps come out of a budget that refills slowly with
 * virtual time: while there is plenty, they have their honest price; the emptier it gets, the dearer they become. A
 * program that spins keeps its core busy as it would, but does so in a few hundred long steps a second.
 */
const honestPriceMs = 0.003
const dearestPriceMs = 4
/** Below this share of the budget prices rise. */
const scarceBelow = 0.25

/** Steps come back slowly while a core is in use, and fast while nothing runs: loops that sleep never get there. */
const sizes = {
  cgroup: { steps: 20_000, busyRefillPerMs: 0.2, idleRefillPerMs: 5 },
  machine: { steps: 80_000, busyRefillPerMs: 4, idleRefillPerMs: 40 },
} as const

export class StepBudget {
  private steps: number
  private refilledAt = 0
  /** Until now, how long somebody was using a core, ms. */
  private busyMs = 0
  private busySince: number | undefined
  private readonly size: (typeof sizes)[keyof typeof sizes]

  constructor(
    of: keyof typeof sizes,
    private readonly parent: StepBudget | undefined,
  ) {
    this.size = sizes[of]
    this.steps = this.size.steps
  }

  /** The price of each of the next steps, ms of CPU time. */
  price(now: number): number {
    const share = Math.min(this.share(now), this.parent?.share(now) ?? 1)
    if (share >= scarceBelow) return honestPriceMs
    return honestPriceMs * (dearestPriceMs / honestPriceMs) ** (1 - share / scarceBelow)
  }

  spend(steps: number): void {
    this.steps = Math.max(0, this.steps - steps)
    this.parent?.spend(steps)
  }

  /** Somebody begins to use a core; nested calls are the caller's to count. */
  startBusy(now: number): void {
    this.busySince = now
  }

  stopBusy(now: number): void {
    if (this.busySince !== undefined) this.busyMs += now - this.busySince
    this.busySince = undefined
  }

  /** CPU time that passed within another wait. */
  addBusy(ms: number): void {
    this.busyMs += ms
    this.parent?.addBusy(ms)
  }

  private share(now: number): number {
    if (now > this.refilledAt) {
      if (this.busySince !== undefined) {
        this.stopBusy(now)
        this.startBusy(now)
      }
      const passedMs = now - this.refilledAt
      const idleMs = Math.max(0, passedMs - this.busyMs)
      const { steps, busyRefillPerMs, idleRefillPerMs } = this.size
      this.steps = Math.min(steps, this.steps + passedMs * busyRefillPerMs + idleMs * idleRefillPerMs)
      this.refilledAt = now
      this.busyMs = 0
    }
    return this.steps / this.size.steps
  }
}
