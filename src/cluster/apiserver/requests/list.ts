import type { Etcd } from '../../etcd/etcd.ts'
import type { Content, Resource } from '../registry/resource.ts'
import type { Selection } from './selection.ts'

/** The objects that a list or watch is about, by key; by index where a selector allows. */
export function select(etcd: Etcd, resource: Resource, namespace: string | undefined, selection: Selection): readonly Content[] {
  const { storage } = resource
  const candidates = candidatesFor(etcd, resource, namespace, selection)
  const { filter } = selection
  if (!filter) return candidates ?? etcd.list(storage, namespace)
  return (candidates ?? etcd.list(storage, namespace)).filter(filter)
}

function candidatesFor(
  etcd: Etcd,
  resource: Resource,
  namespace: string | undefined,
  selection: Selection,
): readonly Content[] | undefined {
  const { storage } = resource
  if (selection.name !== undefined && (namespace !== undefined || !resource.namespaced)) {
    const one = etcd.get(storage, resource.namespaced ? `${namespace}/${selection.name}` : selection.name)
    return one ? [one] : []
  }
  for (const [field, value] of selection.equal) {
    if (!etcd.hasIndex(storage, field)) continue
    const found = etcd.byIndex(storage, field, value)
    return namespace === undefined ? found : found.filter((object) => object.metadata.namespace === namespace)
  }
  return undefined
}
