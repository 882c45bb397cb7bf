import type { Pod, Service, ServicePort } from '../../api/generated/types.ts'
import { type KubeObject, keyOf } from '../../api/object.ts'
import { isReady, isTerminal } from '../../api/pods.ts'
import type { ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { delays } from '../../delays.ts'

type Labels = Readonly<Record<string, string>> | undefined

function selects(selector: NonNullable<Labels>, labels: Labels): boolean {
  for (const key in selector) if (labels?.[key] !== selector[key]) return false
  return true
}

/** A Service whose endpoints a controller keeps: it selects pods and is more than a name. */
export function hasEndpoints(
  service: Service,
): service is Service & { readonly spec: { readonly selector: NonNullable<Labels> } } {
  const selector = service.spec?.selector
  return service.spec?.type !== 'ExternalName' && selector !== undefined && Object.keys(selector).length > 0
}

/** The pods behind a Service that have an address and are not over. */
export function podsOf(service: Service, { informers }: ControllerContext): readonly Pod[] {
  const selector = service.spec?.selector
  if (!selector) return []
  return informers
    .for<Pod>(resources.pods)
    .list(service.metadata.namespace)
    .filter((pod) => selects(selector, pod.metadata.labels) && !isTerminal(pod) && pod.status?.podIP)
}

/**
 * Wakes the Services that a pod belongs to, or belonged to, if it changed in what endpoints tell of it; a little
 * later, so that many pods are told of together (GetPodServiceMemberships).
 */
export function wakeServicesOf(object: KubeObject, context: ControllerContext, before?: KubeObject): readonly string[] {
  const pod = object as Pod
  const old = before as Pod | undefined
  if (!pod.status?.podIP && !old?.status?.podIP) return []
  if (old && sameToEndpoints(pod, old)) return []
  for (const service of context.informers.for<Service>(resources.services).list(pod.metadata.namespace)) {
    const selector = service.spec?.selector
    if (!selector || !hasEndpoints(service)) continue
    if (!selects(selector, pod.metadata.labels) && !(old && selects(selector, old.metadata.labels))) continue
    context.enqueue(keyOf(service), delays.controllerSync.ms)
  }
  return []
}

function sameToEndpoints(pod: Pod, old: Pod): boolean {
  return (
    pod.metadata.labels === old.metadata.labels &&
    pod.status?.podIP === old.status?.podIP &&
    pod.metadata.deletionTimestamp === old.metadata.deletionTimestamp &&
    isTerminal(pod) === isTerminal(old) &&
    isReady(pod) === isReady(old)
  )
}

/** The number behind a Service port on one pod; a name is looked up among its containers' ports (FindPort). */
export function targetPortOn(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port
  if (typeof target === 'number') return target
  const containers = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always'),
  ]
  for (const container of containers) {
    for (const { name, protocol, containerPort } of container.ports ?? []) {
      if (name === target && (protocol ?? 'TCP') === (port.protocol ?? 'TCP')) return containerPort
    }
  }
  return undefined
}

export function hostnameFor(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {}
  return hostname && subdomain === service.metadata.name ? hostname : undefined
}
