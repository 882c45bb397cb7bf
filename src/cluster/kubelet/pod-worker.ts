import type { Pod, PodStatus } from '../api/generated/types.ts'
import { type RunningTask, run, type Task } from '../runtime/task.ts'
import type { Timer } from '../sim/simulation.ts'
import type { KubeletContext } from './context.ts'
import { isTerminalPhase, uidOf } from './pod-spec.ts'
import { ReasonCache } from './reason-cache.ts'
import { Resize } from './resize.ts'
import type { SyncFailure } from './start-container.ts'
import { syncPod } from './sync-pod.ts'
import { syncTerminatedPod, syncTerminatingPod } from './sync-terminating-pod.ts'

/** Why a Pod is stopped other than by its deletion: eviction, preemption, shutdown of the node. */
export interface KillOrder {
  readonly gracePeriodSeconds?: number | undefined
  /** Puts reason, message and phase on the status. */
  readonly amend: (status: PodStatus) => PodStatus
}

type Stage = 'syncing' | 'terminating' | 'terminated' | 'finished'

const resyncIntervalMs = 60_000
const backOffPeriodMs = 10_000
const jitterFactor = 0.5

/**
 * Brings one Pod to what its spec asks for, one sync at a time: kubelet/pod_workers.go. A Pod goes from syncing to
 * terminating (containers are being stopped) to terminated (what it used is freed) and never back.
 */
export class PodWorker {
  readonly uid: string
  readonly failures = new ReasonCache()
  readonly resize = new Resize()
  stage: Stage = 'syncing'
  killOrder: KillOrder | undefined
  /** The API object is gone although nobody waited for the containers. */
  removed = false
  /** While containers are being stopped: virtual ms. */
  termination: { readonly startedAt: number; readonly killAt: number } | undefined
  /** Containers that were removed for a restart of all in place, with the number of their next run. */
  readonly reset = new Map<string, number>()
  /** Containers that wait for their next start; virtual ms. */
  readonly backOffs = new Map<string, { readonly since: number; readonly until: number; readonly delayMs: number }>()
  private current: RunningTask | undefined
  private pending = false
  private pendingSandbox = false
  /** The sync was asked for by the sandbox's event alone. */
  private satisfied = false
  private lastSyncEnd = Number.NEGATIVE_INFINITY
  private due: Timer | undefined
  private alarm: Timer | undefined
  private nextResyncAt = Number.POSITIVE_INFINITY
  private stopped = false

  constructor(
    readonly context: KubeletContext,
    public pod: Pod,
    private readonly onFinished: (worker: PodWorker) => void,
  ) {
    this.uid = uidOf(pod)
  }

  /** UpdatePod: the object has changed, or comes for the first time. */
  update(pod: Pod): void {
    const before = this.pod
    this.pod = pod
    if (this.stage === 'syncing' && this.shouldTerminate(pod)) this.beginTerminating()
    else if (this.stage === 'terminating' && graceShortened(before, pod)) this.restart()
    else this.wake()
  }

  /** The object is gone from the API: containers still get their grace. */
  remove(): void {
    this.removed = true
    if (this.stage === 'syncing') this.beginTerminating()
  }

  /** Ends the Pod for a reason of the kubelet's own. */
  kill(order: KillOrder): void {
    if (this.stage !== 'syncing') return
    this.killOrder = order
    this.beginTerminating()
  }

  /**
   * Something happened that a sync has to look at.
   * @param onlySandbox a running sync knows of it already; it matters if that fails
   */
  wake(onlySandbox = false): void {
    if (this.stopped || this.stage === 'finished') return
    if (this.current) {
      if (onlySandbox) this.pendingSandbox = true
      else this.pending = true
      return
    }
    this.context.sim.cancel(this.due)
    this.due = undefined
    this.begin()
  }

  /** A container is being stopped: for people to look at. */
  noteTermination(startedAt: number, killAt: number): void {
    if (this.stage === 'terminating' && !this.termination) this.termination = { startedAt, killAt }
  }

  /** Syncs at that instant, if nothing else makes it sync before. */
  wakeAt(at: number): void {
    this.alarm ??= this.context.sim.at(at, () => {
      this.alarm = undefined
      this.wake()
    })
  }

  /** When the next regular sync of a healthy Pod comes, for what is only noticed then (volume updates). */
  nextRegularSync(): number {
    const { sim, random, syncGrid } = this.context
    // The syncs that nobody needed were not made; they are caught up in arithmetic.
    while (this.nextResyncAt <= sim.now)
      this.nextResyncAt = syncGrid.atOrAfter(this.nextResyncAt + random.jitter(resyncIntervalMs, jitterFactor))
    return this.nextResyncAt
  }

