import { shownWithOwners } from '../managed-fields/ownership.ts'
import type { Content, Resource } from '../registry/resource.ts'
import { apiVersionOf } from '../registry/resource.ts'

/** The shape that the client asked for in `Accept`. */
export interface Shape {
  readonly as: 'object' | 'table' | 'partial'
  /** Of meta.k8s.io, for tables and partial objects. */
  readonly version: string
  readonly includeObject: 'None' | 'Metadata' | 'Object'
}

/** Reads the `Accept` header: the first offer that the server knows. */
export function shapeOf(accept: string | undefined, includeObject: string | undefined): Shape {
  const include = includeObject === 'None' || includeObject === 'Object' ? includeObject : 'Metadata'
  for (const offer of (accept ?? '').split(',')) {
    const [type, ...settings] = offer.split(';').map((part) => part.trim())
    if (type !== 'application/json' && type !== 'application/yaml' && type !== '*/*' && type !== 'application/*') continue
    const setting = (name: string) => settings.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
    const as = setting('as')
    if (as === undefined) break
    const version = setting('v') ?? 'v1'
    if (setting('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) continue
    if (as === 'Table') return { as: 'table', version, includeObject: include }
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
      return { as: 'partial', version, includeObject: include }
    }
  }
  return { as: 'object', version: 'v1', includeObject: include }
}

export interface ListMeta {
  readonly resourceVersion: string
  readonly continue?: string | undefined
  readonly remainingItemCount?: number | undefined
}

/** A list in the asked shape. @param now ms since the epoch */
export function renderList(resource: Resource, shape: Shape, items: readonly Content[], meta: ListMeta, now: number): unknown {
  if (shape.as === 'table') return table(resource, shape, items, meta, now, true)
  if (shape.as === 'partial') {
    const apiVersion = `meta.k8s.io/${shape.version}`
    const partial = items.map((item) => partialObject(item, shape.version))
    return { kind: 'PartialObjectMetadataList', apiVersion, metadata: meta, items: partial }
  }
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata: meta, items: items.map(shownWithOwners) }
}

/** One object in the asked shape. */
export function renderObject(resource: Resource, shape: Shape, object: Content, now: number, withColumns = true): unknown {
  if (shape.as === 'object') return shownWithOwners(object)
  if (shape.as === 'partial') return partialObject(object, shape.version)
  const meta = { resourceVersion: String(object.metadata.resourceVersion ?? '') }
  return table(resource, shape, [object], meta, now, withColumns)
}

function table(
  resource: Resource,
  shape: Shape,
  items: readonly Content[],
  metadata: ListMeta,
  now: number,
  withColumns: boolean,
): unknown {
  const { columns, cells, conditions } = resource.table
  const columnDefinitions = columns.map((column) => ({
    name: column.name,
    type: column.type,
    format: column.format ?? '',
    description: '',
    priority: column.priority,
  }))
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${shape.version}`,
    metadata,
    columnDefinitions: withColumns ? columnDefinitions : null,
    rows: items.map((item) => {
      const marks = conditions?.(item) ?? []
      return {
        cells: cells(item, now),
        ...(marks.length > 0 ? { conditions: marks } : {}),
        object: rowObject(shape, item),
      }
    }),
  }
}

function rowObject(shape: Shape, item: Content): unknown {
  if (shape.includeObject === 'Object') return shownWithOwners(item)
  return shape.includeObject === 'None' ? null : partialObject(item, shape.version)
}

function partialObject(item: Content, version: string): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: shownWithOwners(item).metadata }
}
