import { setCondition } from '../../api/conditions.ts'
import type { Node, Pod } from '../../api/generated/types.ts'
import { formatTime, keyOf, parseTime } from '../../api/object.ts'
import { isTerminal } from '../../api/pods.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { nextTick } from '../grid.ts'
import { perContext } from '../per-context.ts'

const periodMs = 20_000
const quarantineMs = 40_000
const terminatedPodThreshold = 12_500
const outOfService = 'node.kubernetes.io/out-of-service'
const pass = 'all'

/** Nodes that are gone while pods still name them → since when we know, virtual milliseconds. */
const missing = perContext(() => new Map<string, number>())

/**
 * Clears away pods that nobody else will (pkg/controller/podgc): of nodes that are gone for 40 s, of nodes declared
 * out of service, unscheduled ones being deleted, and terminated ones beyond 12500. Upstream looks every 20 s; here a
 * pass is planned, on that grid, when there may be something for it.
 */
export const podGarbageCollector: Controller = {
  name: 'pod-garbage-collector',
  watches: [
    {
      resource: resources.pods,
      keys: (object, context, before) => {
        const pod = object as Pod
        const old = before as Pod | undefined
        const nodeName = pod.spec?.nodeName
        const terminating = pod.metadata.deletionTimestamp !== undefined
        if (!nodeName) {
          if (terminating) plan(context)
        } else if (old?.spec?.nodeName !== nodeName || (terminating && !old?.metadata.deletionTimestamp)) {
          const node = context.informers.for<Node>(resources.nodes).get(undefined, nodeName)
          if (!node || isOutOfService(node)) plan(context)
        }
        if (isTerminal(pod) && old && !isTerminal(old)) planIfTooMany(context)
        return []
      },
    },
    {
      resource: resources.nodes,
      keys: (object, context, before) => {
        const node = object as Node
        const name = keyOf(node)
        const exists = context.informers.for<Node>(resources.nodes).get(undefined, name) !== undefined
        if (exists) missing(context).delete(name)
        const relevant = !exists || (before && isOutOfService(node))
        if (relevant && context.informers.for<Pod>(resources.pods).byIndex('node', name).length) plan(context)
        return []
      },
    },
  ],
  start: missing.reset,
  reconcile(_key, context) {
    const { informers, sim } = context
    const nodes = informers.for<Node>(resources.nodes)
    const pods = informers.for<Pod>(resources.pods)
    const gone = missing(context)
    for (const pod of pods.list()) {
      const nodeName = pod.spec?.nodeName
      const terminating = pod.metadata.deletionTimestamp !== undefined
      if (!nodeName) {
        if (terminating) remove(context, pod, undefined)
        continue
      }
      const node = nodes.get(undefined, nodeName)
      if (!node) {
        const since = gone.get(nodeName)
        if (since === undefined) gone.set(nodeName, sim.now)
        if (since === undefined || sim.now - since < quarantineMs) plan(context)
        else remove(context, pod, 'PodGC: node no longer exists')
      } else if (terminating && isOutOfService(node) && !isReady(node)) {
        remove(context, pod, undefined)
      }
    }
    removeOldest(context, pods.list().filter(isTerminal))
  },
}

function plan(context: ControllerContext): void {
  context.enqueue(pass, nextTick(context.sim.now, periodMs) - context.sim.now)
}

function planIfTooMany(context: ControllerContext): void {
  const pods = context.informers.for<Pod>(resources.pods).list()
  if (pods.length > terminatedPodThreshold) plan(context)
}

function isOutOfService(node: Node): boolean {
  return node.spec?.taints?.some((taint) => taint.key === outOfService) === true
}

function isReady(node: Node): boolean {
  return node.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true
}

function removeOldest(context: ControllerContext, terminated: readonly Pod[]): void {
  const excess = terminated.length - terminatedPodThreshold
  if (excess <= 0) return
  const age = (pod: Pod): number => parseTime(pod.metadata.creationTimestamp)
  const sorted = [...terminated].sort((a, b) => age(a) - age(b))
  for (const pod of sorted.slice(0, excess)) remove(context, pod, undefined)
}

/** Marks a pod that had not ended as failed, and removes it without grace. @param disruption why, if it is one */
function remove({ sim, api }: ControllerContext, pod: Pod, disruption: string | undefined): void {
  const { namespace, name, uid, generation } = pod.metadata
  try {
    if (!isTerminal(pod)) {
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        observedGeneration: generation,
        lastTransitionTime: formatTime(sim.wallTime),
        reason: 'DeletionByPodGC',
        message: disruption,
      }
      const conditions = disruption ? setCondition(pod.status?.conditions, condition) : pod.status?.conditions
      api.update(resources.pods, { ...pod, status: { ...pod.status, phase: 'Failed', conditions } }, { subresource: 'status' })
    }
    api.delete(resources.pods, namespace, String(name), { gracePeriodSeconds: 0, preconditions: { uid } })
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return
    throw error
  }
}
