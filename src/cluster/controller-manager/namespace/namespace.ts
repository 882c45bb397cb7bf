import { semanticEqual } from '../../api/equality.ts'
import type { Namespace, Pod } from '../../api/generated/types.ts'
import { type KubeObject, keyOf, parseTime } from '../../api/object.ts'
import { isTerminal } from '../../api/pods.ts'
import { ApiError, type Client } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { deletionConditions, type Remaining } from './conditions.ts'
import { type Content, contents } from './content.ts'

/** How long finalizers may take; nobody knows. */
const finalizerEstimateSeconds = 15
/** Where nothing explains why something is left, it is looked at again soon. */
const retryMs = 1000

/**
 * Empties a namespace that is being deleted, pods first, and lets it go when nothing is left
 * (pkg/controller/namespace).
 */
export const namespaceController: Controller = {
  name: 'namespace-controller',
  watches: [{ resource: resources.namespaces, keys: (object) => (object.metadata.deletionTimestamp ? [keyOf(object)] : []) }],
  reconcile(name, context) {
    const { api, informers, sim } = context
    const seen = informers.for<Namespace>(resources.namespaces).get(undefined, name)
    if (!seen?.metadata.deletionTimestamp) return
    let namespace = find(api, name)
    if (!namespace || namespace.metadata.uid !== seen.metadata.uid) return
    const deletedForMs = sim.wallTime - parseTime(namespace.metadata.deletionTimestamp)
    const { remaining, waitSeconds } = deleteContents(context, name, deletedForMs)
    const conditions = deletionConditions(namespace.status?.conditions, remaining, sim.wallTime)
    if (!semanticEqual(conditions, namespace.status?.conditions)) {
      const status = { ...namespace.status, conditions }
      namespace = api.update<Namespace>(resources.namespaces, { ...namespace, status }, { subresource: 'status' })
    }
    if (remaining.counts.size > 0) {
      // Half of the estimate and a second, as upstream has it: a namespace outlives its pods by that.
      context.enqueue(name, waitSeconds ? (Math.floor(waitSeconds / 2) + 1) * 1000 : retryMs)
      return
    }
    const finalizers = (namespace.spec?.finalizers ?? []).filter((one) => one !== 'kubernetes')
    if (finalizers.length === (namespace.spec?.finalizers ?? []).length) return
    api.update(resources.namespaces, { ...namespace, spec: { ...namespace.spec, finalizers } }, { subresource: 'finalize' })
  },
}

function find(api: Client, name: string): Namespace | undefined {
  try {
    return api.get<Namespace>(resources.namespaces, undefined, name)
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return undefined
    throw error
  }
}

/** Deletes what is there; pods have to be gone before the rest is touched. */
function deleteContents(
  context: ControllerContext,
  namespace: string,
  deletedForMs: number,
): { remaining: Remaining; waitSeconds: number } {
  const counts = new Map<string, number>()
  const finalizers = new Map<string, number>()
  let waitSeconds = 0
  for (const content of contents(context.api)) {
    const left = deleteAll(context, content, namespace)
    if (left.length === 0) continue
    counts.set(content.label, left.length)
    for (const object of left) {
      for (const finalizer of object.metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1)
    }
    const estimate = estimateSeconds(left, deletedForMs)
    waitSeconds = Math.max(waitSeconds, estimate || (finalizers.size ? finalizerEstimateSeconds : 0))
    if (content.resource.resource === 'pods' && content.resource.group === '') break
  }
  return { remaining: { counts, finalizers }, waitSeconds }
}

/** Deletes the objects of one kind; returns those that stay for now. */
function deleteAll({ api }: ControllerContext, { resource }: Content, namespace: string): readonly KubeObject[] {
  const objects = list(api, resource, namespace)
  if (objects.length === 0) return objects
  for (const object of objects) {
    if (object.metadata.deletionTimestamp !== undefined) continue
    try {
      api.delete(resource, namespace, String(object.metadata.name), { propagationPolicy: 'Background' })
    } catch (error) {
      if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
    }
  }
  return list(api, resource, namespace)
}

function list(api: Client, resource: Content['resource'], namespace: string): readonly KubeObject[] {
  try {
    return api.list<KubeObject>(resource, { namespace })
  } catch (error) {
    // A kind that this server does not serve has no objects.
    if (error instanceof ApiError && error.is('NotFound')) return []
    throw error
  }
}

/** How long a kind's objects may take: the longest grace period, until that is over (estimateGracefulTermination). */
function estimateSeconds(objects: readonly KubeObject[], deletedForMs: number): number {
  let seconds = 0
  for (const object of objects) {
    const pod = object as Pod
    if (object.kind !== 'Pod' || isTerminal(pod)) continue
    seconds = Math.max(seconds, pod.spec?.terminationGracePeriodSeconds ?? 0)
  }
  return deletedForMs >= seconds * 1000 ? 0 : seconds
}
