import type { Pod } from '../api/generated/types.ts'
import type { Simulation, Timer } from '../sim/simulation.ts'
import type { ClusterEvent, Plugin } from './framework.ts'
import { Heap } from './heap.ts'
import { goesBefore } from './plugins/priority-sort.ts'
import type { PodInfo } from './pod-info.ts'
import { newPodInfo } from './pod-info.ts'

const initialBackoffMs = 1000
const maxBackoffMs = 10_000
const flushPeriodMs = 30_000
const maxUnschedulableMs = 5 * 60_000

type Place = 'active' | 'backoff' | 'error-backoff' | 'unschedulable' | 'gated' | 'taken'

/** A pod that waits for a node. */
export interface QueuedPod {
  info: PodInfo
  readonly priority: number
  /** When it came into the present queue, virtual milliseconds. */
  queuedAt: number
  readonly order: number
  /** Scheduling cycles that it went through. */
  attempts: number
  /** Refusals and errors in a row, which the back-off grows with. */
  unschedulableCount: number
  errorCount: number
  /** Names of the plugins that refused it; only what they wait for can bring it back. */
  rejectedBy: ReadonlySet<string>
  place: Place
  /** The history record in whose wake it came to the queue. */
  cause: number | undefined
}

/**
 * Where pods wait for the scheduler (backend/queue): active by priority, back-off, unschedulable, gated. A pod in
 * back-off is taken early when nothing else is active; one that failed with an error waits its time out.
 */
export class SchedulingQueue {
  private readonly pods = new Map<string, QueuedPod>()
  private readonly active = new Heap<QueuedPod>(goesBefore)
  private readonly backoff = new Heap<QueuedPod>(
    (a, b) => backoffEnd(a) < backoffEnd(b) || (backoffEnd(a) === backoffEnd(b) && goesBefore(a, b)),
  )
  private readonly unschedulable = new Map<string, QueuedPod>()
  private order = 0
  private flushTimer: Timer | undefined
  private readonly byName: ReadonlyMap<string, Plugin>

  /** @param onReady called whenever there is something to pop that was not there before */
  constructor(
    private readonly sim: Simulation,
    private readonly plugins: readonly Plugin[],
    private readonly onReady: () => void,
  ) {
    this.byName = new Map(plugins.map((plugin) => [plugin.name, plugin]))
  }

  get(uid: string): QueuedPod | undefined {
    return this.pods.get(uid)
  }

  get size(): number {
    return this.pods.size
  }

  add(pod: Pod): void {
    const info = newPodInfo(pod)
    const queued: QueuedPod = {
      info,
      priority: info.priority,
      queuedAt: this.sim.now,
      order: this.order++,
      attempts: 0,
      unschedulableCount: 0,
      errorCount: 0,
      rejectedBy: new Set(),
      place: 'active',
      cause: this.sim.cause,
    }
    this.pods.set(info.uid, queued)
    this.activate(queued)
  }

  /** A pod that waits was changed; what its refusers waited for may be in it. */
  update(pod: Pod, old: Pod): void {
    const queued = this.pods.get(pod.metadata.uid ?? '')
    if (!queued) {
      this.add(pod)
      return
    }
    queued.info = newPodInfo(pod)
    if (queued.place === 'gated') {
      if (this.gate(pod) === undefined) this.activate(queued)
    } else if (queued.place === 'unschedulable' && pod.spec !== old.spec) {
      this.consider(queued, { kind: 'UnscheduledPod', action: 'update', pod, old })
    } else if (queued.place === 'unschedulable' && pod.metadata.labels !== old.metadata.labels) {
      this.consider(queued, { kind: 'UnscheduledPod', action: 'update', pod, old })
    }
  }

  delete(uid: string): void {
    const queued = this.pods.get(uid)
    if (!queued) return
    queued.place = 'taken'
    this.pods.delete(uid)
    this.unschedulable.delete(uid)
  }

  /** Brings back the unschedulable pods that an event may help (MoveAllToActiveOrBackoffQueue). */
  move(event: ClusterEvent): void {
    for (const queued of this.unschedulable.values()) this.consider(queued, event)
  }