  /** Something changed that the next regular sync will find. */
  wakeAtRegularSync(): void {
    if (this.current || this.due || this.stage !== 'syncing' || this.stopped) return
    const at = this.nextRegularSync()
    if (at !== Number.POSITIVE_INFINITY) this.due = this.context.sim.at(at, () => this.wakeFromQueue())
  }

  /** The node lost power, or the kubelet died: nothing goes on. */
  stop(): void {
    this.stopped = true
    this.context.sim.cancel(this.due)
    this.due = undefined
    this.context.sim.cancel(this.alarm)
    this.alarm = undefined
    this.current?.cancel()
    this.current = undefined
    this.pending = false
  }

  /** The kubelet is back. */
  resume(): void {
    this.stopped = false
    this.wake()
  }

  /** The Pod with the resources that the node has granted. */
  get allocatedPod(): Pod {
    return this.resize.allocatedPod(this.pod)
  }

  get couldHaveRunningContainers(): boolean {
    return this.stage === 'syncing' || this.stage === 'terminating'
  }

  private shouldTerminate(pod: Pod): boolean {
    return pod.metadata.deletionTimestamp !== undefined || isTerminalPhase(pod.status?.phase)
  }

  private beginTerminating(): void {
    this.stage = 'terminating'
    this.restart()
  }

  /** Breaks off what goes on and begins anew, as upstream cancels the sync's context. */
  private restart(): void {
    this.current?.cancel()
    this.current = undefined
    this.pending = false
    this.wake()
  }

  private begin(): void {
    let task: RunningTask | undefined
    let finishedAtOnce = false
    const started = run(this.context.sim, this.sync(), () => {
      if (task === undefined) finishedAtOnce = true
      this.current = undefined
      this.afterSync()
    })
    task = started
    if (!finishedAtOnce && !started.finished) this.current = started
  }

  private outcome: { failure: SyncFailure | undefined; moved: boolean } = { failure: undefined, moved: false }

  private *sync(): Task<void> {
    const { context } = this
    this.outcome = { failure: undefined, moved: false }
    const observed = yield* context.pleg.newerThan(this.uid, this.lastSyncEnd, this.satisfied)
    if (this.stage === 'syncing' && this.shouldTerminate(this.pod)) this.stage = 'terminating'
    if (this.stage === 'syncing') {
      const result = yield* syncPod(context, this, observed)
      this.outcome.failure = result.failure
      if (result.terminal) {
        this.stage = 'terminating'
        this.outcome.moved = true
      } else if (result.acted && !result.failure) context.pleg.relistSoon(this.uid)
    } else if (this.stage === 'terminating') {
      yield* syncTerminatingPod(context, this, observed)
      this.termination = undefined
      this.outcome.moved = true
    } else if (this.stage === 'terminated') {
      yield* syncTerminatedPod(context, this)
      this.stage = 'finished'
    }
  }

  private afterSync(): void {
    const { sim, syncGrid, random } = this.context
    this.lastSyncEnd = sim.now
    if (this.stage === 'finished') {
      this.onFinished(this)
      return
    }
    const { failure, moved } = this.outcome
    this.satisfied = !this.pending && !moved && failure !== undefined && this.pendingSandbox
    const again = this.pending || this.satisfied
    this.pending = false
    this.pendingSandbox = false
    if (moved || again) {
      // At the next turn, so that a sync that ends at once cannot starve the rest.
      this.due = sim.soon(() => this.wakeFromQueue())
      return
    }
    if (!failure) {
      this.nextResyncAt = syncGrid.atOrAfter(sim.now + random.jitter(resyncIntervalMs, jitterFactor))
      if (this.context.volumes.hasNews(this.uid)) this.wakeAtRegularSync()
      return
    }
    this.nextResyncAt = Number.POSITIVE_INFINITY
    // Since 1.35 upstream's retry comes when the restart back-off is over (at most 60 s later). We keep to the plain
    // period of 10 s, as recorded clusters do, so that CrashLoopBackOff shows during the wait and not only at its end.
    const delay = failure.transient ? 1000 : backOffPeriodMs
    this.due = sim.at(syncGrid.atOrAfter(sim.now + random.jitter(delay, jitterFactor)), () => this.wakeFromQueue())
  }

  private wakeFromQueue(): void {
    this.due = undefined
    if (!this.current && !this.stopped && this.stage !== 'finished') this.begin()
  }
}

function graceShortened(before: Pod, after: Pod): boolean {
  const was = before.metadata.deletionGracePeriodSeconds
  const is = after.metadata.deletionGracePeriodSeconds
  return is !== undefined && (was === undefined || is < was)
}
