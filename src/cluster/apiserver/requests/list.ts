import { exactField } from '../../api/field-selector.ts'
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
  const { fields } = selection
  if (fields.length === 0) return undefined
  const name = exactField(fields, 'metadata.name')
  if (name !== undefined && (namespace !== undefined || !resource.namespaced)) {
    const one = etcd.get(storage, resource.namespaced ? `${namespace}/${name}` : name)
    return one ? [one] : []
  }
  for (const { field, operator, value } of fields) {
    if (operator !== '=' || !etcd.hasIndex(storage, field)) continue
    const found = etcd.byIndex(storage, field, value)
    return namespace === undefined ? found : found.filter((object) => object.metadata.namespace === namespace)
  }
  return undefined
}
