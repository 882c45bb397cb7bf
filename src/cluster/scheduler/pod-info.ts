import type { Container, Pod, PodAffinityTerm, ResourceRequirements } from '../api/generated/types.ts'
import { type PodTerm, podTerm } from './affinity-term.ts'
import { addQuantity, type Resources } from './resources.ts'

/** What scheduling needs to know of a pod, worked out once. */
export interface PodInfo {
  readonly pod: Pod
  readonly uid: string
  readonly key: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly priority: number
  readonly requests: Resources
  /** For scoring: containers without a request count 100m CPU and 200 MiB. */
  readonly nonZeroMilliCpu: number
  readonly nonZeroMemory: number
  readonly hostPorts: readonly HostPort[]
  readonly requiredAffinity: readonly PodTerm[]
  readonly requiredAntiAffinity: readonly PodTerm[]
  readonly preferredAffinity: readonly PodTerm[]
  readonly preferredAntiAffinity: readonly PodTerm[]
  readonly terminating: boolean
}

export interface HostPort {
  readonly hostIP: string
  readonly protocol: string
  readonly port: number
}

const defaultMilliCpuRequest = 100
const defaultMemoryRequest = 200 * 1024 * 1024

const none: readonly never[] = []
const noLabels: Readonly<Record<string, string>> = {}

export function newPodInfo(pod: Pod): PodInfo {
  const { metadata, spec } = pod
  const labels = metadata.labels ?? noLabels
  const affinity = spec?.affinity?.podAffinity
  const antiAffinity = spec?.affinity?.podAntiAffinity
  const namespace = metadata.namespace ?? ''
  const terms = (all: readonly PodAffinityTerm[] | undefined): readonly PodTerm[] =>
    all ? all.map((term) => podTerm(term, namespace, labels, 0)) : none
  const weighted = (all: readonly { weight: number; podAffinityTerm: PodAffinityTerm }[] | undefined): readonly PodTerm[] =>
    all ? all.map((one) => podTerm(one.podAffinityTerm, namespace, labels, one.weight)) : none
  const requests = podRequests(pod, false)
  const nonZero = podRequests(pod, true)
  return {
    pod,
    uid: metadata.uid ?? '',
    key: `${namespace}/${metadata.name}`,
    namespace,
    labels,
    priority: spec?.priority ?? 0,
    requests,
    nonZeroMilliCpu: nonZero.milliCpu,
    nonZeroMemory: nonZero.memory,
    hostPorts: hostPorts(pod),
    requiredAffinity: terms(affinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: terms(antiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: weighted(affinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: weighted(antiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    terminating: metadata.deletionTimestamp !== undefined,
  }
}

/**
 * Effective requests: containers and sidecars added up, or the most that initialisation needs at once, if that is
 * more; plus overhead; requests of the pod as a whole win (component-helpers/resource PodRequests).
 */
function podRequests(pod: Pod, nonZero: boolean): Resources {
  const spec = pod.spec
  const total: Resources = { milliCpu: 0, memory: 0, ephemeralStorage: 0, scalar: undefined }
  for (const container of spec?.containers ?? none) add(total, container, nonZero)
  if (spec?.initContainers) {
    const sidecars: Resources = { milliCpu: 0, memory: 0, ephemeralStorage: 0, scalar: undefined }
    const peak: Resources = { milliCpu: 0, memory: 0, ephemeralStorage: 0, scalar: undefined }
    for (const container of spec.initContainers) {
      if (container.restartPolicy === 'Always') {
        add(total, container, nonZero)
        add(sidecars, container, nonZero)
        raise(peak, sidecars)
      } else {
        const withSidecars: Resources = { ...sidecars, scalar: sidecars.scalar && new Map(sidecars.scalar) }
        add(withSidecars, container, nonZero)
        raise(peak, withSidecars)
      }
    }
    raise(total, peak)
  }
  const whole = spec?.resources?.requests
  if (whole) {
    const asked: Resources = { milliCpu: 0, memory: 0, ephemeralStorage: 0, scalar: undefined }
    for (const [name, quantity] of Object.entries(whole)) addQuantity(asked, name, quantity)
    if ('cpu' in whole) total.milliCpu = asked.milliCpu
    if ('memory' in whole) total.memory = asked.memory
  }
  for (const [name, quantity] of Object.entries(spec?.overhead ?? noLabels)) addQuantity(total, name, quantity)
  return total
}

function add(to: Resources, container: Container, nonZero: boolean): void {
  const requests: ResourceRequirements['requests'] = container.resources?.requests
  if (requests) for (const name in requests) addQuantity(to, name, requests[name] as string | number)
  if (!nonZero) return
  if (requests?.cpu === undefined) to.milliCpu += defaultMilliCpuRequest
  if (requests?.memory === undefined) to.memory += defaultMemoryRequest
}

function raise(to: Resources, other: Resources): void {
  to.milliCpu = Math.max(to.milliCpu, other.milliCpu)
  to.memory = Math.max(to.memory, other.memory)
  to.ephemeralStorage = Math.max(to.ephemeralStorage, other.ephemeralStorage)
  for (const [name, value] of other.scalar ?? none) {
    to.scalar ??= new Map()
    to.scalar.set(name, Math.max(to.scalar.get(name) ?? 0, value))
  }
}

function hostPorts(pod: Pod): readonly HostPort[] {
  const found: HostPort[] = []
  const all = [
    ...(pod.spec?.containers ?? none),
    ...(pod.spec?.initContainers ?? none).filter((c) => c.restartPolicy === 'Always'),
  ]
  for (const container of all) {
    for (const port of container.ports ?? none) {
      if (!port.hostPort) continue
      found.push({ hostIP: port.hostIP || '0.0.0.0', protocol: port.protocol ?? 'TCP', port: port.hostPort })
    }
  }
  return found.length ? found : none
}
