import { semanticEqual } from '../../api/equality.ts'
import type { DaemonSet, DaemonSetStatus, Node, Pod } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { type KubeObject, keyOf, parseTime, splitKey } from '../../api/object.ts'
import { isReady } from '../../api/pods.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { delays } from '../../delays.ts'
import { claim } from '../adoption.ts'
import { Expectations } from '../expectations.ts'
import { revisionHashLabel, syncRevisions, truncateHistory } from '../history/revisions.ts'
import { controllerOf, ownerKey } from '../owner-references.ts'
import { perContext } from '../per-context.ts'
import { createPod, deletePod, slowStartBatch } from '../pod-control.ts'
import { availableAt, countsDifferently, isAvailable } from '../pod-state.ts'
import { belongsOn, daemonPod, targetNode } from './pod.ts'
import { pairOn, rollingStep } from './rolling-update.ts'

const burst = 250
const firstBackOffMs = 1000
const longestBackOffMs = 15 * 60_000

class Memory {
  readonly expectations = new Expectations()
  /** Set's UID and node → how often its pod failed there, and when last (virtual milliseconds). */
  readonly failures = new Map<string, { waitMs: number; at: number }>()
}

const memories = perContext(() => new Memory())

/** Runs one pod on every node that it fits (pkg/controller/daemon). */
export const daemonSetController: Controller = {
  name: 'daemonset-controller',
  watches: [
    { resource: resources.daemonsets, keys: (object) => [keyOf(object)] },
    { resource: resources.pods, keys: keysOfPod },
    { resource: resources.nodes, keys: keysOfNode },
  ],
  start: memories.reset,
  reconcile(key, context) {
    const { namespace, name } = splitKey(key)
    const set = context.informers.for<DaemonSet>(resources.daemonsets).get(namespace, name)
    if (set) sync(context, set, key)
    else memories(context).expectations.forget(key)
  },
}

function keysOfPod(object: KubeObject, context: ControllerContext, before?: KubeObject): readonly string[] {
  const pod = object as Pod
  const old = before as Pod | undefined
  if (old && !countsDifferently(pod, old) && pod.spec?.nodeName === old.spec?.nodeName) return []
  const key = ownerKey(pod, 'DaemonSet', 'apps')
  if (key === undefined) {
    if (controllerOf(pod)) return []
    const sets = context.informers.for<DaemonSet>(resources.daemonsets).list(pod.metadata.namespace)
    return sets.filter((set) => labelSelectorMatches(set.spec?.selector, pod.metadata.labels)).map(keyOf)
  }
  const { expectations } = memories(context)
  if (!old) expectations.observed(key, String(pod.metadata.uid))
  else if (pod.metadata.deletionTimestamp) expectations.observedDeletion(key, String(pod.metadata.uid))
  context.enqueue(key, delays.controllerSync.ms)
  return []
}

/** Only labels, taints and cordons decide where daemon pods run (shouldIgnoreNodeUpdate). */
function keysOfNode(object: KubeObject, { informers }: ControllerContext, before?: KubeObject): readonly string[] {
  const old = before as Node | undefined
  if (old && old.spec === (object as Node).spec && old.metadata.labels === object.metadata.labels) return []
  return informers.for<DaemonSet>(resources.daemonsets).list().map(keyOf)
}

function sync(context: ControllerContext, set: DaemonSet, key: string): void {
  const { informers, sim, events } = context
  const selector = set.spec?.selector
  if (selector && !Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length) {
    const message = 'This daemon set is selecting all pods. A non-empty selector is required.'
    events.event(set, 'Warning', 'SelectingAll', message)
    return
  }
  if (set.metadata.deletionTimestamp !== undefined) return
  const { expectations } = memories(context)
  const template = set.spec?.template ?? {}
  const revisions = syncRevisions(context, {
    owner: set,
    template,
    matches: (revision) => labelSelectorMatches(selector, revision.metadata.labels),
    labels: (hash) => ({ ...template.metadata?.labels, [revisionHashLabel]: hash }),
    collisionCount: set.status?.collisionCount,
  })
  const hash = String(revisions.update.metadata.labels?.[revisionHashLabel])
  const nodes = informers.for<Node>(resources.nodes).list()
  const pods = claim<Pod>(context, resources.pods, set, (pod) => labelSelectorMatches(selector, pod.metadata.labels))
  const podsOn = byNode(pods, nodes)
  let failure: unknown
  if (expectations.satisfied(key, sim.now)) {
    failure = manage(context, set, key, nodes, podsOn, hash)
    if (failure === undefined && expectations.satisfied(key, sim.now) && set.spec?.updateStrategy?.type !== 'OnDelete') {
      const step = rollingStep(set, nodes, podsOn, hash, sim.wallTime)
      failure = apply(context, set, key, step.surgeOn, step.remove, hash)
    }
    const live = new Set(pods.map((pod) => `${set.metadata.name}-${pod.metadata.labels?.[revisionHashLabel]}`))
    live.add(String(revisions.update.metadata.name))
    truncateHistory(context, revisions.all, live, set.spec?.revisionHistoryLimit ?? 10)
  }
  const status = daemonSetStatus(set, nodes, podsOn, hash, revisions.collisionCount, sim.wallTime)
  if (!semanticEqual(status, set.status)) {
    context.api.update(resources.daemonsets, { ...set, status }, { subresource: 'status' })
  }
  if (failure !== undefined) throw failure
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  if (minReadySeconds > 0) {
    const next = Math.min(...pods.map((pod) => availableAt(pod, minReadySeconds)).filter((at) => at > sim.wallTime))
    if (Number.isFinite(next)) context.enqueue(key, next - sim.wallTime)
  }
}

