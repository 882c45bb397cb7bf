import type { Pod, PodCondition } from '../api/generated/types.ts'
import { parseTime } from '../api/object.ts'

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  const conditions = pod.status?.conditions
  if (conditions) for (const condition of conditions) if (condition.type === type) return condition
  return undefined
}

/** When the pod will have been ready for long enough, in ms since the epoch; infinite if it is not ready. */
export function availableAt(pod: Pod, minReadySeconds: number): number {
  const ready = podCondition(pod, 'Ready')
  if (ready?.status !== 'True') return Number.POSITIVE_INFINITY
  return minReadySeconds === 0 ? 0 : parseTime(ready.lastTransitionTime) + minReadySeconds * 1000
}

export function isAvailable(pod: Pod, minReadySeconds: number, wallTime: number): boolean {
  return availableAt(pod, minReadySeconds) <= wallTime
}

/** Whether an update changes anything that controllers of pods count: who it belongs to, its phase, readiness, end. */
export function countsDifferently(pod: Pod, old: Pod): boolean {
  if (
    pod.metadata.labels !== old.metadata.labels ||
    pod.metadata.ownerReferences !== old.metadata.ownerReferences ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    pod.status?.phase !== old.status?.phase
  ) {
    return true
  }
  const ready = podCondition(pod, 'Ready')
  const wasReady = podCondition(old, 'Ready')
  return ready?.status !== wasReady?.status || ready?.lastTransitionTime !== wasReady?.lastTransitionTime
}
