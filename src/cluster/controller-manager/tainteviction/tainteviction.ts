import { setCondition } from '../../api/conditions.ts'
import type { Node, Pod, Taint, Toleration } from '../../api/generated/types.ts'
import { formatTime, keyOf, splitKey } from '../../api/object.ts'
import { isTerminal } from '../../api/pods.ts'
import { tolerates } from '../../api/taints.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { perContext } from '../per-context.ts'

/** Pods that have to go, and when: uid → virtual milliseconds. */
const planned = perContext(() => new Map<string, number>())

/** Drives pods out that do not tolerate a NoExecute taint of their node, or only for a while (pkg/controller/tainteviction). */
export const taintEvictionController: Controller = {
  name: 'taint-eviction-controller',
  watches: [
    {
      resource: resources.nodes,
      keys: (object, { informers }, before) => {
        const node = object as Node
        const old = before as Node | undefined
        if (old && old.spec?.taints === node.spec?.taints) return []
        if (!old && !node.spec?.taints) return []
        return informers.for<Pod>(resources.pods).byIndex('node', keyOf(node)).map(keyOf)
      },
    },
    {
      resource: resources.pods,
      keys: (object, context, before) => {
        const pod = object as Pod
        const old = before as Pod | undefined
        const nodeName = pod.spec?.nodeName
        if (!nodeName || (old && old.spec === pod.spec)) return []
        const node = context.informers.for<Node>(resources.nodes).get(undefined, nodeName)
        return noExecute(node).length || planned(context).has(String(pod.metadata.uid)) ? [keyOf(pod)] : []
      },
    },
  ],
  start: planned.reset,
  reconcile(key, context) {
    const { sim, informers, events } = context
    const { namespace, name } = splitKey(key)
    const pod = informers.for<Pod>(resources.pods).get(namespace, name)
    const plan = planned(context)
    if (!pod) return
    const uid = String(pod.metadata.uid)
    if (pod.metadata.deletionTimestamp !== undefined || isTerminal(pod)) {
      plan.delete(uid)
      return
    }
    const node = informers.for<Node>(resources.nodes).get(undefined, pod.spec?.nodeName ?? '')
    const taints = noExecute(node)
    const delaySeconds = tolerationSeconds(taints, pod.spec?.tolerations)
    if (delaySeconds === undefined) {
      if (plan.delete(uid)) events.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`)
      return
    }
    // What was planned first stands, so that more taints of the kind do not put it off.
    const before = plan.get(uid)
    const at = Math.min(before ?? Number.POSITIVE_INFINITY, sim.now + delaySeconds * 1000)
    if (at > sim.now) {
      plan.set(uid, at)
      context.enqueue(key, at - sim.now)
      return
    }
    evict(context, pod)
    plan.delete(uid)
  },
}

function noExecute(node: Node | undefined): readonly Taint[] {
  const taints = node?.spec?.taints
  return taints ? taints.filter((taint) => taint.effect === 'NoExecute') : []
}

/** Seconds that the pod may stay: 0 if a taint is not tolerated, undefined for as long as it likes. */
export function tolerationSeconds(taints: readonly Taint[], tolerations: readonly Toleration[] | undefined): number | undefined {
  let shortest: number | undefined
  for (const taint of taints) {
    const matching = (tolerations ?? []).filter((toleration) => tolerates(toleration, taint))
    if (matching.length === 0) return 0
    for (const { tolerationSeconds: seconds } of matching) {
      if (seconds !== undefined) shortest = Math.min(shortest ?? Number.POSITIVE_INFINITY, Math.max(0, seconds))
    }
  }
  return shortest
}

function evict({ sim, api, events }: ControllerContext, pod: Pod): void {
  const { namespace, name, uid } = pod.metadata
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    observedGeneration: pod.metadata.generation,
    lastTransitionTime: formatTime(sim.wallTime),
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  }
  try {
    const conditions = setCondition(pod.status?.conditions, condition)
    api.update(resources.pods, { ...pod, status: { ...pod.status, conditions } }, { subresource: 'status' })
    events.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`)
    api.delete(resources.pods, namespace, String(name), { preconditions: { uid } })
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return
    throw error
  }
}
