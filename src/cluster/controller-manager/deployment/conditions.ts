import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../api/generated/types.ts'
import { formatTime, parseTime } from '../../api/object.ts'

type Conditions = readonly DeploymentCondition[] | undefined

export function conditionOf(status: DeploymentStatus | undefined, type: string): DeploymentCondition | undefined {
  return status?.conditions?.find((one) => one.type === type)
}

export function newCondition(
  type: string,
  status: string,
  reason: string,
  message: string,
  wallTime: number,
): DeploymentCondition {
  const now = formatTime(wallTime)
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message }
}

/** Puts a condition at the end; one with the same status and reason stays as it is (SetDeploymentCondition). */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): readonly DeploymentCondition[] {
  const current = conditions?.find((one) => one.type === condition.type)
  if (current && current.status === condition.status && current.reason === condition.reason) return conditions ?? []
  const kept = current?.status === condition.status ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition
  return [...without(conditions, condition.type), kept]
}

export function without(conditions: Conditions, type: string): readonly DeploymentCondition[] {
  return (conditions ?? []).filter((one) => one.type !== type)
}

/** 2147483647 means that nobody waits for progress. */
export function hasProgressDeadline(deployment: Deployment): boolean {
  const seconds = deployment.spec?.progressDeadlineSeconds
  return seconds !== undefined && seconds !== 2147483647
}

/** All pods are new and available (DeploymentComplete). */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined): boolean {
  const replicas = deployment.spec?.replicas ?? 1
  return (
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas &&
    (status?.availableReplicas ?? 0) === replicas &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** Something moved on since the last status (DeploymentProgressing). */
export function isProgressing(old: DeploymentStatus | undefined, now: DeploymentStatus): boolean {
  const oldOf = (status: DeploymentStatus | undefined): number => (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0)
  return (
    (now.updatedReplicas ?? 0) > (old?.updatedReplicas ?? 0) ||
    oldOf(now) < oldOf(old) ||
    (now.readyReplicas ?? 0) > (old?.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (old?.availableReplicas ?? 0)
  )
}

/** Nothing moved for longer than the deadline (DeploymentTimedOut). @param status as it stands, before this update */
export function isTimedOut(deployment: Deployment, status: DeploymentStatus | undefined, wallTime: number): boolean {
  const condition = conditionOf(status, 'Progressing')
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false
  if (condition.reason === 'ProgressDeadlineExceeded') return true
  const deadlineMs = (deployment.spec?.progressDeadlineSeconds ?? 600) * 1000
  return parseTime(condition.lastUpdateTime) + deadlineMs < wallTime
}
