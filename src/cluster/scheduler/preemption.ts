import type { Pod, PodDisruptionBudget } from '../api/generated/types.ts'
import { formatTime, parseTime } from '../api/object.ts'
import { ApiError, type Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { Informers } from '../client/informer.ts'
import { resources } from '../client/resources.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { SchedulerCache } from './cache.ts'
import { type Feasibility, isFilters, preFilter, refusalOf } from './cycle.ts'
import { fitErrorMessage } from './fit-error.ts'
import type { Plugin, Rejection } from './framework.ts'
import type { NodeInfo } from './node-info.ts'
import type { Nominations } from './nominations.ts'
import type { PodInfo } from './pod-info.ts'
import { compileSelector } from './selectors.ts'

/** The outcome of PostFilter. */
export interface Preemption {
  /** What goes to the end of the FailedScheduling text. */
  readonly message?: string
  readonly nominatedNodeName?: string
  readonly victims?: readonly { readonly namespace: string; readonly name: string; readonly priority: number }[]
  /** Deletes the victims. */
  readonly carryOut?: () => void
}

interface PreemptionDependencies {
  readonly sim: Simulation
  readonly api: Client
  readonly events: EventRecorder
  readonly informers: Informers
  readonly plugins: readonly Plugin[]
  readonly cache: SchedulerCache
  readonly nominations: Nominations
}

interface Candidate {
  readonly node: NodeInfo
  /** The highest priority first. */
  readonly victims: readonly PodInfo[]
  readonly violations: number
}

/** DynamicResources' PostFilter runs first and has nothing to give back; claims are not simulated. */
const dynamicResourcesMessage = 'no new claims to deallocate'

const noVictims: Rejection = {
  plugin: 'DefaultPreemption',
  reasons: ['No preemption victims found for incoming pod'],
  unresolvable: true,
}
const notHelpful: Rejection = {
  plugin: 'DefaultPreemption',
  reasons: ['Preemption is not helpful for scheduling'],
  unresolvable: true,
}

/**
 * DefaultPreemption: whether deleting pods of lower priority would make room, where, and which ones
 * (framework/preemption). Deciding changes nothing; `carryOut` acts.
 */
export function preempt(on: PreemptionDependencies, pod: PodInfo, found: Feasibility): Preemption {
  // The refusal of a pod as such ends PreFilter before DynamicResources kept its state, which it then misses.
  if (found.preFilter) return { message: 'not found' }
  const reply = (text: string): Preemption => ({ message: `${dynamicResourcesMessage}, preemption: ${text}` })
  if (pod.pod.spec?.preemptionPolicy === 'Never') return reply('not eligible due to preemptionPolicy=Never.')
  if (waitsForVictims(on, pod, found)) return reply('not eligible due to a terminating pod on the nominated node.')

  const budgets = on.informers.for<PodDisruptionBudget>(resources.poddisruptionbudgets)
  const rejections = new Map<string, Rejection>()
  const candidates: Candidate[] = []
  for (const node of on.cache.nodes) {
    const refusal = found.rejections.get(node.name)
    if (!refusal || refusal.unresolvable) {
      rejections.set(node.name, notHelpful)
      continue
    }
    const result = selectVictims(on, pod, node, (namespace) => budgets.list(namespace))
    if ('reasons' in result) rejections.set(node.name, result)
    else candidates.push(result)
  }
  const best = pickOne(candidates)
  if (!best) return reply(fitErrorMessage({ nodeCount: on.cache.nodes.length, nodes: rejections }))
  return {
    nominatedNodeName: best.node.name,
    victims: best.victims.map((one) => ({
      namespace: one.namespace,
      name: String(one.pod.metadata.name),
      priority: one.priority,
    })),
    carryOut: () => {
      for (const victim of best.victims) evict(on, victim, pod, best.node.name)
      // Pods of lower priority that had this node in view have to look again.
      for (const other of [...on.nominations.on(best.node.name)]) {
        if (other.priority < pod.priority) withdrawNomination(on, other)
      }
    },
  }
}

/** It preempted before, and those it preempted are still on their way out. */
function waitsForVictims(on: PreemptionDependencies, pod: PodInfo, found: Feasibility): boolean {
  const nominated = on.nominations.nodeNameOf(pod.uid) ?? pod.pod.status?.nominatedNodeName
  if (!nominated || found.rejections.get(nominated)?.unresolvable) return false
  const node = on.cache.get(nominated)
  if (!node) return false
  for (const other of node.pods.values()) {
    if (other.priority < pod.priority && other.terminating && isPreempted(other.pod)) return true
  }
  return false
}

function isPreempted(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some(
    (one) => one.type === 'DisruptionTarget' && one.status === 'True' && one.reason === 'PreemptionByScheduler',
  )
}

/** Takes all pods of lower priority away, then gives back, the most important first, whoever can stay. */
function selectVictims(
  on: PreemptionDependencies,
  pod: PodInfo,
  node: NodeInfo,
  budgetsOf: (namespace: string) => readonly PodDisruptionBudget[],
): Candidate | Rejection {
  const lower = [...node.pods.values()].filter((other) => other.priority < pod.priority)
  if (lower.length === 0) return noVictims
  const { cache, plugins } = on
  const refusal = (): Rejection | undefined => {
    const filters = preFilter(plugins, pod, cache)
    return isFilters(filters) ? refusalOf(filters, node) : filters
  }
  for (const other of lower) cache.removePod(other.uid)
  const victims: PodInfo[] = []
  let violations = 0
  const hopeless = refusal()
  if (!hopeless) {
    lower.sort(moreImportant)
    const { violating, others } = splitByBudgets(lower, budgetsOf)
    const reprieve = (other: PodInfo): boolean => {
      cache.addPod(other, node.name)
      if (!refusal()) return true
      cache.removePod(other.uid)
      victims.push(other)
      return false
    }
    for (const other of violating) if (!reprieve(other)) violations++
    for (const other of others) reprieve(other)
  }
  for (const other of hopeless ? lower : victims) cache.addPod(other, node.name)
  return hopeless ?? { node, victims: victims.sort(moreImportant), violations }
}

/** `util.MoreImportantPod`: the higher priority, then the earlier start. */
function moreImportant(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || startOf(a) - startOf(b)
}

function startOf({ pod }: PodInfo): number {
  return parseTime(pod.status?.startTime ?? pod.metadata.creationTimestamp) || 0
}

/** Which evictions a disruption budget would not allow any more (filterPodsWithPDBViolation). */
function splitByBudgets(
  pods: readonly PodInfo[],
  budgetsOf: (namespace: string) => readonly PodDisruptionBudget[],
): { violating: readonly PodInfo[]; others: readonly PodInfo[] } {
  const allowed = new Map<PodDisruptionBudget, number>()
  const violating: PodInfo[] = []
  const others: PodInfo[] = []
  for (const pod of pods) {
    let violates = false
    for (const budget of budgetsOf(pod.namespace)) {
      const selector = budget.spec?.selector
      const matchesAll = !selector || (!selector.matchLabels && !selector.matchExpressions?.length)
      if (matchesAll || !compileSelector(selector)(pod.labels)) continue
      if (budget.status?.disruptedPods?.[String(pod.pod.metadata.name)] !== undefined) continue
      const left = (allowed.get(budget) ?? budget.status?.disruptionsAllowed ?? 0) - 1
      allowed.set(budget, left)
      if (left < 0) violates = true
    }
    if (violates) violating.push(pod)
    else others.push(pod)
  }
  return { violating, others }
}

/** The six questions of pickOneNodeForPreemption, in their order. */
function pickOne(candidates: readonly Candidate[]): Candidate | undefined {
  const sumOf = ({ victims }: Candidate): number => victims.reduce((sum, one) => sum + one.priority + 2 ** 31, 0)
  const questions: readonly ((candidate: Candidate) => number)[] = [
    (one) => one.violations,
    (one) => one.victims[0]?.priority ?? Number.NEGATIVE_INFINITY,
    sumOf,
    (one) => one.victims.length,
    (one) => -earliestStart(one),
  ]
  let left = candidates
  for (const question of questions) {
    if (left.length <= 1) break
    const answers = left.map(question)
    const least = Math.min(...answers)
    left = left.filter((_, i) => answers[i] === least)
  }
  return left[0]
}

/** When the first of the most important victims started. */
function earliestStart({ victims }: Candidate): number {
  const highest = victims[0]?.priority
  return Math.min(...victims.filter((one) => one.priority === highest).map(startOf))
}

function withdrawNomination({ api, nominations }: PreemptionDependencies, pod: PodInfo): void {
  nominations.delete(pod.uid)
  const { namespace, name } = pod.pod.metadata
  try {
    const patch = { status: { nominatedNodeName: null } }
    api.patch(resources.pods, namespace, String(name), patch, { type: 'merge', subresource: 'status' })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

function evict({ sim, api, events }: PreemptionDependencies, victim: PodInfo, preemptor: PodInfo, nodeName: string): void {
  const { namespace, name } = victim.pod.metadata
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    observedGeneration: victim.pod.metadata.generation,
    lastProbeTime: null,
    lastTransitionTime: formatTime(sim.wallTime),
    reason: 'PreemptionByScheduler',
    message: 'default-scheduler: preempting to accommodate a higher priority pod',
  }
  try {
    if (!victim.terminating) {
      api.patch(
        resources.pods,
        namespace,
        String(name),
        { status: { conditions: [condition] } },
        { type: 'strategic', subresource: 'status' },
      )
      api.delete(resources.pods, namespace, String(name), {})
    }
  } catch (error) {
    // Gone already: as good as evicted.
    if (error instanceof ApiError && error.is('NotFound')) return
    throw error
  }
  events.event(victim.pod, 'Normal', 'Preempted', `Preempted by pod ${preemptor.uid} on node ${nodeName}`, {
    action: 'Preempting',
  })
}
