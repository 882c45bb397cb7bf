import type { KernelCgroup } from './cgroup.ts'
import type { Kernel } from './kernel.ts'

/** CPU time is paid for when at least this much is owed; less is carried over. */
const payFromMs = 1
/** Steps between two looks at the price. */
const stepsPerSlice = 200

/** What one task owes for its steps, and how long it takes to pay, given who else wants the cores. */
export class CpuAccount {
  /** Paid so far, ms. */
  paidMs = 0
  owedMs = 0
  private stepsLeft = stepsPerSlice
  private stepPriceMs = 0
  private payingSince = -1
  private payingFactor = 1

  constructor(
    private readonly kernel: Kernel,
    private readonly cgroup: KernelCgroup,
  ) {}

  /** Takes steps; true if it is time to pay. */
  step(count: number): boolean {
    this.stepsLeft -= count
    this.owedMs += count * this.stepPriceMs
    return this.mustPay
  }

  get mustPay(): boolean {
    return this.stepsLeft <= 0 || this.owedMs >= payFromMs
  }

  /** The debt is worth a wait of its own. */
  get owesMuch(): boolean {
    return this.owedMs >= payFromMs
  }

  get isPaying(): boolean {
    return this.payingSince >= 0
  }

  /** Takes the steps since the last look out of the budget, and asks for the price of the next. */
  newSlice(): void {
    this.close()
    this.stepPriceMs = this.cgroup.budget.price(this.kernel.sim.now)
  }

  /** The last steps come out of the budget. */
  close(): void {
    this.cgroup.budget.spend(stepsPerSlice - this.stepsLeft)
    this.stepsLeft = stepsPerSlice
  }

  /** Begins to use a core; returns for how long, in virtual ms. */
  startPaying(): number {
    const { kernel, cgroup } = this
    this.newSlice()
    kernel.burning++
    let limited = 1
    for (let group: KernelCgroup | undefined = cgroup; group; group = group.parent) {
      if (group.burning++ === 0) group.budget.startBusy(kernel.sim.now)
      if (group.cpuLimit !== undefined) limited = Math.max(limited, group.burning / group.cpuLimit)
    }
    let factor = Math.max(1, kernel.burning / kernel.cores)
    if (limited > factor) {
      cgroup.throttle(this.owedMs * (limited - factor))
      factor = limited
    }
    this.payingSince = kernel.sim.now
    this.payingFactor = factor
    return this.owedMs * factor
  }

  /** Leaves the core, having paid for the time that has passed. */
  stopPaying(): void {
    if (!this.isPaying) return
    const elapsed = (this.kernel.sim.now - this.payingSince) / this.payingFactor
    this.payingSince = -1
    this.kernel.burning--
    for (let group: KernelCgroup | undefined = this.cgroup; group; group = group.parent) {
      if (--group.burning === 0) group.budget.stopBusy(this.kernel.sim.now)
    }
    // the clock's rounding must not leave crumbs to pay for
    this.settle(elapsed >= this.owedMs - 1e-6 ? this.owedMs : elapsed)
  }

  /** Bills what is owed as passing along with another wait. */
  settleAll(): void {
    this.cgroup.budget.addBusy(this.owedMs)
    this.settle(this.owedMs)
  }

  private settle(ms: number): void {
    this.owedMs -= ms
    this.paidMs += ms
    this.cgroup.bill(ms)
  }

  /** Of the slice that is going on. */
  get unbilledMs(): number {
    return this.isPaying ? Math.min(this.owedMs, (this.kernel.sim.now - this.payingSince) / this.payingFactor) : 0
  }
}
