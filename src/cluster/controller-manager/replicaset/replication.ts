import { semanticEqual } from '../../api/equality.ts'
import type { LabelSelector, Pod, PodTemplateSpec, ReplicaSetStatus } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { type GroupVersionResource, type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { isActive, isReady, isTerminal } from '../../api/pods.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { delays } from '../../delays.ts'
import { claim } from '../adoption.ts'
import { Expectations } from '../expectations.ts'
import { controllerOf, ownerKey } from '../owner-references.ts'
import { perContext } from '../per-context.ts'
import { createPod, deletePod, podFromTemplate, slowStartBatch } from '../pod-control.ts'
import { availableAt, countsDifferently } from '../pod-state.ts'
import { inOrderOfDeletion } from './ranking.ts'
import { replicaSetStatus } from './status.ts'

const burstReplicas = 500

/** What a ReplicaSet and a ReplicationController have in common. */
export interface Replication extends KubeObject {
  readonly spec?:
    | {
        readonly replicas?: number | undefined
        readonly minReadySeconds?: number | undefined
        readonly template?: PodTemplateSpec | undefined
      }
    | undefined
  readonly status?: ReplicaSetStatus | undefined
}

export interface ReplicationKind<T extends Replication> {
  readonly controllerName: string
  readonly kind: string
  readonly group: string
  readonly resource: GroupVersionResource
  readonly selectorOf: (object: T) => LabelSelector | undefined
}

/** Keeps as many pods as asked for (pkg/controller/replicaset), for both kinds that do just that. */
export function replicationController<T extends Replication>(kind: ReplicationKind<T>): Controller {
  const expectations = perContext(() => new Expectations())

  const keysOfPod = (object: KubeObject, context: ControllerContext, before?: KubeObject): readonly string[] => {
    const pod = object as Pod
    const old = before as Pod | undefined
    const uid = String(pod.metadata.uid)
    const key = ownerKey(pod, kind.kind, kind.group)
    if (old && !countsDifferently(pod, old)) return []
    const keys: string[] = []
    if (key !== undefined) {
      if (!old) expectations(context).observed(key, uid)
      else if (pod.metadata.deletionTimestamp) expectations(context).observedDeletion(key, uid)
      // A little later, so that many pods that come up together are counted once.
      context.enqueue(key, delays.controllerSync.ms)
    }
    const oldKey = old && ownerKey(old, kind.kind, kind.group)
    if (oldKey !== undefined && oldKey !== key) keys.push(oldKey)
    if (key === undefined && !controllerOf(pod)) {
      for (const one of context.informers.for<T>(kind.resource).list(pod.metadata.namespace)) {
        if (labelSelectorMatches(kind.selectorOf(one), pod.metadata.labels)) keys.push(keyOf(one))
      }
    }
    return keys
  }

  /** Creates what is missing or deletes what is too much; returns the failure, if any. */
  const manageReplicas = (context: ControllerContext, owner: T, key: string, active: readonly Pod[]): unknown => {
    const { sim } = context
    const diff = active.length - (owner.spec?.replicas ?? 1)
    if (diff < 0) {
      const pod = podFromTemplate(owner.spec?.template, owner)
      return slowStartBatch(Math.min(-diff, burstReplicas), () => {
        const created = createPod(context, owner, pod)
        if (created) expectations(context).creation(key, String(created.metadata.uid), sim.now)
      })
    }
    if (diff === 0) return undefined
    let failure: unknown
    const ranks = ranksOf(context, kind, owner)
    const doomed = inOrderOfDeletion(active, (pod) => ranks.get(pod.spec?.nodeName ?? '') ?? 0, sim.wallTime)
    for (const pod of doomed.slice(0, Math.min(diff, burstReplicas))) {
      const uid = String(pod.metadata.uid)
      expectations(context).deletion(key, uid, sim.now)
      try {
        deletePod(context, owner, pod)
      } catch (error) {
        expectations(context).observedDeletion(key, uid)
        failure ??= error
      }
    }
    return failure
  }

  return {
    name: kind.controllerName,
    watches: [
      { resource: kind.resource, keys: (object) => [keyOf(object)] },
      { resource: resources.pods, keys: keysOfPod },
    ],
    start: expectations.reset,
    reconcile(key, context) {
      const { sim, api, informers } = context
      const { namespace, name } = splitKey(key)
      const owner = informers.for<T>(kind.resource).get(namespace, name)
      if (!owner) {
        expectations(context).forget(key)
        return
      }
      const mayManage = expectations(context).satisfied(key, sim.now)
      const selector = kind.selectorOf(owner)
      const pods = claim<Pod>(context, resources.pods, owner, (pod) => labelSelectorMatches(selector, pod.metadata.labels))
      const active = pods.filter(isActive)
      let failure: unknown
      if (mayManage && owner.metadata.deletionTimestamp === undefined) failure = manageReplicas(context, owner, key, active)
      const minReadySeconds = owner.spec?.minReadySeconds ?? 0
      const message = failure instanceof ApiError ? failure.message : undefined
      const status = replicaSetStatus(
        owner.status,
        {
          active,
          terminating: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isTerminal(pod)).length,
          templateLabels: owner.spec?.template?.metadata?.labels,
          minReadySeconds,
          generation: owner.metadata.generation,
        },
        message === undefined
          ? undefined
          : { reason: active.length < (owner.spec?.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete', message },
        sim.wallTime,
      )
      if (!semanticEqual(status, owner.status)) api.update(kind.resource, { ...owner, status }, { subresource: 'status' })
      if (failure !== undefined) throw failure
      if (minReadySeconds > 0 && status.readyReplicas !== status.availableReplicas) {
        const next = Math.min(
          ...active
            .filter(isReady)
            .map((pod) => availableAt(pod, minReadySeconds))
            .filter((at) => at > sim.wallTime),
        )
        if (Number.isFinite(next)) context.enqueue(key, next - sim.wallTime)
      }
    },
  }
}

/** Active pods per node, of this object and of all others with the same owner (getIndirectlyRelatedPods). */
function ranksOf<T extends Replication>(
  context: ControllerContext,
  kind: ReplicationKind<T>,
  owner: T,
): ReadonlyMap<string, number> {
  const parent = controllerOf(owner)
  const related = parent ? context.informers.for<T>(kind.resource).byIndex('owner', parent.uid) : [owner]
  const pods = context.informers.for<Pod>(resources.pods)
  const ranks = new Map<string, number>()
  for (const one of related) {
    for (const pod of pods.byIndex('owner', String(one.metadata.uid))) {
      if (!isActive(pod)) continue
      const node = pod.spec?.nodeName ?? ''
      ranks.set(node, (ranks.get(node) ?? 0) + 1)
    }
  }
  return ranks
}
