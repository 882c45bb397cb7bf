/** Defaults of Pods and Pod templates: pkg/apis/core/v1/defaults.go. */
import type { Container, EphemeralContainer, Lifecycle, Pod, PodSpec, PodTemplateSpec, Probe } from '../../api/generated/types.ts'
import { containersTotal, isPodLevelResource, type ResourceList } from '../../api/pods.ts'
import { compareQuantities, type QuantityText, roundUpToMilli } from '../../api/quantity.ts'
import { fill, mapSame, within } from './edit.ts'
import { defaultVolume } from './volumes.ts'

const emptySecurityContext = {}
const emptyResources = {}

export function defaultPod(pod: Pod): Pod {
  if (!pod.spec) return pod
  let spec = defaultPodSpec(pod.spec)
  spec = fill(spec, { enableServiceLinks: true })
  // Pods are put right at once; a template may keep its negative number and is warned about it.
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec = { ...spec, terminationGracePeriodSeconds: 1 }
  if (spec.hostNetwork) {
    spec = within(spec, 'containers', (list) => mapSame(list, withHostPorts))
    spec = within(spec, 'initContainers', (list) => mapSame(list, withHostPorts))
  }
  spec = within(spec, 'containers', (list) => mapSame(list, withRequests))
  spec = within(spec, 'initContainers', (list) => mapSame(list, withRequests))
  spec = withPodLevelRequests(spec)
  return spec === pod.spec ? pod : { ...pod, spec }
}

/** Templates lack what belongs to Pods alone: requests from limits, enableServiceLinks. */
export function defaultPodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return template.spec ? within(template, 'spec', defaultPodSpec) : template
}

export function defaultPodSpec(given: PodSpec): PodSpec {
  let spec = fill(given, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: emptySecurityContext,
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  })
  if (spec.serviceAccountName === undefined && spec.serviceAccount !== undefined) {
    spec = { ...spec, serviceAccountName: spec.serviceAccount }
  } else if (spec.serviceAccountName !== undefined && spec.serviceAccount !== spec.serviceAccountName) {
    // The deprecated name follows the new one.
    spec = { ...spec, serviceAccount: spec.serviceAccountName }
  }
  spec = within(spec, 'containers', (list) => mapSame(list, defaultContainer<Container>))
  spec = within(spec, 'initContainers', (list) => mapSame(list, defaultContainer<Container>))
  spec = within(spec, 'ephemeralContainers', (list) => mapSame(list, defaultContainer<EphemeralContainer>))
  spec = within(spec, 'volumes', (list) => mapSame(list, defaultVolume))
  return within(spec, 'overhead', roundedUp)
}

type AnyContainer = Container | EphemeralContainer

/** On the host's network a container's port is the host's port. Pods only. */
function withHostPorts(container: Container): Container {
  return within(container, 'ports', (ports) => mapSame(ports, (port) => fill(port, { hostPort: port.containerPort })))
}

function defaultContainer<T extends AnyContainer>(given: T): T {
  let container: AnyContainer = fill(given as AnyContainer, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: given.imagePullPolicy ?? pullPolicyOf(given.image),
    resources: emptyResources,
  })
  container = within(container, 'resources', (resources) => within(within(resources, 'limits', roundedUp), 'requests', roundedUp))
  container = within(container, 'ports', (ports) => mapSame(ports, (port) => fill(port, { protocol: 'TCP' })))
  container = within(container, 'env', (env) =>
    mapSame(env, (one) =>
      within(one, 'valueFrom', (source) => within(source, 'fieldRef', (ref) => fill(ref, { apiVersion: 'v1' }))),
    ),
  )
  container = within(container, 'livenessProbe', defaultProbe)
  container = within(container, 'readinessProbe', defaultProbe)
  container = within(container, 'startupProbe', defaultProbe)
  container = within(container, 'lifecycle', defaultLifecycle)
  return container as T
}

/** Always for `latest` and untagged images, else IfNotPresent: `parsers.ParseImageName`. */
export function pullPolicyOf(image: string | undefined): 'Always' | 'IfNotPresent' {
  if (!image) return 'Always'
  if (image.includes('@')) return 'IfNotPresent'
  const name = image.slice(image.lastIndexOf('/') + 1)
  const colon = name.indexOf(':')
  const tag = colon < 0 ? 'latest' : name.slice(colon + 1)
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

function defaultProbe(given: Probe): Probe {
  let probe = fill(given, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 })
  probe = within(probe, 'httpGet', (get) => fill(get, { path: '/', scheme: 'HTTP' }))
  return within(probe, 'grpc', (grpc) => fill(grpc, { service: '' }))
}

function defaultLifecycle(given: Lifecycle): Lifecycle {
  const handler = (one: NonNullable<Lifecycle['preStop']>) =>
    within(one, 'httpGet', (get) => fill(get, { path: '/', scheme: 'HTTP' }))
  return within(within(given, 'postStart', handler), 'preStop', handler)
}

/** Finer amounts than thousandths are not kept. */
function roundedUp(list: ResourceList): ResourceList {
  let result: Record<string, QuantityText> | undefined
  for (const name of Object.keys(list)) {
    const before = list[name] as QuantityText
    const after = roundUpToMilli(before)
    if (after === before) continue
    result ??= { ...list }
    result[name] = after
  }
  return result ?? list
}

/** A limit without a request asks for what it limits. Pods only. */
function withRequests(container: Container): Container {
  const limits = container.resources?.limits
  if (!limits) return container
  const requests = container.resources?.requests
  const missing = Object.keys(limits).filter((name) => requests?.[name] === undefined)
  if (missing.length === 0) return container
  const all: Record<string, QuantityText> = { ...requests }
  for (const name of missing) all[name] = limits[name] as QuantityText
  return { ...container, resources: { ...container.resources, requests: all } }
}

/** defaultPodRequests: a Pod that limits itself asks for what its containers ask, else for its limit. */
function withPodLevelRequests(spec: PodSpec): PodSpec {
  const own = spec.resources
  if (!own?.limits) return spec
  const ofContainers = containersTotal(spec, 'requests')
  const requests: Record<string, QuantityText> = { ...own.requests }
  for (const name of Object.keys(ofContainers)) {
    if (requests[name] === undefined && isPodLevelResource(name)) requests[name] = ofContainers[name] as QuantityText
  }
  for (const name of Object.keys(own.limits)) {
    if (requests[name] === undefined && isPodLevelResource(name)) requests[name] = own.limits[name] as QuantityText
  }
  const same = Object.keys(requests).every((name) => own.requests && compareQuantities(own.requests[name], requests[name]) === 0)
  return same && own.requests ? spec : { ...spec, resources: { ...own, requests } }
}
