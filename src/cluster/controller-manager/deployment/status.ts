import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api/generated/types.ts'
import {
  conditionOf,
  hasProgressDeadline,
  isComplete,
  isProgressing,
  isTimedOut,
  newCondition,
  withCondition,
  without,
} from './conditions.ts'
import { fenceposts, replicasOf, totalAvailable, totalReplicas } from './sizes.ts'

/** The counts, and whether enough pods are available (calculateStatus of sync.go). */
export function deploymentStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  wallTime: number,
): DeploymentStatus {
  const sum = (count: (status: NonNullable<ReplicaSet['status']>) => number | undefined): number =>
    all.reduce((total, set) => total + ((set.status && count(set.status)) ?? 0), 0)
  const available = totalAvailable(all)
  const unavailable = Math.max(0, totalReplicas(all) - available)
  const minAvailable = replicasOf(deployment) - fenceposts(deployment).maxUnavailable
  const availability =
    available >= minAvailable
      ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', wallTime)
      : newCondition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
          wallTime,
        )
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: sum((status) => status.replicas) || undefined,
    updatedReplicas: newSet?.status?.replicas || undefined,
    readyReplicas: sum((status) => status.readyReplicas) || undefined,
    availableReplicas: available || undefined,
    unavailableReplicas: unavailable || undefined,
    terminatingReplicas: sum((status) => status.terminatingReplicas),
    collisionCount: deployment.status?.collisionCount,
    conditions: withCondition(deployment.status?.conditions, availability),
  }
}

/** The status during a rollout, with its progress (syncRolloutStatus of progress.go). */
export function rolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  wallTime: number,
): DeploymentStatus {
  const status = deploymentStatus(deployment, all, newSet, wallTime)
  let conditions: readonly DeploymentCondition[] = status.conditions ?? []
  if (!hasProgressDeadline(deployment)) conditions = without(conditions, 'Progressing')
  const current = conditionOf(deployment.status, 'Progressing')
  const wasComplete = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable'
  if (hasProgressDeadline(deployment) && !wasComplete) {
    const what = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
    const progress = (state: string, reason: string, message: string): DeploymentCondition =>
      newCondition('Progressing', state, reason, message, wallTime)
    if (isComplete(deployment, status)) {
      conditions = withCondition(conditions, progress('True', 'NewReplicaSetAvailable', `${what} has successfully progressed.`))
    } else if (isProgressing(deployment.status, status)) {
      const condition = progress('True', 'ReplicaSetUpdated', `${what} is progressing.`)
      // Replaced even where status and reason stay: each step forward begins the deadline anew.
      const kept = current?.status === 'True' ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition
      conditions = [...without(conditions, 'Progressing'), kept]
    } else if (isTimedOut(deployment, deployment.status, wallTime)) {
      conditions = withCondition(conditions, progress('False', 'ProgressDeadlineExceeded', `${what} has timed out progressing.`))
    }
  }
  const failure = replicaFailure(all, newSet)
  conditions = failure ? withCondition(conditions, failure) : without(conditions, 'ReplicaFailure')
  return { ...status, conditions }
}

/** The first failure to create pods, of the new set if it has one (getReplicaFailures). */
function replicaFailure(all: readonly ReplicaSet[], newSet: ReplicaSet | undefined): DeploymentCondition | undefined {
  const failureOf = (set: ReplicaSet | undefined) => set?.status?.conditions?.find((one) => one.type === 'ReplicaFailure')
  let found = failureOf(newSet)
  for (const set of all) found ??= failureOf(set)
  return found && { ...found, lastUpdateTime: found.lastTransitionTime }
}
