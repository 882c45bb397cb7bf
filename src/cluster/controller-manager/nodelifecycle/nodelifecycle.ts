import { setCondition } from '../../api/conditions.ts'
import type { Lease, Node, Pod, Taint } from '../../api/generated/types.ts'
import { formatTime, keyOf } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { nextTick } from '../grid.ts'
import { perContext } from '../per-context.ts'
import { podCondition } from '../pod-state.ts'
import { monitorPeriodMs, readyCondition, silentAt, silentConditions } from './health.ts'
import { noExecuteKey, withNoExecuteTaint, withNoScheduleTaints } from './taints.ts'
import { taintRate, type ZoneHealth, zoneOf } from './zones.ts'

const leaseNamespace = 'kube-node-lease'
/** Keys of the health check bear this prefix, those of the NoSchedule taints do not. */
const health = 'health/'

/** What the controller remembers of nodes. */
class Memory {
  readonly known = new Set<string>()
  /** Zone → when the last node of it was tainted NoExecute, virtual milliseconds. */
  readonly taintedAt = new Map<string, number>()
}

const memories = perContext(() => new Memory())

/**
 * Watches over nodes (pkg/controller/nodelifecycle): a kubelet that is silent for 50 s makes its node NotReady; the
 * conditions become taints, which keep pods away and, as NoExecute, drive them out. Upstream looks at all nodes
 * every 5 s; here each node is looked at on the tick at which its lease would have run out.
 */
export const nodeLifecycleController: Controller = {
  name: 'node-controller',
  watches: [
    {
      resource: resources.nodes,
      keys: (object, context, before) => {
        const node = object as Node
        const old = before as Node | undefined
        const changed = !old || readyCondition(node)?.status !== readyCondition(old)?.status
        if (changed) checkAtTick(context, keyOf(node), context.sim.now)
        const same = old && node.spec === old.spec && node.status?.conditions === old.status?.conditions
        return same ? [] : [keyOf(node)]
      },
    },
    // Renewals wake nobody: the lease is read when it would have run out.
    { resource: resources.leases, keys: () => [] },
  ],
  start: memories.reset,
  reconcile(key, context) {
    const checksHealth = key.startsWith(health)
    const name = checksHealth ? key.slice(health.length) : key
    const node = context.informers.for<Node>(resources.nodes).get(undefined, name)
    if (!node) {
      memories(context).known.delete(name)
      return
    }
    if (checksHealth) checkHealth(context, node)
    else setTaints(context, node, withNoScheduleTaints(node, formatTime(context.sim.wallTime)))
  },
}

function checkAtTick(context: ControllerContext, name: string, afterMs: number): void {
  context.enqueue(`${health}${name}`, nextTick(afterMs, monitorPeriodMs) - context.sim.now)
}

/** monitorNodeHealth, for one node. */
function checkHealth(context: ControllerContext, given: Node): void {
  const { sim, api, events, informers } = context
  let node = given
  const name = keyOf(node)
  const memory = memories(context)
  if (!memory.known.has(name)) {
    memory.known.add(name)
    events.event(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`)
  }
  const lease = informers.for<Lease>(resources.leases).get(leaseNamespace, name)
  const wasReady = readyCondition(node)?.status === 'True'
  const due = silentAt(node, lease?.spec?.renewTime)
  if (due <= sim.wallTime) {
    const conditions = silentConditions(node, sim.wallTime)
    if (conditions !== node.status?.conditions) {
      node = api.update<Node>(resources.nodes, { ...node, status: { ...node.status, conditions } }, { subresource: 'status' })
    }
    // No further check is planned: the kubelet's next word changes the conditions, and that brings us back.
  } else {
    checkAtTick(context, name, sim.now + (due - sim.wallTime))
  }
  const isReady = readyCondition(node)?.status === 'True'
  if (wasReady && !isReady) {
    events.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`)
  }
  if (!isReady) markPodsNotReady(context, name)
  evictByTaint(context, node)
}

/** Endpoints have to forget pods that nobody hears of any more (MarkPodsNotReady). */
function markPodsNotReady({ sim, api, events, informers }: ControllerContext, nodeName: string): void {
  for (const pod of informers.for<Pod>(resources.pods).byIndex('node', nodeName)) {
    if (podCondition(pod, 'Ready')?.status !== 'True') continue
    const condition = {
      ...podCondition(pod, 'Ready'),
      type: 'Ready',
      status: 'False',
      lastTransitionTime: formatTime(sim.wallTime),
    }
    try {
      const status = { ...pod.status, conditions: setCondition(pod.status?.conditions, condition) }
      api.update(resources.pods, { ...pod, status }, { subresource: 'status' })
    } catch (error) {
      if (error instanceof ApiError && error.is('NotFound')) continue
      throw error
    }
    events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready')
  }
}

/** NoExecute for a node that is not ready, as fast as its zone allows; none for one that is (processTaintBaseEviction). */
function evictByTaint(context: ControllerContext, node: Node): void {
  const { sim, informers } = context
  const memory = memories(context)
  const name = keyOf(node)
  const key = noExecuteKey(readyCondition(node))
  const taints = withNoExecuteTaint(node, key, formatTime(sim.wallTime))
  if (taints === node.spec?.taints || (taints.length === 0 && !node.spec?.taints)) return
  const alreadyEvicting = node.spec?.taints?.some((taint) => taint.effect === 'NoExecute' && !taints.includes(taint))
  if (key !== undefined && !alreadyEvicting) {
    const zone = zoneOf(node.metadata.labels)
    const rate = taintRateOf(informers.for<Node>(resources.nodes).list(), node, zone)
    const last = memory.taintedAt.get(zone)
    const nextAt = last === undefined ? sim.now : rate === 0 ? Number.POSITIVE_INFINITY : last + 1000 / rate
    if (nextAt > sim.now) {
      checkAtTick(context, name, Math.min(nextAt, sim.now + monitorPeriodMs) - 1)
      return
    }
    memory.taintedAt.set(zone, sim.now)
  }
  setTaints(context, node, taints)
}

/** The state of the zones before this node failed: a limit takes hold from the next check on. */
function taintRateOf(nodes: readonly Node[], node: Node, zone: string): number {
  const zones = new Map<string, { ready: number; notReady: number }>()
  for (const one of nodes) {
    const of = zoneOf(one.metadata.labels)
    const counts = zones.get(of) ?? { ready: 0, notReady: 0 }
    zones.set(of, counts)
    if (readyCondition(one)?.status === 'True') counts.ready++
    else counts.notReady++
  }
  const own: ZoneHealth = zones.get(zone) ?? { ready: 0, notReady: node ? 1 : 0 }
  return taintRate(
    own,
    [...zones.values()].every((one) => one.ready === 0),
  )
}

function setTaints({ api }: ControllerContext, node: Node, taints: readonly Taint[]): void {
  if (taints === node.spec?.taints || (taints.length === 0 && !node.spec?.taints?.length)) return
  api.update(resources.nodes, { ...node, spec: { ...node.spec, taints: taints.length ? taints : undefined } })
}
