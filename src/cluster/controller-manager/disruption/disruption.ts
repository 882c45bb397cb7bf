import { semanticEqual } from '../../api/equality.ts'
import type {
  Deployment,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { type KubeObject, keyOf, parseTime, splitKey } from '../../api/object.ts'
import { controllerOf, isTerminal } from '../../api/pods.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { delays } from '../../delays.ts'
import { countsDifferently } from '../pod-state.ts'
import { budgetStatus, deletionTimeoutMs, expectedCounts } from './budget.ts'

/** Says how many pods may be evicted at present (pkg/controller/disruption). */
export const disruptionController: Controller = {
  name: 'controllermanager',
  watches: [
    { resource: resources.poddisruptionbudgets, keys: (object) => [keyOf(object)] },
    { resource: resources.pods, keys: keysOfPod },
    ...[resources.replicasets, resources.deployments, resources.statefulsets, resources.replicationcontrollers].map(
      (resource) => ({
        resource,
        keys: keysOfController,
      }),
    ),
  ],
  reconcile(key, context) {
    const { informers, api, events, sim } = context
    const { namespace, name } = splitKey(key)
    const budget = informers.for<PodDisruptionBudget>(resources.poddisruptionbudgets).get(namespace, name)
    if (!budget) return
    const pods = informers
      .for<Pod>(resources.pods)
      .list(namespace)
      .filter((pod) => !isTerminal(pod) && labelSelectorMatches(budget.spec?.selector, pod.metadata.labels))
    if (pods.length === 0) events.event(budget, 'Normal', 'NoPods', 'No matching pods found')
    const { scale, unmanaged } = scaleOf(context, pods)
    if (unmanaged.length) {
      const message = `Pods selected by this PodDisruptionBudget (selector: ${printedSelector(budget)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`
      if (typeof budget.spec?.minAvailable !== 'number') events.event(budget, 'Warning', 'UnmanagedPods', message)
    }
    const status = budgetStatus(budget, pods, expectedCounts(budget, pods.length, scale), sim.wallTime)
    if (!semanticEqual(status, budget.status)) {
      api.update(resources.poddisruptionbudgets, { ...budget, status }, { subresource: 'status' })
    }
    const soonest = Math.min(...Object.values(status.disruptedPods ?? {}).map((since) => parseTime(since) + deletionTimeoutMs))
    if (Number.isFinite(soonest)) context.enqueue(key, Math.max(0, soonest - sim.wallTime))
  },
}

function keysOfPod(object: KubeObject, context: ControllerContext, before?: KubeObject): readonly string[] {
  const old = before as Pod | undefined
  if (old && !countsDifferently(object as Pod, old)) return []
  const { namespace, labels } = object.metadata
  for (const budget of context.informers.for<PodDisruptionBudget>(resources.poddisruptionbudgets).list(namespace)) {
    if (!labelSelectorMatches(budget.spec?.selector, labels)) continue
    // A little later, so that many pods that change at once are counted once.
    context.enqueue(keyOf(budget), delays.controllerSync.ms)
  }
  return []
}

/** A controller was scaled: percentages are of something else now. */
function keysOfController(object: KubeObject, { informers }: ControllerContext, before?: KubeObject): readonly string[] {
  const scaled = object as ReplicaSet
  const old = before as ReplicaSet | undefined
  if (old && old.spec?.replicas === scaled.spec?.replicas) return []
  return informers.for<PodDisruptionBudget>(resources.poddisruptionbudgets).list(object.metadata.namespace).map(keyOf)
}

function printedSelector(budget: PodDisruptionBudget): string {
  const labels = Object.entries(budget.spec?.selector?.matchLabels ?? {})
  return `&LabelSelector{MatchLabels:map[string]string{${labels.map(([key, value]) => `${key}: ${value},`).join('')}},MatchExpressions:[]LabelSelectorRequirement{},}`
}

/** Replicas that the pods' controllers ask for, each controller once (getExpectedScale). */
function scaleOf(context: ControllerContext, pods: readonly Pod[]): { scale: number; unmanaged: readonly Pod[] } {
  const scales = new Map<string, number>()
  const unmanaged: Pod[] = []
  for (const pod of pods) {
    const found = controllerScale(context, pod)
    if (found) scales.set(found.uid, found.replicas)
    else unmanaged.push(pod)
  }
  return { scale: [...scales.values()].reduce((sum, one) => sum + one, 0), unmanaged }
}

function controllerScale({ informers }: ControllerContext, pod: Pod): { uid: string; replicas: number } | undefined {
  const owner = controllerOf(pod)
  const namespace = pod.metadata.namespace
  if (!owner) return undefined
  if (owner.kind === 'ReplicaSet') {
    const set = informers.for<ReplicaSet>(resources.replicasets).get(namespace, owner.name)
    const parent = set && controllerOf(set)
    if (parent?.kind === 'Deployment') {
      const deployment = informers.for<Deployment>(resources.deployments).get(namespace, parent.name)
      if (deployment) return { uid: parent.uid, replicas: deployment.spec?.replicas ?? 1 }
    }
    return set && { uid: owner.uid, replicas: set.spec?.replicas ?? 1 }
  }
  const resource =
    owner.kind === 'StatefulSet'
      ? resources.statefulsets
      : owner.kind === 'ReplicationController'
        ? resources.replicationcontrollers
        : undefined
  const scaled = resource && informers.for<StatefulSet | ReplicationController>(resource).get(namespace, owner.name)
  return scaled && { uid: owner.uid, replicas: scaled.spec?.replicas ?? 1 }
}
