import type { Pod, PodStatus } from '../api/generated/types.ts'
import { formatTime } from '../api/object.ts'
import { recordAbout } from './container-recorder.ts'
import type { KubeletContext } from './context.ts'
import { isCriticalPod } from './pod-spec.ts'
import type { PodWorker } from './pod-worker.ts'
import { qosOf } from './resources.ts'

const message = 'Preempted in order to admit critical pod'
const ranks = { BestEffort: 0, Burstable: 1, Guaranteed: 2 } as const

/**
 * Whom a critical Pod may push off the node so that it fits: kubelet/preemption/preemption.go. Pods of the lesser
 * quality of service go first. Simplified: upstream looks for the fewest Pods; we take them in that order and spare
 * those that were not needed in the end.
 *
 * @returns undefined if all of them would not be enough
 */
export function victimsFor(
  workers: Iterable<PodWorker>,
  fits: (without: ReadonlySet<PodWorker>) => boolean,
): readonly PodWorker[] | undefined {
  const candidates = [...workers]
    .filter((worker) => worker.stage === 'syncing' && !isCriticalPod(worker.pod))
    .sort((a, b) => ranks[qosOf(a.pod)] - ranks[qosOf(b.pod)])
  const chosen = new Set<PodWorker>()
  for (const candidate of candidates) {
    if (fits(chosen)) break
    chosen.add(candidate)
  }
  if (!fits(chosen)) return undefined
  for (const spared of [...chosen].reverse()) {
    chosen.delete(spared)
    if (!fits(chosen)) chosen.add(spared)
  }
  return [...chosen]
}

/** Ends a Pod in favour of a critical one. */
export function preempt(context: KubeletContext, victim: PodWorker): void {
  const { by, events, sim } = context
  sim.becauseOf(recordAbout(sim, by, victim.pod, 'pod-preempted', undefined, { message }), () => {
    events.event(victim.pod, 'Warning', 'Preempting', message)
    victim.kill({ amend: (status) => preempted(status, victim.pod, formatTime(sim.wallTime)) })
  })
}

function preempted(status: PodStatus, pod: Pod, now: string): PodStatus {
  const before = status.conditions ?? []
  const disruption = {
    type: 'DisruptionTarget',
    ...(pod.metadata.generation === undefined ? undefined : { observedGeneration: pod.metadata.generation }),
    status: 'True',
    lastTransitionTime: now,
    reason: 'TerminationByKubelet',
    message: 'Pod was preempted by Kubelet to accommodate a critical pod.',
  }
  const known = before.some((condition) => condition.type === 'DisruptionTarget')
  return {
    ...status,
    phase: 'Failed',
    reason: 'Preempting',
    message,
    ...(known ? undefined : { conditions: [disruption, ...before] }),
  }
}
