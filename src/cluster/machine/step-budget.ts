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

const sizes = {
  cgroup: { steps: 20_000, refillPerMs: 0.2 },
  machine: { steps: 80_000, refillPerMs: 10 },
} as const

export class StepBudget {
  private steps: number
  private refilledAt = 0
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

  private share(now: number): number {
    if (now > this.refilledAt) {
      this.steps = Math.min(this.size.steps, this.steps + (now - this.refilledAt) * this.size.refillPerMs)
      this.refilledAt = now
    }
    return this.steps / this.size.steps
  }
}
