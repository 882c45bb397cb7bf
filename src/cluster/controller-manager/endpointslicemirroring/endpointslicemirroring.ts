import { semanticEqual } from '../../api/equality.ts'
import type { Endpoint, EndpointAddress, EndpointSlice, EndpointSubset, Endpoints, Service } from '../../api/generated/types.ts'
import { keyOf, splitKey } from '../../api/object.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { Expectations } from '../expectations.ts'
import { controllerReference } from '../owner-references.ts'
import { perContext } from '../per-context.ts'

const serviceName = 'kubernetes.io/service-name'
const managedBy = 'endpointslice.kubernetes.io/managed-by'
const manager = 'endpointslicemirroring-controller.k8s.io'
const skipMirror = 'endpointslice.kubernetes.io/skip-mirror'

const expectations = perContext(() => new Expectations())

/** Copies Endpoints that somebody wrote by hand into slices, which is what everybody reads (pkg/controller/endpointslicemirroring). */
export const endpointSliceMirroringController: Controller = {
  name: 'endpointslicemirroring-controller',
  watches: [
    { resource: resources.endpoints, keys: (object) => [keyOf(object)] },
    { resource: resources.services, keys: (object) => [keyOf(object)] },
    {
      resource: resources.endpointslices,
      keys: ({ metadata }, context, old) => {
        const service = metadata.labels?.[serviceName]
        if (!service || metadata.labels?.[managedBy] !== manager) return []
        const key = `${metadata.namespace}/${service}`
        if (!old) expectations(context).observed(key, String(metadata.uid))
        return [key]
      },
    },
  ],
  start: expectations.reset,
  reconcile(key, context) {
    const { informers, sim } = context
    if (!expectations(context).satisfied(key, sim.now)) return
    const { namespace, name } = splitKey(key)
    const endpoints = informers.for<Endpoints>(resources.endpoints).get(namespace, name)
    const service = informers.for<Service>(resources.services).get(namespace, name)
    const mirrored = endpoints && service && !service.spec?.selector && endpoints.metadata.labels?.[skipMirror] !== 'true'
    mirror(context, key, endpoints, mirrored ? (endpoints.subsets ?? []) : [])
  },
}

/** One slice for each subset; addresses of the other family than IPv4 are left out. */
function mirror(
  context: ControllerContext,
  key: string,
  endpoints: Endpoints | undefined,
  subsets: readonly EndpointSubset[],
): void {
  const { api, informers, sim } = context
  const existing = informers
    .for<EndpointSlice>(resources.endpointslices)
    .byIndex('service', key)
    .filter((slice) => slice.metadata.labels?.[managedBy] === manager)
  const left = new Set(existing)
  for (const subset of subsets) {
    const ports = (subset.ports ?? []).map((port) => ({ name: '', protocol: 'TCP' as const, ...port }))
    const wanted = [...(subset.addresses ?? []).map(endpointOf(true)), ...(subset.notReadyAddresses ?? []).map(endpointOf(false))]
    const slice = [...left].find((one) => semanticEqual(one.ports ?? [], ports))
    if (slice) {
      left.delete(slice)
      if (!semanticEqual(slice.endpoints, wanted)) api.update(resources.endpointslices, { ...slice, endpoints: wanted })
    } else if (endpoints) {
      const created = api.create<EndpointSlice>(resources.endpointslices, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          generateName: `${endpoints.metadata.name}-`,
          namespace: endpoints.metadata.namespace,
          labels: { ...endpoints.metadata.labels, [serviceName]: String(endpoints.metadata.name), [managedBy]: manager },
          ownerReferences: [controllerReference(endpoints)],
        },
        addressType: 'IPv4',
        endpoints: wanted,
        ports,
      })
      expectations(context).creation(key, String(created.metadata.uid), sim.now)
    }
  }
  for (const { metadata } of left) api.delete(resources.endpointslices, metadata.namespace, String(metadata.name))
}

function endpointOf(ready: boolean): (address: EndpointAddress) => Endpoint {
  return ({ ip, hostname, nodeName, targetRef }) => ({
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef } : {}),
  })
}
