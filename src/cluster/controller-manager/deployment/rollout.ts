import { semanticEqual } from '../../api/equality.ts'
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api/generated/types.ts'
import { keyOf, parseTime } from '../../api/object.ts'
import type { ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { revisionAnnotation, revisionOf } from './annotations.ts'
import { conditionOf, hasProgressDeadline, isComplete, withCondition } from './conditions.ts'
import { replicasOf, sizeAnnotations } from './sizes.ts'
import { rolloutStatus } from './status.ts'

/** Gives a ReplicaSet another size and says so (scaleReplicaSet). The set as it is afterwards. */
export function resize(context: ControllerContext, deployment: Deployment, set: ReplicaSet, replicas: number): ReplicaSet {
  const from = replicasOf(set)
  const annotations = { ...set.metadata.annotations, ...sizeAnnotations(deployment) }
  if (from === replicas && semanticEqual(annotations, set.metadata.annotations)) return set
  const updated = context.api.update<ReplicaSet>(resources.replicasets, {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec, selector: set.spec?.selector ?? {}, replicas },
  })
  if (from !== replicas) {
    const direction = from < replicas ? 'up' : 'down'
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${replicas}`
    context.events.event(deployment, 'Normal', 'ScalingReplicaSet', message)
  }
  return updated
}

export function updateStatus(context: ControllerContext, deployment: Deployment, status: DeploymentStatus): Deployment {
  if (semanticEqual(status, deployment.status)) return deployment
  return context.api.update(resources.deployments, { ...deployment, status }, { subresource: 'status' })
}

/** Notes the revision and a condition on the deployment, in one write. */
export function noteOnDeployment(
  context: ControllerContext,
  deployment: Deployment,
  revision: string | undefined,
  condition: DeploymentCondition | undefined,
): Deployment {
  let next = deployment
  if (revision !== undefined && deployment.metadata.annotations?.[revisionAnnotation] !== revision) {
    const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: revision }
    next = { ...next, metadata: { ...next.metadata, annotations } }
  }
  if (condition) next = { ...next, status: { ...next.status, conditions: withCondition(next.status?.conditions, condition) } }
  if (next === deployment) return deployment
  return context.api.update(resources.deployments, next, { subresource: 'status' })
}

/** Writes the status of a rollout and comes back when its deadline is due (syncRolloutStatus, requeueStuckDeployment). */
export function syncRolloutStatus(
  context: ControllerContext,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): void {
  const { sim } = context
  const status = rolloutStatus(deployment, all, newSet, sim.wallTime)
  updateStatus(context, deployment, status)
  const progressing = conditionOf(status, 'Progressing')
  if (!hasProgressDeadline(deployment) || !progressing || isComplete(deployment, status)) return
  if (progressing.reason === 'ProgressDeadlineExceeded' || progressing.reason === 'NewReplicaSetAvailable') return
  const deadlineMs = (deployment.spec?.progressDeadlineSeconds ?? 600) * 1000
  const left = parseTime(progressing.lastUpdateTime) + deadlineMs - sim.wallTime
  context.enqueue(keyOf(deployment), Math.max(0, left) + 1000)
}

/** Deletes old, empty sets beyond the history limit, the lowest revision first (cleanupDeployment). */
export function cleanUp(context: ControllerContext, deployment: Deployment, old: readonly ReplicaSet[]): void {
  const limit = deployment.spec?.revisionHistoryLimit
  if (limit === undefined || limit === 2147483647) return
  const alive = old.filter((set) => set.metadata.deletionTimestamp === undefined)
  const excess = alive.length - limit
  if (excess <= 0) return
  const sorted = alive.sort((a, b) => revisionOf(a) - revisionOf(b))
  for (const set of sorted.slice(0, excess)) {
    const observed = (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0)
    if (set.status?.replicas || replicasOf(set) !== 0 || !observed) continue
    context.api.delete(resources.replicasets, set.metadata.namespace, String(set.metadata.name))
  }
}
