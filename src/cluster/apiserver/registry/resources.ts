import { bodyDefinition, type KindInfo, kindInfo, kinds, type SubresourceInfo, unservedKinds } from '../../api/kinds.ts'
import { defaultColumns } from '../tables/default.ts'
import { tables } from '../tables/tables.ts'
import { autoscalerConversion } from './autoscaling-v1.ts'
import { eventConversion } from './events-v1.ts'
import type { Content, Resource, Subresource, SubresourceVerb } from './resource.ts'
import { strategies } from './strategies.ts'

/** Group and version of the kinds that subresources speak. */
const subresourceKinds: Readonly<Record<string, { readonly group: string; readonly version: string }>> = {
  Scale: { group: 'autoscaling', version: 'v1' },
  Eviction: { group: 'policy', version: 'v1' },
  TokenRequest: { group: 'authentication.k8s.io', version: 'v1' },
}

/** Without a generated schema: their structure is taken as it comes. */
const loose = new Set([
  'events.k8s.io/v1/Event',
  'authentication.k8s.io/v1/TokenReview',
  'apiextensions.k8s.io/v1/CustomResourceDefinition',
  'authorization.k8s.io/v1/LocalSubjectAccessReview',
])

/** Kinds whose DELETE answers with the object (ReturnDeletedObject in their stores). */
const returnDeleted = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'namespaces',
  'persistentvolumes',
  'persistentvolumeclaims',
  'resourcequotas',
  'podtemplates',
  'storageclasses.storage.k8s.io',
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
])

/** Kinds with metadata.generation. */
const withGeneration = new Set([
  'pods',
  'replicationcontrollers',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'ingresses.networking.k8s.io',
  'ingressclasses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'poddisruptionbudgets.policy',
  'priorityclasses.scheduling.k8s.io',
  'endpointslices.discovery.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
])

/** Kinds that refuse an update without a resourceVersion. */
const conditional = new Set([
  'leases.coordination.k8s.io',
  'poddisruptionbudgets.policy',
  'priorityclasses.scheduling.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'validatingadmissionpolicies.admissionregistration.k8s.io',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'certificatesigningrequests.certificates.k8s.io',
])

const endpointsWarning = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'

function resourceOf(kind: KindInfo): Resource {
  const storage = kind.group === 'events.k8s.io' ? kind.resource : kind.group ? `${kind.resource}.${kind.group}` : kind.resource
  return {
    group: kind.group,
    version: kind.version,
    resource: kind.resource,
    kind: kind.kind,
    singular: kind.singular,
    shortNames: kind.shortNames,
    categories: kind.categories,
    namespaced: kind.namespaced,
    verbs: kind.verbs,
    subresources: kind.subresources.filter((sub) => sub.name !== 'proxy').map(subresourceOf),
    definition: kind.definition,
    storage,
    hasStatus: kind.subresources.some((sub) => sub.name === 'status'),
    hasGeneration: withGeneration.has(storage),
    returnsDeleted: returnDeleted.has(storage),
    unconditionalUpdate: !conditional.has(storage),
    createOnUpdate: storage === 'leases.coordination.k8s.io' || storage === 'events',
    defaultPropagation: defaultPropagation(storage),
    strategy: strategies[storage] ?? {},
    table: tables[kind.resource === 'events' ? 'events' : storage] ?? defaultColumns,
    ...(storage === 'endpoints' ? { warning: endpointsWarning } : {}),
    ...(kind.group === 'events.k8s.io' ? { convert: eventConversion } : {}),
  }
}

function subresourceOf(info: SubresourceInfo): Subresource {
  const kind = info.kind ? { group: '', version: 'v1', ...subresourceKinds[info.kind], kind: info.kind } : undefined
  return { name: info.name, verbs: info.verbs as readonly SubresourceVerb[], kind }
}

/** Jobs and ReplicationControllers orphan by default, through their v1 APIs; Events have no dependents. */
function defaultPropagation(storage: string): Resource['defaultPropagation'] {
  if (storage === 'jobs.batch' || storage === 'replicationcontrollers') return 'Orphan'
  return storage === 'events' ? 'None' : 'Background'
}

function unservedResource(kind: KindInfo): Resource {
  const resource = resourceOf(kind)
  return loose.has(`${kind.apiVersion}/${kind.kind}`) ? resource : { ...resource, unsimulated: true }
}

/** autoscaling/v1, for manifests of old: the same objects in other words. */
function olderAutoscaler(kind: KindInfo): Resource {
  const apiVersion = 'autoscaling/v1'
  const resource = resourceOf({ ...kind, version: 'v1', apiVersion, definition: bodyDefinition(apiVersion, kind.kind) })
  const { columns, cells } = resource.table
  const table = { columns, cells: (object: Content, now: number) => cells(autoscalerConversion.from(object), now) }
  return { ...resource, convert: autoscalerConversion, table }
}

const autoscaler = kindInfo('autoscaling/v2', 'HorizontalPodAutoscaler')

/** The built-in resources, in discovery order. */
export const builtInResources: readonly Resource[] = [
  ...kinds.map(resourceOf),
  ...(autoscaler ? [olderAutoscaler(autoscaler)] : []),
  ...unservedKinds.map(unservedResource),
]
