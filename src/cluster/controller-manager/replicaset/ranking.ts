import type { Pod } from '../../api/generated/types.ts'
import { parseTime } from '../../api/object.ts'
import { isReady } from '../../api/pods.ts'
import { podCondition } from '../pod-state.ts'

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/**
 * Pods in the order in which to delete them (controller_utils.go, ActivePodsWithRanks).
 * @param rankOf how many related pods share the pod's node: the more there are, the sooner it goes
 */
export function inOrderOfDeletion(pods: readonly Pod[], rankOf: (pod: Pod) => number, wallTime: number): readonly Pod[] {
  return [...pods].sort((a, b) => compare(a, b, rankOf, wallTime))
}

function compare(a: Pod, b: Pod, rankOf: (pod: Pod) => number, wallTime: number): number {
  const assigned = Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName))
  if (assigned) return assigned
  const phase = (phases[a.status?.phase ?? 'Pending'] ?? 0) - (phases[b.status?.phase ?? 'Pending'] ?? 0)
  if (phase) return phase
  const readyA = isReady(a)
  const readyB = isReady(b)
  if (readyA !== readyB) return readyA ? 1 : -1
  const cost = costOf(a) - costOf(b)
  if (cost) return cost
  const rank = rankOf(b) - rankOf(a)
  if (rank) return rank
  if (readyA && readyB) {
    const readyFor = bucket(wallTime - readySince(a)) - bucket(wallTime - readySince(b))
    if (readyFor) return readyFor
  }
  const restarts = restartsOf(b) - restartsOf(a)
  if (restarts) return restarts
  const age = bucket(wallTime - createdAt(a)) - bucket(wallTime - createdAt(b))
  if (age) return age
  return String(a.metadata.uid) < String(b.metadata.uid) ? -1 : 1
}

function costOf(pod: Pod): number {
  const cost = Number(pod.metadata.annotations?.[deletionCost] ?? 0)
  return Number.isInteger(cost) ? cost : 0
}

function readySince(pod: Pod): number {
  return parseTime(podCondition(pod, 'Ready')?.lastTransitionTime) || 0
}

function createdAt(pod: Pod): number {
  return parseTime(pod.metadata.creationTimestamp) || 0
}

/** Ages are compared in powers of two of nanoseconds, so that pods of about one age go by chance (UID). */
function bucket(ageMs: number): number {
  return ageMs <= 0 ? 0 : Math.floor(Math.log2(ageMs * 1e6))
}

function restartsOf(pod: Pod): number {
  let most = 0
  for (const status of pod.status?.containerStatuses ?? []) most = Math.max(most, status.restartCount ?? 0)
  return most
}
