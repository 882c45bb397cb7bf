import { setCondition } from '../../api/conditions.ts'
import type { Condition, Pod, PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../api/generated/types.ts'
import { formatTime, parseTime } from '../../api/object.ts'
import { isReady } from '../../api/pods.ts'
import { scaledValue } from '../deployment/sizes.ts'

/** An eviction that was allowed and then not carried out is forgotten after this (DeletionTimeout). */
export const deletionTimeoutMs = 2 * 60_000

/** How many pods there should be and how many of them healthy (getExpectedPodCount). @param scale of the pods' controllers */
export function expectedCounts(
  budget: PodDisruptionBudget,
  podCount: number,
  scale: number,
): { expected: number; desired: number } {
  const { minAvailable, maxUnavailable } = budget.spec ?? {}
  if (maxUnavailable !== undefined)
    return { expected: scale, desired: Math.max(0, scale - scaledValue(maxUnavailable, scale, true)) }
  if (typeof minAvailable === 'number') return { expected: podCount, desired: minAvailable }
  if (minAvailable !== undefined) return { expected: scale, desired: scaledValue(minAvailable, scale, true) }
  return { expected: podCount, desired: 0 }
}

/** Evictions that are on their way: still there, and not for too long (buildDisruptedPodMap). */
export function stillDisrupted(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  wallTime: number,
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  for (const pod of pods) {
    const name = String(pod.metadata.name)
    const since = budget.status?.disruptedPods?.[name]
    if (since === undefined || pod.metadata.deletionTimestamp !== undefined) continue
    if (parseTime(since) + deletionTimeoutMs > wallTime) kept[name] = since
  }
  return kept
}

/** updatePdbStatus. */
export function budgetStatus(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  counts: { readonly expected: number; readonly desired: number },
  wallTime: number,
): PodDisruptionBudgetStatus {
  const disruptedPods = stillDisrupted(budget, pods, wallTime)
  const healthy = pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined && disruptedPods[String(pod.metadata.name)] === undefined && isReady(pod),
  ).length
  const allowed = counts.expected <= 0 ? 0 : Math.max(0, healthy - counts.desired)
  const condition: Condition = {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? 'True' : 'False',
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration: budget.metadata.generation,
    lastTransitionTime: formatTime(wallTime),
  }
  return {
    currentHealthy: healthy,
    desiredHealthy: counts.desired,
    expectedPods: counts.expected,
    disruptionsAllowed: allowed,
    disruptedPods: Object.keys(disruptedPods).length ? disruptedPods : undefined,
    observedGeneration: budget.metadata.generation,
    conditions: setCondition(budget.status?.conditions, condition),
  }
}
