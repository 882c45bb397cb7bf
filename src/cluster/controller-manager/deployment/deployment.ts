import type { Deployment, Pod, ReplicaSet } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { isTerminal } from '../../api/pods.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { claim } from '../adoption.ts'
import { controllerOf, ownerKey } from '../owner-references.ts'
import { conditionOf, hasProgressDeadline, isComplete, newCondition, withCondition } from './conditions.ts'
import { allOf, type Sets, syncRevision } from './new-replica-set.ts'
import { cleanUp, resize, syncRolloutStatus, updateStatus } from './rollout.ts'
import {
  byCreation,
  desiredReplicasAnnotation,
  isSaturated,
  newReplicaSetSize,
  replicasOf,
  scaleInProportion,
  shrinkOld,
} from './sizes.ts'
import { deploymentStatus } from './status.ts'

/** Rolls pods from one template to the next by way of ReplicaSets (pkg/controller/deployment). */
export const deploymentController: Controller = {
  name: 'deployment-controller',
  watches: [
    { resource: resources.deployments, keys: (object) => [keyOf(object)] },
    { resource: resources.replicasets, keys: keysOfReplicaSet },
    { resource: resources.pods, keys: keysOfPod },
  ],
  reconcile(key, context) {
    const { namespace, name } = splitKey(key)
    const deployment = context.informers.for<Deployment>(resources.deployments).get(namespace, name)
    if (deployment) sync(context, deployment)
  },
}

function keysOfReplicaSet(object: KubeObject, context: ControllerContext, old?: KubeObject): readonly string[] {
  const keys: string[] = []
  for (const one of old ? [object, old] : [object]) {
    const key = ownerKey(one, 'Deployment', 'apps')
    if (key !== undefined && !keys.includes(key)) keys.push(key)
  }
  if (!controllerOf(object)) {
    for (const one of context.informers.for<Deployment>(resources.deployments).list(object.metadata.namespace)) {
      if (labelSelectorMatches(one.spec?.selector, object.metadata.labels)) keys.push(keyOf(one))
    }
  }
  return keys
}

/** Only the end of a pod matters, and only to Recreate, which waits for the last one. */
function keysOfPod(object: KubeObject, context: ControllerContext, old?: KubeObject): readonly string[] {
  const pod = object as Pod
  const over = old ? isTerminal(pod) && !isTerminal(old as Pod) : true
  const owner = over ? controllerOf(pod) : undefined
  if (owner?.kind !== 'ReplicaSet') return []
  const set = context.informers.for<ReplicaSet>(resources.replicasets).get(pod.metadata.namespace, owner.name)
  const key = set && ownerKey(set, 'Deployment', 'apps')
  if (key === undefined) return []
  const { namespace, name } = splitKey(key)
  const deployment = context.informers.for<Deployment>(resources.deployments).get(namespace, name)
  return deployment?.spec?.strategy?.type === 'Recreate' ? [key] : []
}

/** syncDeployment. */
function sync(context: ControllerContext, given: Deployment): void {
  let deployment = given
  const selector = deployment.spec?.selector
  if (selector && !Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length) {
    const message = 'This deployment is selecting all pods. A non-empty selector is required.'
    context.events.event(deployment, 'Warning', 'SelectingAll', message)
    if ((deployment.status?.observedGeneration ?? 0) < (deployment.metadata.generation ?? 0)) {
      updateStatus(context, deployment, { ...deployment.status, observedGeneration: deployment.metadata.generation })
    }
    return
  }
  const sets = claim<ReplicaSet>(context, resources.replicasets, deployment, (set) =>
    labelSelectorMatches(selector, set.metadata.labels),
  )
  if (deployment.metadata.deletionTimestamp !== undefined) {
    syncStatus(context, syncRevision(context, deployment, sets, false))
    return
  }
  deployment = notePause(context, deployment)
  if (deployment.spec?.paused || isScaling(deployment, sets)) {
    scale(context, syncRevision(context, deployment, sets, false))
    return
  }
  if (deployment.spec?.strategy?.type === 'Recreate') recreate(context, deployment, sets)
  else roll(context, deployment, sets)
}

