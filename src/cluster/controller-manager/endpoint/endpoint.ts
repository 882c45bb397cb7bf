import { semanticEqual } from '../../api/equality.ts'
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints, Pod, Service } from '../../api/generated/types.ts'
import { formatTime, keyOf, splitKey } from '../../api/object.ts'
import { isReady, isTerminating } from '../../api/pods.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { hasEndpoints, hostnameFor, podsOf, targetPortOn, wakeServicesOf } from '../endpointslice/service-pods.ts'
import { isNamespaceTerminating } from '../pod-control.ts'

const maxAddresses = 1000
const overCapacity = 'endpoints.kubernetes.io/over-capacity'
const lastChange = 'endpoints.kubernetes.io/last-change-trigger-time'
const headless = 'service.kubernetes.io/headless'
const managedBy = 'endpoints.kubernetes.io/managed-by'

/** The older form of endpoints, one object a Service (pkg/controller/endpoint). */
export const endpointController: Controller = {
  name: 'endpoint-controller',
  watches: [
    { resource: resources.services, keys: (object) => [keyOf(object)] },
    { resource: resources.pods, keys: wakeServicesOf },
    { resource: resources.endpoints, keys: (object, _context, old) => (old ? [] : [keyOf(object)]) },
  ],
  reconcile(key, context) {
    const { api, informers, sim } = context
    const { namespace, name } = splitKey(key)
    const service = informers.for<Service>(resources.services).get(namespace, name)
    const existing = informers.for<Endpoints>(resources.endpoints).get(namespace, name)
    if (!service) {
      if (existing?.metadata.labels?.[managedBy] === 'endpoint-controller') remove(context, existing)
      return
    }
    if (!hasEndpoints(service)) return
    const { subsets, truncated } = subsetsOf(service, podsOf(service, context))
    const labels: Record<string, string> = { ...service.metadata.labels, [managedBy]: 'endpoint-controller' }
    if (service.spec.clusterIP === 'None') labels[headless] = ''
    else delete labels[headless]
    if (existing && semanticEqual(existing.subsets ?? [], subsets) && semanticEqual(existing.metadata.labels, labels)) return
    const annotations: Record<string, string> = { ...existing?.metadata.annotations, [lastChange]: formatTime(sim.wallTime) }
    if (truncated) annotations[overCapacity] = 'truncated'
    else delete annotations[overCapacity]
    if (existing) {
      api.update(resources.endpoints, { ...existing, metadata: { ...existing.metadata, labels, annotations }, subsets })
      return
    }
    try {
      api.create(resources.endpoints, {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { namespace, name, labels, annotations },
        subsets,
      })
    } catch (error) {
      if (error instanceof ApiError && (error.is('AlreadyExists') || isNamespaceTerminating(error))) return
      throw error
    }
  },
}

function remove({ api }: ControllerContext, { metadata }: Endpoints): void {
  try {
    api.delete(resources.endpoints, metadata.namespace, String(metadata.name))
  } catch (error) {
    if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
  }
}

/** Addresses under the same ports together, ready and not ready apart (endpoints.RepackSubsets). */
export function subsetsOf(service: Service, pods: readonly Pod[]): { subsets: readonly EndpointSubset[]; truncated: boolean } {
  const byPorts = new Map<string, { ports: readonly EndpointPort[]; ready: EndpointAddress[]; notReady: EndpointAddress[] }>()
  let count = 0
  let truncated = false
  for (const pod of pods) {
    if (isTerminating(pod) && !service.spec?.publishNotReadyAddresses) continue
    if (count >= maxAddresses) {
      truncated = true
      break
    }
    const ports = portsOn(service, pod)
    if (ports.length === 0 && (service.spec?.ports?.length ?? 0) > 0) continue
    const key = JSON.stringify(ports)
    let subset = byPorts.get(key)
    if (!subset) {
      subset = { ports, ready: [], notReady: [] }
      byPorts.set(key, subset)
    }
    const isUp = isReady(pod) || service.spec?.publishNotReadyAddresses === true
    ;(isUp ? subset.ready : subset.notReady).push(addressOf(service, pod))
    count++
  }
  const byAddress = (a: EndpointAddress, b: EndpointAddress): number => (a.ip < b.ip ? -1 : 1)
  const subsets = [...byPorts.values()].map(({ ports, ready, notReady }) => ({
    ...(ready.length ? { addresses: ready.sort(byAddress) } : {}),
    ...(notReady.length ? { notReadyAddresses: notReady.sort(byAddress) } : {}),
    ...(ports.length ? { ports } : {}),
  }))
  return { subsets, truncated }
}

function portsOn(service: Service, pod: Pod): readonly EndpointPort[] {
  const ports: EndpointPort[] = []
  for (const port of service.spec?.ports ?? []) {
    const number = targetPortOn(pod, port)
    if (number === undefined) continue
    const name = port.name === undefined ? {} : { name: port.name }
    const appProtocol = port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }
    ports.push({ ...name, port: number, protocol: port.protocol ?? 'TCP', ...appProtocol })
  }
  return ports
}

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const hostname = hostnameFor(pod, service)
  const { namespace, name, uid } = pod.metadata
  return {
    ip: String(pod.status?.podIP),
    ...(hostname ? { hostname } : {}),
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  }
}
