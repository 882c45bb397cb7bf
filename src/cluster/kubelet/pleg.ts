import type { Runtime } from '../runtime/interface.ts'
import { nothingObserved, type ObservedPod } from '../runtime/observed.ts'
import { type Task, wait } from '../runtime/task.ts'
import type { Simulation, Timer } from '../sim/simulation.ts'
import type { Grid } from './grid.ts'

/** How long a relist and the way of its event to the worker take. */
const relistMs = 60

interface CacheEntry {
  observed: ObservedPod
  /** Virtual ms of the look. */
  at: number
}

/**
 * The pod lifecycle event generator and its cache: kubelet/pleg/generic.go. Upstream looks at all containers each
 * second; here a Pod is looked at on the next of those instants after something in the runtime changed. With
 * PLEGOnDemandRelist a successful sync that did something has its Pod looked at straight away.
 */
export class Pleg {
  private readonly cache = new Map<string, CacheEntry>()
  private readonly dirty = new Map<string, number | undefined>()
  /** Whose worker waits for the next look; those for which that look is all they need to be told. */
  private readonly satisfied = new Set<string>()
  private timer: Timer | undefined
  private stopped = false

  constructor(
    private readonly sim: Simulation,
    private readonly runtime: Runtime,
    private readonly grid: Grid,
    /** A Pod's containers, or only its sandboxes, have changed: its worker has to look. */
    private readonly onEvent: (uid: string, what: 'containers' | 'sandboxes') => void,
  ) {
    runtime.onChange((uid) => {
      this.dirty.set(uid, sim.cause)
      if (!this.stopped) this.timer ??= sim.at(grid.after(sim.now), () => this.relist())
    })
  }

  /** The kubelet goes down or comes back. */
  setStopped(stopped: boolean): void {
    this.stopped = stopped
    if (stopped) {
      this.sim.cancel(this.timer)
      this.timer = undefined
    } else this.timer ??= this.sim.at(this.grid.after(this.sim.now), () => this.relist())
  }

  /**
   * podCache.GetNewerThan: the Pod as a relist saw it after virtual time `than`; waits for one if need be.
   * @param satisfied what that relist finds need not be told besides
   */
  *newerThan(uid: string, than: number, satisfied: boolean): Task<ObservedPod> {
    const lastRelist = this.grid.atOrBefore(this.sim.now)
    const entry = this.cache.get(uid)
    if (lastRelist <= than && !(entry && entry.at > than)) {
      yield* wait<void>((done) => {
        const timer = this.sim.at(this.grid.after(than), () => {
          this.satisfied.delete(uid)
          done()
        })
        if (satisfied) this.satisfied.add(uid)
        return () => {
          this.satisfied.delete(uid)
          this.sim.cancel(timer)
        }
      })
      // This instant's relist may come after us.
      if (this.dirty.has(uid)) this.notice(uid)
    }
    return this.cache.get(uid)?.observed ?? this.look(uid)
  }

  /** Asked for after a sync that started or stopped something. */
  relistSoon(uid: string): void {
    this.sim.after(relistMs, () => {
      if (this.dirty.has(uid) && !this.stopped) this.notice(uid)
    })
  }

  forget(uid: string): void {
    this.cache.delete(uid)
    this.dirty.delete(uid)
  }

  private relist(): void {
    this.timer = undefined
    for (const [uid, cause] of [...this.dirty]) this.sim.becauseOf(cause, () => this.notice(uid))
  }

  private notice(uid: string): void {
    const before = this.cache.get(uid)?.observed
    const after = this.look(uid)
    if (this.satisfied.has(uid)) return
    if (!sameContainers(before ?? nothingObserved(uid), after)) this.onEvent(uid, 'containers')
    else if (!sameSandboxes(before ?? nothingObserved(uid), after)) this.onEvent(uid, 'sandboxes')
  }

  private look(uid: string): ObservedPod {
    this.dirty.delete(uid)
    const observed = this.runtime.observe(uid)
    this.cache.set(uid, { observed, at: this.sim.now })
    return observed
  }
}

function sameContainers(a: ObservedPod, b: ObservedPod): boolean {
  if (a.containers.length !== b.containers.length) return false
  for (let i = 0; i < a.containers.length; i++) {
    const left = a.containers[i]
    const right = b.containers[i]
    if (left?.id !== right?.id || left?.state !== right?.state) return false
  }
  return true
}

function sameSandboxes(a: ObservedPod, b: ObservedPod): boolean {
  if (a.sandboxes.length !== b.sandboxes.length) return false
  for (let i = 0; i < a.sandboxes.length; i++) {
    const left = a.sandboxes[i]
    const right = b.sandboxes[i]
    if (left?.id !== right?.id || left?.ready !== right?.ready) return false
  }
  return true
}
