import { type Task, wait } from '../runtime/task.ts'
import type { Simulation } from '../sim/simulation.ts'

interface Named {
  readonly name: string
}

/**
 * The order in which a Pod with sidecars ends: a sidecar gets its signal when all main containers and the sidecars
 * that started after it are gone, or its grace is used up (kuberuntime_termination_order.go).
 */
export class TerminationOrder {
  private readonly before = new Map<string, ReadonlySet<string>>()
  private readonly running: Set<string>
  private readonly waiting = new Set<() => void>()

  constructor(
    private readonly sim: Simulation,
    sidecars: readonly Named[],
    mains: readonly Named[],
    running: ReadonlySet<string>,
  ) {
    this.running = new Set(running)
    sidecars.forEach((sidecar, index) => {
      this.before.set(sidecar.name, new Set([...mains, ...sidecars.slice(index + 1)].map((container) => container.name)))
    })
  }

  ended(name: string): void {
    this.running.delete(name)
    for (const check of [...this.waiting]) check()
  }

  /** @returns how long it waited, ms */
  *waitTurn(name: string, atMostMs: number): Task<number> {
    const before = this.before.get(name)
    if (!before) return 0
    const free = () => ![...before].some((other) => this.running.has(other))
    if (free()) return 0
    const since = this.sim.now
    yield* wait<void>((done) => {
      const check = () => {
        if (free()) done()
      }
      this.waiting.add(check)
      const timer = this.sim.after(atMostMs, done)
      return () => {
        this.waiting.delete(check)
        this.sim.cancel(timer)
      }
    })
    return this.sim.now - since
  }
}
