import type { Node, NodeSelectorTerm, Pod, Toleration } from '../../api/generated/types.ts'
import { podRequests } from '../../api/pods.ts'
import { parseQuantity } from '../../api/quantity.ts'
import { isCriticalPod, isStaticPod, specOf } from '../pod-spec.ts'
import { qosOf } from '../resources.ts'
import type { Pressure } from './conditions.ts'

export interface Refusal {
  readonly reason: string
  readonly message: string
}

/** Whether a Pod that is bound to this node may really run here: kubelet/lifecycle/predicate.go. */
export function admitPod(
  pod: Pod,
  active: readonly Pod[],
  allocatable: (resource: string) => string,
  node: Node | undefined,
  pressure: Pressure,
): Refusal | undefined {
  return (
    pressureRefusal(pod, pressure) ??
    osRefusal(pod, node) ??
    resourceRefusal(pod, active, allocatable) ??
    nodeRefusal(pod, node) ??
    portRefusal(pod, active) ??
    taintRefusal(pod, node)
  )
}

function pressureRefusal(pod: Pod, pressure: Pressure): Refusal | undefined {
  if (isCriticalPod(pod)) return undefined
  const conditions: string[] = []
  if (pressure.memory) conditions.push('MemoryPressure')
  if (pressure.disk) conditions.push('DiskPressure')
  if (pressure.pid) conditions.push('PIDPressure')
  if (conditions.length === 0) return undefined
  if (conditions.length === 1 && pressure.memory) {
    if (qosOf(pod) !== 'BestEffort') return undefined
    const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' }
    if ((specOf(pod).tolerations ?? []).some((toleration) => tolerates(toleration, taint))) return undefined
  }
  return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` }
}

function osRefusal(pod: Pod, node: Node | undefined): Refusal | undefined {
  const os = specOf(pod).os?.name
  if (os === undefined || os === (node?.metadata.labels?.['kubernetes.io/os'] ?? 'linux')) return undefined
  return { reason: 'PodOSNotSupported', message: "Failed to admit pod as the OS field doesn't match node OS" }
}

function resourceRefusal(pod: Pod, active: readonly Pod[], allocatable: (resource: string) => string): Refusal | undefined {
  const pods = parseQuantity(allocatable('pods')).value
  if (active.length + 1 > pods) return tooLittle('pods', 1, active.length, pods)
  const wanted = requestsOf(pod)
  for (const name of Object.keys(wanted)) {
    const requested = wanted[name] ?? 0
    if (requested === 0) continue
    const capacity = amountFor(name, allocatable(name))
    let used = 0
    for (const other of active) used += requestsOf(other)[name] ?? 0
    if (requested > capacity - used) return tooLittle(name, requested, used, capacity)
  }
  return undefined
}

/** CPU in thousandths, everything else as it is counted. */
function amountFor(resource: string, text: string | number | undefined): number {
  return resource === 'cpu' ? parseQuantity(text).milli : parseQuantity(text).value
}

/** Each Pod that comes is weighed against all that are here: their requests are added up once. */
const knownRequests = new WeakMap<object, Readonly<Record<string, number>>>()

function requestsOf(pod: Pod): Readonly<Record<string, number>> {
  const spec = specOf(pod)
  let amounts = knownRequests.get(spec)
  if (!amounts) {
    amounts = Object.fromEntries(Object.entries(podRequests(spec)).map(([name, text]) => [name, amountFor(name, text)]))
    knownRequests.set(spec, amounts)
  }
  return amounts
}

function tooLittle(resource: string, requested: number, used: number, capacity: number): Refusal {
  return {
    reason: `OutOf${resource}`,
    message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  }
}

function nodeRefusal(pod: Pod, node: Node | undefined): Refusal | undefined {
  if (!node) return undefined
  const spec = specOf(pod)
  if (spec.nodeName !== undefined && spec.nodeName !== node.metadata.name) {
    return predicate('NodeName', "node(s) didn't match the requested node name")
  }
  const labels = node.metadata.labels ?? {}
  const selectorFits = Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
  const affinityFits = !terms || terms.some((term) => termMatches(term, labels, node.metadata.name ?? ''))
  if (selectorFits && affinityFits) return undefined
  return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
}

function termMatches(term: NodeSelectorTerm, labels: Readonly<Record<string, string>>, name: string): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length === 0 && fields.length === 0) return false
  const fits = (operator: string, values: readonly string[], actual: string | undefined) => {
    if (operator === 'In') return actual !== undefined && values.includes(actual)
    if (operator === 'NotIn') return actual === undefined || !values.includes(actual)
    if (operator === 'Exists') return actual !== undefined
    if (operator === 'DoesNotExist') return actual === undefined
    const limit = Number(values[0])
    const number = Number(actual)
    return actual !== undefined && (operator === 'Gt' ? number > limit : number < limit)
  }
  return (
    expressions.every((one) => fits(one.operator, one.values ?? [], labels[one.key])) &&
    fields.every((one) => fits(one.operator, one.values ?? [], one.key === 'metadata.name' ? name : undefined))
  )
}

function portRefusal(pod: Pod, active: readonly Pod[]): Refusal | undefined {
  const wanted = hostPortsOf(pod)
  if (wanted.length === 0) return undefined
  const taken = new Set(active.flatMap(hostPortsOf))
  if (!wanted.some((port) => taken.has(port))) return undefined
  return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports")
}

function hostPortsOf(pod: Pod): readonly string[] {
  return specOf(pod).containers.flatMap((container) =>
    (container.ports ?? []).flatMap((port) => (port.hostPort ? [`${port.protocol ?? 'TCP'}/${port.hostPort}`] : [])),
  )
}

function taintRefusal(pod: Pod, node: Node | undefined): Refusal | undefined {
  if (isStaticPod(pod)) return undefined
  const untolerated = (node?.spec?.taints ?? []).some(
    (taint) => taint.effect === 'NoExecute' && !(specOf(pod).tolerations ?? []).some((one) => tolerates(one, taint)),
  )
  return untolerated ? predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate") : undefined
}

/** v1.Toleration ToleratesTaint. */
function tolerates(
  toleration: Toleration,
  taint: { readonly key: string; readonly value?: string | undefined; readonly effect: string },
): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  if (!toleration.key && toleration.operator !== 'Exists') return false
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '')
}

function predicate(name: string, message: string): Refusal {
  return { reason: name, message: `Predicate ${name} failed: ${message}` }
}
