import type { Pod } from '../api/generated/types.ts'
import type { GroupVersionResource, KubeObject } from '../api/object.ts'

type Index = (object: KubeObject) => string | undefined

const owner: Index = ({ metadata }) => metadata.ownerReferences?.find((reference) => reference.controller)?.uid
const namespace: Index = ({ metadata }) => metadata.namespace

/** The indexes that an informer of a resource keeps. `uid` and `namespace` and `owner` are everywhere. */
export function indexesFor(resource: GroupVersionResource): Readonly<Record<string, Index>> {
  const general = { owner, namespace, uid: ({ metadata }: KubeObject) => metadata.uid }
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
