import { semanticEqual } from '../../api/equality.ts'
import type { ControllerRevision, Pod, StatefulSet } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { claim } from '../adoption.ts'
import { Expectations } from '../expectations.ts'
import { syncRevisions, templateOf, truncateHistory } from '../history/revisions.ts'
import { controllerOf, ownerKey } from '../owner-references.ts'
import { perContext } from '../per-context.ts'
import { availableAt, countsDifferently } from '../pod-state.ts'
import { ordinalOf, statefulPod, withIdentity } from './identity.ts'
import { type StatefulAction, statefulActions } from './plan.ts'
import { createStatefulPod, deleteStatefulPod, handOverClaims, updateStatefulPod } from './pod-control.ts'
import { statefulSetStatus } from './status.ts'

const expectations = perContext(() => new Expectations())

/** Pods with names, an order and storage of their own (pkg/controller/statefulset). */
export const statefulSetController: Controller = {
  name: 'statefulset-controller',
  watches: [
    { resource: resources.statefulsets, keys: (object) => [keyOf(object)] },
    { resource: resources.pods, keys: keysOfPod },
  ],
  start: expectations.reset,
  reconcile(key, context) {
    const { namespace, name } = splitKey(key)
    const set = context.informers.for<StatefulSet>(resources.statefulsets).get(namespace, name)
    if (set) sync(context, set, key)
    else expectations(context).forget(key)
  },
}

function keysOfPod(object: KubeObject, context: ControllerContext, before?: KubeObject): readonly string[] {
  const pod = object as Pod
  const old = before as Pod | undefined
  if (old && !countsDifferently(pod, old)) return []
  const key = ownerKey(pod, 'StatefulSet', 'apps')
  if (key !== undefined) {
    if (!old) expectations(context).observed(key, String(pod.metadata.uid))
    else if (pod.metadata.deletionTimestamp) expectations(context).observedDeletion(key, String(pod.metadata.uid))
    return [key]
  }
  if (controllerOf(pod)) return []
  const sets = context.informers.for<StatefulSet>(resources.statefulsets).list(pod.metadata.namespace)
  return sets.filter((set) => labelSelectorMatches(set.spec?.selector, pod.metadata.labels)).map(keyOf)
}

function sync(context: ControllerContext, set: StatefulSet, key: string): void {
  const { sim, api } = context
  if (!expectations(context).satisfied(key, sim.now)) return
  const selector = set.spec?.selector
  const template = set.spec?.template ?? {}
  const revisions = syncRevisions(context, {
    owner: set,
    template,
    matches: (revision) => labelSelectorMatches(selector, revision.metadata.labels),
    labels: (hash) => ({ ...template.metadata?.labels, 'controller.kubernetes.io/hash': hash }),
    collisionCount: set.status?.collisionCount,
  })
  const { update } = revisions
  const current = revisions.all.find((one) => one.metadata.name === set.status?.currentRevision) ?? update
  const pods = claim<Pod>(
    context,
    resources.pods,
    set,
    (pod) => labelSelectorMatches(selector, pod.metadata.labels) && ordinalOf(set, String(pod.metadata.name)) !== undefined,
  )
  let after = pods
  try {
    if (set.metadata.deletionTimestamp === undefined) {
      const view = {
        set,
        pods,
        updateRevision: String(update.metadata.name),
        currentReplicas: set.status?.currentReplicas ?? 0,
        wallTime: sim.wallTime,
      }
      for (const action of statefulActions(view)) after = act(context, set, key, action, { current, update }, after)
    }
  } finally {
    const names = {
      current: String(current.metadata.name),
      update: String(update.metadata.name),
      collisionCount: revisions.collisionCount,
    }
    const status = statefulSetStatus(set, after, names, sim.wallTime)
    if (!semanticEqual(status, set.status)) api.update(resources.statefulsets, { ...set, status }, { subresource: 'status' })
  }
  const live = new Set(pods.map((pod) => String(pod.metadata.labels?.['controller-revision-hash'])))
  live.add(String(update.metadata.name)).add(String(current.metadata.name))
  truncateHistory(context, revisions.all, live, set.spec?.revisionHistoryLimit ?? 10)
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  if (minReadySeconds > 0) {
    const next = Math.min(...pods.map((pod) => availableAt(pod, minReadySeconds)).filter((at) => at > sim.wallTime))
    if (Number.isFinite(next)) context.enqueue(key, next - sim.wallTime)
  }
}

/** Carries out one action; returns the pods as they are then. */
function act(
  context: ControllerContext,
  set: StatefulSet,
  key: string,
  action: StatefulAction,
  revisions: { readonly current: ControllerRevision; readonly update: ControllerRevision },
  pods: readonly Pod[],
): readonly Pod[] {
  const { sim } = context
  switch (action.do) {
    case 'create': {
      const revision = revisions[action.revision]
      const template = templateOf(revision) ?? set.spec?.template ?? {}
      const pod = statefulPod(set, template, String(revision.metadata.name), action.ordinal)
      const created = createStatefulPod(context, set, pod, action.ordinal)
      if (!created) return pods
      expectations(context).creation(key, String(created.metadata.uid), sim.now)
      return [...pods, created]
    }
    case 'delete': {
      const { pod, ordinal, forGood } = action
      if (forGood) handOverClaims(context, set, pod, ordinal)
      expectations(context).deletion(key, String(pod.metadata.uid), sim.now)
      deleteStatefulPod(context, set, pod)
      return pods
    }
    case 'repair':
      updateStatefulPod(context, set, withIdentity(set, action.pod))
      return pods
  }
}
