import { semanticEqual } from '../../api/equality.ts'
import type { EndpointSlice, Node, Service } from '../../api/generated/types.ts'
import { formatTime, keyOf, splitKey } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { Expectations } from '../expectations.ts'
import { controllerReference } from '../owner-references.ts'
import { perContext } from '../per-context.ts'
import { isNamespaceTerminating } from '../pod-control.ts'
import { type EndpointGroup, endpointGroups, planSlices } from './desired.ts'
import { hasEndpoints, podsOf, wakeServicesOf } from './service-pods.ts'

const serviceName = 'kubernetes.io/service-name'
const managedBy = 'endpointslice.kubernetes.io/managed-by'
const headless = 'service.kubernetes.io/headless'
const manager = 'endpointslice-controller.k8s.io'
const lastChange = 'endpoints.kubernetes.io/last-change-trigger-time'

const expectations = perContext(() => new Expectations())

/** Tells, in slices of up to a hundred, which pods stand behind a Service (pkg/controller/endpointslice). */
export const endpointSliceController: Controller = {
  name: 'endpoint-slice-controller',
  watches: [
    { resource: resources.services, keys: (object) => [keyOf(object)] },
    { resource: resources.pods, keys: wakeServicesOf },
    {
      resource: resources.endpointslices,
      keys: (object, context, old) => {
        const labels = object.metadata.labels
        const service = labels?.[serviceName]
        if (!service || labels?.[managedBy] !== manager) return []
        const key = `${object.metadata.namespace}/${service}`
        if (!old) expectations(context).observed(key, String(object.metadata.uid))
        return [key]
      },
    },
    // Zones are written into endpoints; nodes get theirs before they get pods.
    { resource: resources.nodes, keys: () => [] },
  ],
  start: expectations.reset,
  reconcile(key, context) {
    const { namespace, name } = splitKey(key)
    const service = context.informers.for<Service>(resources.services).get(namespace, name)
    if (!service) {
      expectations(context).forget(key)
      return
    }
    if (!hasEndpoints(service) || service.metadata.deletionTimestamp || !expectations(context).satisfied(key, context.sim.now))
      return
    sync(context, service, key)
  },
}

function sync(context: ControllerContext, service: Service, key: string): void {
  const { informers, api, sim } = context
  const nodes = informers.for<Node>(resources.nodes)
  const groups = endpointGroups(service, podsOf(service, context), (name) => nodes.get(undefined, name))
  const existing = informers
    .for<EndpointSlice>(resources.endpointslices)
    .byIndex('service', key)
    .filter((slice) => slice.metadata.labels?.[managedBy] === manager)
  const labels = labelsFor(service)
  const annotations = { [lastChange]: formatTime(sim.wallTime) }
  const left = new Set(existing)
  for (const group of groups) {
    const own = existing.filter((slice) => fits(slice, group))
    for (const slice of own) left.delete(slice)
    const plan = planSlices(own, group)
    for (const endpoints of plan.create) {
      const created = createSlice(context, {
        metadata: {
          generateName: `${service.metadata.name}-`,
          namespace: service.metadata.namespace,
          labels,
          annotations,
          ownerReferences: [controllerReference(service)],
        },
        addressType: group.addressType,
        endpoints,
        ports: group.ports,
      })
      if (created) expectations(context).creation(key, String(created.metadata.uid), sim.now)
    }
    for (const { slice, endpoints } of plan.update) {
      const metadata = { ...slice.metadata, labels, annotations: { ...slice.metadata.annotations, ...annotations } }
      api.update(resources.endpointslices, { ...slice, metadata, endpoints })
    }
    for (const slice of own) {
      if (plan.remove.includes(slice)) removeSlice(context, slice)
      else if (!plan.update.some((one) => one.slice === slice) && !semanticEqual(slice.metadata.labels, labels)) {
        api.update(resources.endpointslices, { ...slice, metadata: { ...slice.metadata, labels } })
      }
    }
  }
  for (const slice of left) removeSlice(context, slice)
}

function fits(slice: EndpointSlice, group: EndpointGroup): boolean {
  return slice.addressType === group.addressType && semanticEqual(slice.ports ?? [], group.ports)
}

function labelsFor(service: Service): Readonly<Record<string, string>> {
  const labels: Record<string, string> = { ...service.metadata.labels }
  delete labels[headless]
  const own = { [serviceName]: String(service.metadata.name), [managedBy]: manager }
  return service.spec?.clusterIP === 'None' ? { ...labels, ...own, [headless]: '' } : { ...labels, ...own }
}

function createSlice({ api }: ControllerContext, slice: object): EndpointSlice | undefined {
  try {
    return api.create<EndpointSlice>(resources.endpointslices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      ...slice,
    })
  } catch (error) {
    if (error instanceof ApiError && isNamespaceTerminating(error)) return undefined
    throw error
  }
}

function removeSlice({ api }: ControllerContext, { metadata }: EndpointSlice): void {
  try {
    api.delete(resources.endpointslices, metadata.namespace, String(metadata.name))
  } catch (error) {
    if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
  }
}
