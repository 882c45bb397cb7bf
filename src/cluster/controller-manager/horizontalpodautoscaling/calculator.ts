import type { Pod } from '../../api/generated/types.ts'
import { parseTime } from '../../api/object.ts'
import { quantityMilli, quantityValue } from '../../api/quantity.ts'
import { podCondition } from '../pod-state.ts'
import { MetricsError, type PodMetrics } from './metrics.ts'

const cpuInitializationMs = 5 * 60_000
const initialReadinessMs = 30_000

export interface ReplicaQuestion {
  /** `cpu` or `memory`. */
  readonly resource: string
  /** Only this container's use counts, if given. */
  readonly container?: string | undefined
  readonly targetUtilization?: number | undefined
  /** In thousandths of a CPU, or in bytes. */
  readonly targetAverage?: number | undefined
  readonly currentReplicas: number
  readonly pods: readonly Pod[]
  readonly metrics: readonly PodMetrics[]
  readonly tolerance: number
  readonly wallTime: number
}

export interface ReplicaAnswer {
  readonly replicas: number
  /** Percent of the requests, where the target is one. */
  readonly utilization: number | undefined
  /** In thousandths of a CPU, or in bytes. */
  readonly average: number
}

/** How many replicas bring the use to its target (replica_calculator.go GetResourceReplicas). Throws {@link MetricsError}. */
export function replicasFor(question: ReplicaQuestion): ReplicaAnswer {
  const { resource, container, currentReplicas, pods, tolerance } = question
  const usage = new Map<string, number>()
  for (const { name, containers } of question.metrics) {
    const counted = container === undefined ? containers : containers.filter((one) => one.name === container)
    if (counted.length === 0) continue
    usage.set(
      name,
      counted.reduce((sum, one) => sum + (resource === 'cpu' ? one.milliCpu : one.memoryBytes), 0),
    )
  }
  const groups = groupPods(question, usage)
  for (const name of [...groups.ignored, ...groups.unready]) usage.delete(name)
  const requests = question.targetUtilization === undefined ? undefined : requestsOf(pods, resource, container)
  if (usage.size === 0) throw new MetricsError('did not receive metrics for targeted pods (pods might be unready)')
  const first = ratioOf(question, usage, requests)
  const scaleUpWithUnready = groups.unready.size > 0 && first.ratio > 1
  const answer = (replicas: number): ReplicaAnswer => ({ replicas, utilization: first.utilization, average: first.average })
  const within = (ratio: number): boolean => ratio >= 1 - tolerance && ratio <= 1 + tolerance
  if (!scaleUpWithUnready && groups.missing.size === 0) {
    if (within(first.ratio)) return answer(currentReplicas)
    return answer(Math.ceil(first.ratio * groups.readyCount))
  }
  // Of pods that nobody measured the one thing is assumed that keeps the change small.
  for (const name of groups.missing) {
    if (first.ratio < 1) usage.set(name, assumedWhenShrinking(question, requests?.get(name)))
    else if (first.ratio > 1) usage.set(name, 0)
  }
  if (scaleUpWithUnready) for (const name of groups.unready) usage.set(name, 0)
  const second = ratioOf(question, usage, requests)
  if (within(second.ratio) || (first.ratio < 1 && second.ratio > 1) || (first.ratio > 1 && second.ratio < 1))
    return answer(currentReplicas)
  const replicas = Math.ceil(second.ratio * usage.size)
  if ((second.ratio < 1 && replicas > currentReplicas) || (second.ratio > 1 && replicas < currentReplicas))
    return answer(currentReplicas)
  return answer(replicas)
}

function assumedWhenShrinking({ targetUtilization, targetAverage = 0 }: ReplicaQuestion, request = 0): number {
  return targetUtilization === undefined ? targetAverage : (request * Math.max(100, targetUtilization)) / 100
}

interface Groups {
  readonly readyCount: number
  readonly unready: ReadonlySet<string>
  readonly missing: ReadonlySet<string>
  readonly ignored: ReadonlySet<string>
}

/** groupPods: a pod that has just started says nothing of the CPU it will need. */
function groupPods({ pods, resource, wallTime }: ReplicaQuestion, usage: ReadonlyMap<string, number>): Groups {
  const unready = new Set<string>()
  const missing = new Set<string>()
  const ignored = new Set<string>()
  let readyCount = 0
  for (const pod of pods) {
    const name = String(pod.metadata.name)
    if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Failed') ignored.add(name)
    else if (pod.status?.phase === 'Pending') unready.add(name)
    else if (!usage.has(name)) missing.add(name)
    else if (resource === 'cpu' && isUnready(pod, wallTime)) unready.add(name)
    else readyCount++
  }
  return { readyCount, unready, missing, ignored }
}

function isUnready(pod: Pod, wallTime: number): boolean {
  const condition = podCondition(pod, 'Ready')
  const started = parseTime(pod.status?.startTime)
  if (!condition || Number.isNaN(started)) return true
  if (started + cpuInitializationMs > wallTime) return condition.status === 'False'
  return condition.status === 'False' && started + initialReadinessMs > parseTime(condition.lastTransitionTime)
}

function requestsOf(pods: readonly Pod[], resource: string, container: string | undefined): ReadonlyMap<string, number> {
  const requests = new Map<string, number>()
  for (const pod of pods) {
    let sum = 0
    const sidecars = (pod.spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always')
    for (const one of [...(pod.spec?.containers ?? []), ...sidecars]) {
      if (container !== undefined && one.name !== container) continue
      const quantity = one.resources?.requests?.[resource]
      if (quantity === undefined) {
        throw new MetricsError(`missing request for ${resource} in container ${one.name} of Pod ${pod.metadata.name}`)
      }
      sum += resource === 'cpu' ? quantityMilli(quantity) : quantityValue(quantity)
    }
    requests.set(String(pod.metadata.name), sum)
  }
  return requests
}

function ratioOf(
  { targetUtilization, targetAverage }: ReplicaQuestion,
  usage: ReadonlyMap<string, number>,
  requests: ReadonlyMap<string, number> | undefined,
): { ratio: number; utilization: number | undefined; average: number } {
  let used = 0
  let requested = 0
  let count = 0
  for (const [name, amount] of usage) {
    if (requests && !requests.has(name)) continue
    used += amount
    requested += requests?.get(name) ?? 0
    count++
  }
  const average = count === 0 ? 0 : Math.floor(used / count)
  if (targetUtilization === undefined)
    return { ratio: average / Math.max(1, targetAverage ?? 1), utilization: undefined, average }
  if (requested === 0) throw new MetricsError('no metrics returned matched known pods')
  const utilization = Math.floor((used * 100) / requested)
  return { ratio: utilization / targetUtilization, utilization, average }
}