  /** The next pod to schedule. It stays known until `delete`, or goes back with `refused` or `failed`. */
  pop(): QueuedPod | undefined {
    const queued = take(this.active, 'active') ?? take(this.backoff, 'backoff')
    if (!queued) return undefined
    queued.place = 'taken'
    queued.attempts++
    return queued
  }

  get hasReady(): boolean {
    return peek(this.active, 'active') !== undefined || peek(this.backoff, 'backoff') !== undefined
  }

  /** Plugins refused it: it waits for an event that concerns one of them. */
  refused(queued: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    if (rejectedBy.size === 0) {
      this.failed(queued)
      return
    }
    queued.rejectedBy = rejectedBy
    queued.unschedulableCount++
    queued.errorCount = 0
    queued.queuedAt = this.sim.now
    queued.place = 'unschedulable'
    this.unschedulable.set(queued.info.uid, queued)
    this.planFlush()
  }

  /** An error stopped the cycle or the binding: it is tried again when its back-off is over. */
  failed(queued: QueuedPod): void {
    queued.errorCount++
    queued.queuedAt = this.sim.now
    queued.place = 'error-backoff'
    const uid = queued.info.uid
    this.sim.at(backoffEnd(queued), () => {
      if (this.pods.get(uid) === queued && queued.place === 'error-backoff') this.activate(queued)
    })
  }

  private activate(queued: QueuedPod): void {
    this.unschedulable.delete(queued.info.uid)
    if (this.gate(queued.info.pod) !== undefined) {
      queued.place = 'gated'
      return
    }
    queued.place = 'active'
    queued.cause = this.sim.cause
    this.active.push(queued)
    this.onReady()
  }

  /** The first plugin's reason not to let the pod in (PreEnqueue). */
  private gate(pod: Pod): string | undefined {
    for (const plugin of this.plugins) {
      const reason = plugin.preEnqueue?.(pod)
      if (reason !== undefined) return reason
    }
    return undefined
  }

  private consider(queued: QueuedPod, event: ClusterEvent): void {
    for (const name of queued.rejectedBy) {
      if (!this.byName.get(name)?.queueingHint?.(event, queued.info)) continue
      this.retry(queued)
      return
    }
  }

  private retry(queued: QueuedPod): void {
    if (backoffEnd(queued) <= this.sim.now) {
      queued.queuedAt = this.sim.now
      this.activate(queued)
      return
    }
    this.unschedulable.delete(queued.info.uid)
    queued.place = 'backoff'
    queued.cause = this.sim.cause
    this.backoff.push(queued)
    this.onReady()
  }

  /** Every 30 s, whoever was unschedulable for 5 min is tried again. No timer runs while nobody waits. */
  private planFlush(): void {
    if (this.flushTimer) return
    let oldest = Number.POSITIVE_INFINITY
    for (const queued of this.unschedulable.values()) oldest = Math.min(oldest, queued.queuedAt)
    if (oldest === Number.POSITIVE_INFINITY) return
    const due = (Math.floor((oldest + maxUnschedulableMs) / flushPeriodMs) + 1) * flushPeriodMs
    // Not in the wake of whatever made the pod unschedulable: it is the clock that brings it back.
    this.flushTimer = this.sim.at(due, () => {
      this.flushTimer = undefined
      for (const queued of [...this.unschedulable.values()]) {
        if (this.sim.now - queued.queuedAt > maxUnschedulableMs) this.retry(queued)
      }
      this.planFlush()
    })
  }
}

/** 1, 2, 4, 8, 10, 10… seconds after the last refusal; whole seconds, so that those near each other go by priority. */
function backoffEnd(queued: QueuedPod): number {
  const count = queued.errorCount || queued.unschedulableCount
  if (count === 0) return 0
  const durationMs = Math.min(initialBackoffMs * 2 ** (count - 1), maxBackoffMs)
  return queued.queuedAt + durationMs
}

function peek(heap: Heap<QueuedPod>, place: Place): QueuedPod | undefined {
  for (;;) {
    const first = heap.peek()
    if (!first || first.place === place) return first
    heap.pop()
  }
}

function take(heap: Heap<QueuedPod>, place: Place): QueuedPod | undefined {
  return peek(heap, place) ? heap.pop() : undefined
}
