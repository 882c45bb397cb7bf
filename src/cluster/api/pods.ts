/** Small facts about Pods that several rooms need (pkg/api/pod, component-helpers/resource). */
import type { Container, Pod, PodSpec, PodStatus, ResourceRequirements } from './generated/types.ts'
import { addQuantities, compareQuantities, isZeroQuantity, type QuantityText } from './quantity.ts'

export type ResourceList = Readonly<Record<string, QuantityText>>

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed'

export function isTerminalPhase(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}

/** Its containers have ended for good. */
export function isTerminal(pod: Pod): boolean {
  return isTerminalPhase(pod.status?.phase)
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined
}

/** `podutil.IsPodReady` */
export function isReady(pod: Pod): boolean {
  return isStatusReady(pod.status)
}

export function isStatusReady(status: PodStatus | undefined): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
}

/** When the Ready condition last turned, RFC 3339. */
export function readySince(pod: Pod): string | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready')?.lastTransitionTime
}

/** `podutil.IsPodActive`: neither ended nor being deleted. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && !isTerminating(pod)
}

/** An init container that goes on running beside the others. */
export function isSidecar(container: { readonly restartPolicy?: string | undefined }): boolean {
  return container.restartPolicy === 'Always'
}

export function initContainers(spec: PodSpec | undefined): readonly Container[] {
  return spec?.initContainers ?? []
}

export function sidecars(spec: PodSpec | undefined): readonly Container[] {
  return initContainers(spec).filter(isSidecar)
}

/** Init and app containers, in the order in which they start. */
export function allContainers(spec: PodSpec | undefined): readonly Container[] {
  return spec?.initContainers ? [...spec.initContainers, ...spec.containers] : (spec?.containers ?? [])
}

/** The controller among an object's owners. */
export function controllerOf(object: { readonly metadata: Pod['metadata'] }) {
  return object.metadata.ownerReferences?.find((owner) => owner.controller)
}

/** `helper.IsMirrorPod`: the API's image of a static Pod. */
export function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
}

const qosResources = ['cpu', 'memory']

/** `qos.ComputePodQOS` (with pod-level resources, when they are set). */
export function qosClassOf(spec: PodSpec): QosClass {
  const podLevel = spec.resources
  if (podLevel && (hasQos(podLevel.requests) || hasQos(podLevel.limits))) return qosOf([podLevel])
  return qosOf(allContainers(spec).map((container) => container.resources))
}

function hasQos(list: ResourceList | undefined): boolean {
  return list !== undefined && qosResources.some((name) => !isZeroQuantity(list[name]))
}

function qosOf(all: readonly (ResourceRequirements | undefined)[]): QosClass {
  let anything = false
  let guaranteed = all.length > 0
  for (const resources of all) {
    for (const name of qosResources) {
      const request = resources?.requests?.[name]
      const limit = resources?.limits?.[name]
      if (!isZeroQuantity(request) || !isZeroQuantity(limit)) anything = true
      if (isZeroQuantity(limit) || (request !== undefined && compareQuantities(request, limit) !== 0)) guaranteed = false
    }
  }
  if (!anything) return 'BestEffort'
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

/** What a Pod asks of its node: `resourcehelper.PodRequests`, init containers, sidecars and overhead included. */
export function podRequests(spec: PodSpec | undefined): ResourceList {
  if (!spec) return {}
  const known = requestsCache.get(spec)
  if (known) return known
  const requests = totalOf(spec, 'requests')
  requestsCache.set(spec, requests)
  return requests
}

const requestsCache = new WeakMap<PodSpec, ResourceList>()

/** `resourcehelper.PodLimits` */
export function podLimits(spec: PodSpec | undefined): ResourceList {
  return spec ? totalOf(spec, 'limits') : {}
}

function totalOf(spec: PodSpec, which: 'requests' | 'limits'): ResourceList {
  const total = containersTotal(spec, which)
  const podLevel = spec.resources?.[which]
  if (podLevel) {
    for (const name of Object.keys(podLevel)) if (isPodLevelResource(name)) total[name] = podLevel[name] as QuantityText
  }
  const overhead = spec.overhead
  if (overhead) {
    for (const name of Object.keys(overhead)) {
      if (which === 'requests' || total[name] !== undefined) total[name] = addQuantities(total[name], overhead[name])
    }
  }
  return total
}

export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')
}

/** The containers' own sum: app containers and sidecars, or the most that any init container needs. */
export function containersTotal(spec: PodSpec, which: 'requests' | 'limits'): Record<string, QuantityText> {
  const total: Record<string, QuantityText> = {}
  for (const container of spec.containers) addTo(total, container.resources?.[which])
  const inits = spec.initContainers
  if (!inits || inits.length === 0) return total
  const sidecarSum: Record<string, QuantityText> = {}
  const highest: Record<string, QuantityText> = {}
  for (const container of inits) {
    const own = container.resources?.[which]
    if (isSidecar(container)) {
      addTo(total, own)
      addTo(sidecarSum, own)
      raiseTo(highest, sidecarSum)
    } else {
      const during: Record<string, QuantityText> = { ...own }
      addTo(during, sidecarSum)
      raiseTo(highest, during)
    }
  }
  raiseTo(total, highest)
  return total
}

function addTo(total: Record<string, QuantityText>, more: ResourceList | undefined): void {
  if (!more) return
  for (const name of Object.keys(more)) {
    const have = total[name]
    total[name] = have === undefined ? (more[name] as QuantityText) : addQuantities(have, more[name])
  }
}

function raiseTo(total: Record<string, QuantityText>, other: ResourceList): void {
  for (const name of Object.keys(other)) {
    const have = total[name]
    if (have === undefined || compareQuantities(other[name], have) > 0) total[name] = other[name] as QuantityText
  }
}
