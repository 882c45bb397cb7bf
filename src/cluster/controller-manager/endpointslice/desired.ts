import { semanticEqual } from '../../api/equality.ts'
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice, Node, Pod, Service } from '../../api/generated/types.ts'
import { isReady, isTerminating } from '../../api/pods.ts'
import { hostnameFor, targetPortOn } from './service-pods.ts'

export const maxEndpointsPerSlice = 100

export type AddressType = 'IPv4' | 'IPv6'

/** Endpoints that share their ports and their kind of address, and so may share a slice. */
export interface EndpointGroup {
  readonly addressType: AddressType
  readonly ports: readonly DiscoveryEndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

/** What the slices of a Service have to say (endpointslice/reconciler.go, podToEndpoint). */
export function endpointGroups(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): readonly EndpointGroup[] {
  const families: readonly AddressType[] = (service.spec?.ipFamilies ?? ['IPv4']).map((one) => (one === 'IPv6' ? 'IPv6' : 'IPv4'))
  const groups = new Map<string, { addressType: AddressType; ports: readonly DiscoveryEndpointPort[]; endpoints: Endpoint[] }>()
  for (const pod of pods) {
    const ports = portsOn(service, pod)
    for (const addressType of families) {
      const address =
        pod.status?.podIPs?.find(({ ip }) => ip.includes(':') === (addressType === 'IPv6'))?.ip ??
        (addressType === 'IPv4' ? pod.status?.podIP : undefined)
      if (!address) continue
      const key = `${addressType} ${JSON.stringify(ports)}`
      let group = groups.get(key)
      if (!group) {
        group = { addressType, ports, endpoints: [] }
        groups.set(key, group)
      }
      group.endpoints.push(endpointOf(service, pod, address, nodeOf))
    }
  }
  // A slice without endpoints tells that there are none.
  const empty = families.filter((family) => ![...groups.values()].some((group) => group.addressType === family))
  return [...groups.values(), ...empty.map((addressType) => ({ addressType, ports: [], endpoints: [] }))]
}

function portsOn(service: Service, pod: Pod): readonly DiscoveryEndpointPort[] {
  const ports: DiscoveryEndpointPort[] = []
  for (const port of service.spec?.ports ?? []) {
    const number = targetPortOn(pod, port)
    if (number === undefined) continue
    const appProtocol = port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }
    ports.push({ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP', ...appProtocol })
  }
  return ports
}

function endpointOf(service: Service, pod: Pod, address: string, nodeOf: (name: string) => Node | undefined): Endpoint {
  const serving = isReady(pod)
  const terminating = isTerminating(pod)
  const nodeName = pod.spec?.nodeName
  const zone = nodeName ? nodeOf(nodeName)?.metadata.labels?.['topology.kubernetes.io/zone'] : undefined
  const hostname = hostnameFor(pod, service)
  const { namespace, name, uid } = pod.metadata
  return {
    addresses: [address],
    conditions: {
      ready: service.spec?.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName ? { nodeName } : {}),
    ...(zone ? { zone } : {}),
  }
}

/** What is to be done about the slices of one group. */
export interface SlicePlan {
  readonly create: readonly (readonly Endpoint[])[]
  readonly update: readonly { readonly slice: EndpointSlice; readonly endpoints: readonly Endpoint[] }[]
  readonly remove: readonly EndpointSlice[]
}

/** Endpoints stay in the slices where they are; new ones fill up what has room (reconcileByPortMapping). */
export function planSlices(existing: readonly EndpointSlice[], { endpoints }: EndpointGroup): SlicePlan {
  const missing = new Map(endpoints.map((endpoint) => [identityOf(endpoint), endpoint]))
  const kept = existing.map((slice) => {
    const stay: Endpoint[] = []
    for (const endpoint of slice.endpoints ?? []) {
      const wanted = missing.get(identityOf(endpoint))
      if (!wanted) continue
      stay.push(wanted)
      missing.delete(identityOf(endpoint))
    }
    return { slice, endpoints: stay }
  })
  const waiting = [...missing.values()]
  for (const one of kept) one.endpoints.push(...waiting.splice(0, maxEndpointsPerSlice - one.endpoints.length))
  const create: Endpoint[][] = []
  while (waiting.length > 0) create.push(waiting.splice(0, maxEndpointsPerSlice))
  if (endpoints.length === 0 && existing.length === 0) create.push([])
  const spare = endpoints.length === 0 ? kept.slice(1) : kept.filter((one) => one.endpoints.length === 0)
  return {
    create,
    update: kept.filter((one) => !spare.includes(one) && !semanticEqual(one.endpoints, one.slice.endpoints)),
    remove: spare.map((one) => one.slice),
  }
}

function identityOf({ targetRef, addresses }: Endpoint): string {
  return `${targetRef?.uid ?? ''} ${addresses[0] ?? ''}`
}
