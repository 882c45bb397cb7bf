import type { Pod, ReplicaSetCondition, ReplicaSetStatus } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { isReady } from '../../api/pods.ts'
import { isAvailable } from '../pod-state.ts'

export interface Counted {
  readonly active: readonly Pod[]
  readonly terminating: number
  readonly templateLabels: Readonly<Record<string, string>> | undefined
  readonly minReadySeconds: number
  readonly generation: number | undefined
}

/** calculateStatus of replica_set_utils.go. @param failure what went wrong in this synchronisation */
export function replicaSetStatus(
  old: ReplicaSetStatus | undefined,
  { active, terminating, templateLabels, minReadySeconds, generation }: Counted,
  failure: { readonly reason: 'FailedCreate' | 'FailedDelete'; readonly message: string } | undefined,
  wallTime: number,
): ReplicaSetStatus {
  let fullyLabeled = 0
  let ready = 0
  let available = 0
  for (const pod of active) {
    if (hasLabels(pod, templateLabels)) fullyLabeled++
    if (!isReady(pod)) continue
    ready++
    if (isAvailable(pod, minReadySeconds, wallTime)) available++
  }
  const had = old?.conditions?.find((one) => one.type === 'ReplicaFailure')
  let conditions: readonly ReplicaSetCondition[] = old?.conditions ?? []
  if (failure && !had) {
    const condition = { type: 'ReplicaFailure', status: 'True', lastTransitionTime: formatTime(wallTime), ...failure }
    conditions = [...conditions, condition]
  } else if (!failure && had) conditions = conditions.filter((one) => one !== had)
  return {
    replicas: active.length,
    fullyLabeledReplicas: fullyLabeled || undefined,
    readyReplicas: ready || undefined,
    availableReplicas: available || undefined,
    terminatingReplicas: terminating,
    observedGeneration: generation,
    conditions: conditions.length ? conditions : undefined,
  }
}

function hasLabels(pod: Pod, wanted: Readonly<Record<string, string>> | undefined): boolean {
  const labels = pod.metadata.labels
  if (wanted && wanted !== labels) for (const key in wanted) if (labels?.[key] !== wanted[key]) return false
  return true
}
