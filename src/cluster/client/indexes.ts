import type { Pod } from '../api/generated/types.ts'
import type { GroupVersionResource, KubeObject } from '../api/object.ts'

type Index = (object: KubeObject) => string | undefined

const owner: Index = ({ metadata }) => metadata.ownerReferences?.find((reference) => reference.controller)?.uid
const namespace: Index = ({ metadata }) => metadata.namespace

/** Objects that a controller may adopt, by namespace: those without one. */
const orphans: Index = (object) => (owner(object) === undefined ? object.metadata.namespace : undefined)
const adoptable = new Set(['pods', 'replicasets', 'controllerrevisions'])

/** The indexes that an informer of a resource keeps. `uid` and `namespace` and `owner` are everywhere, `orphans` where controllers adopt. */
export function indexesFor(resource: GroupVersionResource): Readonly<Record<string, Index>> {
  const general = {
    owner,
    namespace,
    uid: ({ metadata }: KubeObject) => metadata.uid,
    ...(adoptable.has(resource.resource) ? { orphans } : {}),
  }
  if (resource.group === '' && resource.resource === 'pods') {
    return { ...general, node: (object) => (object as Pod).spec?.nodeName ?? '' }
  }
  if (resource.resource === 'endpointslices') {
    return { ...general, service: ({ metadata }) => serviceKey(metadata) }
  }
  return general
}

function serviceKey(metadata: KubeObject['metadata']): string | undefined {
  const service = metadata.labels?.['kubernetes.io/service-name']
  return service === undefined ? undefined : `${metadata.namespace}/${service}`
}