/** rolloutRolling: one direction at a time, up first. */
function roll(context: ControllerContext, given: Deployment, sets: readonly ReplicaSet[]): void {
  const now = syncRevision(context, given, sets, true)
  const { deployment, newSet, old } = now
  if (!newSet) return
  const size = replicasOf(newSet)
  const wanted = size > replicasOf(deployment) ? replicasOf(deployment) : newReplicaSetSize(deployment, allOf(now), size)
  if (wanted !== size) {
    const resized = resize(context, deployment, newSet, wanted)
    syncRolloutStatus(context, deployment, [...old, resized], resized)
    return
  }
  const shrunk = new Map(shrinkOld(deployment, newSet, old).map(({ set, replicas }) => [set, replicas]))
  if (shrunk.size > 0) {
    const after = old.map((set) => (shrunk.has(set) ? resize(context, deployment, set, shrunk.get(set) ?? 0) : set))
    syncRolloutStatus(context, deployment, [...after, newSet], newSet)
    return
  }
  if (isComplete(deployment, deployment.status)) cleanUp(context, deployment, old)
  syncRolloutStatus(context, deployment, allOf(now), newSet)
}

/** rolloutRecreate: all old pods have to be gone before the first new one comes. */
function recreate(context: ControllerContext, given: Deployment, sets: readonly ReplicaSet[]): void {
  let now = syncRevision(context, given, sets, false)
  const active = now.old.filter((set) => replicasOf(set) > 0)
  if (active.length > 0) {
    const old = now.old.map((set) => (replicasOf(set) > 0 ? resize(context, now.deployment, set, 0) : set))
    syncRolloutStatus(context, now.deployment, allOf({ ...now, old }), now.newSet)
    return
  }
  if (oldPodsRemain(context, now.old)) {
    syncRolloutStatus(context, now.deployment, allOf(now), now.newSet)
    return
  }
  if (!now.newSet) now = syncRevision(context, now.deployment, sets, true)
  const { deployment, newSet, old } = now
  if (!newSet) return
  const resized = resize(context, deployment, newSet, replicasOf(deployment))
  if (isComplete(deployment, deployment.status)) cleanUp(context, deployment, old)
  syncRolloutStatus(context, deployment, [...old, resized], resized)
}

function oldPodsRemain(context: ControllerContext, old: readonly ReplicaSet[]): boolean {
  const pods = context.informers.for<Pod>(resources.pods)
  return old.some((set) => pods.byIndex('owner', String(set.metadata.uid)).some((pod) => !isTerminal(pod)))
}

/** Some set with pods was sized for another number of replicas (isScalingEvent). */
function isScaling(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const desired = set.metadata.annotations?.[desiredReplicasAnnotation]
    return replicasOf(set) > 0 && desired !== undefined && Number(desired) !== replicasOf(deployment)
  })
}

/** dc.sync: sizes without rolling, for a deployment that was scaled or is paused. */
function scale(context: ControllerContext, now: Sets): void {
  const { deployment, newSet, old } = now
  const after = new Map<ReplicaSet, ReplicaSet>()
  const to = (set: ReplicaSet, replicas: number): void => {
    after.set(set, resize(context, deployment, set, replicas))
  }
  const active = allOf(now)
    .filter((set) => replicasOf(set) > 0)
    .sort(byCreation)
  const single = active.length === 1 ? active[0] : active.length === 0 ? (newSet ?? newestOf(old)) : undefined
  if (single) {
    if (replicasOf(single) !== replicasOf(deployment)) to(single, replicasOf(deployment))
  } else if (isSaturated(deployment, newSet)) {
    for (const set of active) if (set !== newSet) to(set, 0)
  } else if (deployment.spec?.strategy?.type !== 'Recreate') {
    for (const { set, replicas } of scaleInProportion(deployment, active)) to(set, replicas)
  }
  const newest = newSet && (after.get(newSet) ?? newSet)
  const sets = { deployment, newSet: newest, old: old.map((set) => after.get(set) ?? set) }
  if (deployment.spec?.paused) cleanUp(context, deployment, sets.old)
  syncStatus(context, sets)
}

function newestOf(sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(byCreation).at(-1)
}

function syncStatus(context: ControllerContext, now: Sets): void {
  updateStatus(context, now.deployment, deploymentStatus(now.deployment, allOf(now), now.newSet, context.sim.wallTime))
}

/** Pausing stops the clock of the progress deadline, resuming starts it again (checkPausedConditions). */
function notePause(context: ControllerContext, deployment: Deployment): Deployment {
  if (!hasProgressDeadline(deployment)) return deployment
  const current = conditionOf(deployment.status, 'Progressing')
  if (current?.reason === 'ProgressDeadlineExceeded') return deployment
  const paused = deployment.spec?.paused === true
  const known = current?.reason === 'DeploymentPaused'
  if (paused === known) return deployment
  const condition = paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', context.sim.wallTime)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', context.sim.wallTime)
  return updateStatus(context, deployment, {
    ...deployment.status,
    conditions: withCondition(deployment.status?.conditions, condition),
  })
}