/** Pods per node, the oldest first; every node has an entry, also one that is gone while its pods are not. */
function byNode(pods: readonly Pod[], nodes: readonly Node[]): ReadonlyMap<string, readonly Pod[]> {
  const map = new Map<string, Pod[]>(nodes.map((node) => [keyOf(node), []]))
  for (const pod of pods) {
    const name = targetNode(pod)
    if (name === undefined) continue
    const on = map.get(name)
    if (on) on.push(pod)
    else map.set(name, [pod])
  }
  for (const on of map.values())
    on.sort((a, b) => parseTime(a.metadata.creationTimestamp) - parseTime(b.metadata.creationTimestamp))
  return map
}

/** One pod where there should be one, none where not (manage, podsShouldBeOnNode). */
function manage(
  context: ControllerContext,
  set: DaemonSet,
  key: string,
  nodes: readonly Node[],
  podsOn: ReadonlyMap<string, readonly Pod[]>,
  hash: string,
): unknown {
  const missing: string[] = []
  const doomed: Pod[] = []
  const known = new Set<string>()
  const surges = Boolean(set.spec?.updateStrategy?.rollingUpdate?.maxSurge)
  for (const node of nodes) {
    const name = keyOf(node)
    known.add(name)
    const pods = podsOn.get(name) ?? []
    const { shouldRun, mayStay } = belongsOn(set, node)
    if (!mayStay) doomed.push(...pods.filter((pod) => !pod.metadata.deletionTimestamp))
    else if (pods.length === 0) {
      if (shouldRun) missing.push(name)
    } else {
      const running = keepRunning(context, set, key, name, pods, doomed)
      // Where a surge is allowed, an old and a new pod may stand side by side.
      const { newPod, oldPod } = pairOn(running, hash)
      const keep = surges ? [newPod, oldPod] : running.slice(0, 1)
      doomed.push(...running.filter((pod) => !keep.includes(pod)))
    }
  }
  for (const [name, pods] of podsOn) {
    if (!known.has(name)) doomed.push(...pods.filter((pod) => !pod.spec?.nodeName && !pod.metadata.deletionTimestamp))
  }
  return apply(context, set, key, missing, doomed, hash)
}

/** Pods that go on; those that ended are told of and deleted, a failed one with growing waits. */
function keepRunning(
  context: ControllerContext,
  set: DaemonSet,
  key: string,
  nodeName: string,
  pods: readonly Pod[],
  doomed: Pod[],
): Pod[] {
  const { events, sim } = context
  const running: Pod[] = []
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp) continue
    const what = `daemon pod ${keyOf(pod)} on node ${nodeName}`
    if (pod.status?.phase === 'Failed') {
      const at = `${set.metadata.uid}/${set.status?.observedGeneration}/${nodeName}`
      const { failures } = memories(context)
      const last = failures.get(at)
      if (last && sim.now < last.at + last.waitMs) {
        context.enqueue(key, last.at + last.waitMs - sim.now)
        continue
      }
      const forgotten = last && sim.now - last.at > 2 * longestBackOffMs
      failures.set(at, { waitMs: last && !forgotten ? Math.min(last.waitMs * 2, longestBackOffMs) : firstBackOffMs, at: sim.now })
      events.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${what}, will try to kill it`)
      doomed.push(pod)
    } else if (pod.status?.phase === 'Succeeded') {
      events.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${what}, will try to delete it`)
      doomed.push(pod)
    } else running.push(pod)
  }
  return running
}

function apply(
  context: ControllerContext,
  set: DaemonSet,
  key: string,
  nodes: readonly string[],
  doomed: readonly Pod[],
  hash: string,
): unknown {
  const { sim } = context
  const { expectations } = memories(context)
  let failure = slowStartBatch(Math.min(nodes.length, burst), (i) => {
    const created = createPod(context, set, daemonPod(set, String(nodes[i]), hash))
    if (created) expectations.creation(key, String(created.metadata.uid), sim.now)
  })
  for (const pod of doomed.slice(0, burst)) {
    const uid = String(pod.metadata.uid)
    expectations.deletion(key, uid, sim.now)
    try {
      deletePod(context, set, pod)
    } catch (error) {
      expectations.observedDeletion(key, uid)
      if (!(error instanceof ApiError)) throw error
      failure ??= error
    }
  }
  return failure
}

/** updateDaemonSetStatus. */
export function daemonSetStatus(
  set: DaemonSet,
  nodes: readonly Node[],
  podsOn: ReadonlyMap<string, readonly Pod[]>,
  hash: string,
  collisionCount: number | undefined,
  wallTime: number,
): DaemonSetStatus {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 }
  const minReadySeconds = set.spec?.minReadySeconds ?? 0
  for (const node of nodes) {
    const pod = podsOn.get(keyOf(node))?.[0]
    if (!belongsOn(set, node).shouldRun) {
      if (pod) counts.misscheduled++
      continue
    }
    counts.desired++
    if (!pod) continue
    counts.current++
    if (isReady(pod)) {
      counts.ready++
      if (isAvailable(pod, minReadySeconds, wallTime)) counts.available++
    }
    if (pod.metadata.labels?.[revisionHashLabel] === hash) counts.updated++
  }
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    observedGeneration: set.metadata.generation,
    updatedNumberScheduled: counts.updated || undefined,
    numberAvailable: counts.available || undefined,
    numberUnavailable: counts.desired - counts.available || undefined,
    collisionCount,
    conditions: set.status?.conditions,
  }
}
