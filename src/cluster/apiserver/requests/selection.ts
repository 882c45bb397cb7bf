import type { Content, Resource } from '../registry/resource.ts'
import { badRequest } from '../status.ts'

/** A filter over objects; undefined takes everything. */
export type Filter = (object: Content) => boolean

export interface Selection {
  readonly filter: Filter | undefined
  /** The one name that a field selector allows, for a lookup instead of a scan. */
  readonly name: string | undefined
  /** Equalities by field, for indexes. */
  readonly equal: ReadonlyMap<string, string>
}

/** The label and field selectors of a list or watch. */
export function selectionOf(resource: Resource, labels: string | undefined, fields: string | undefined): Selection {
  const equal = new Map<string, string>()
  const filters: Filter[] = []
  if (fields) filters.push(...fieldFilters(resource, fields, equal))
  if (labels) filters.push(labelFilter(labels))
  const filter = filters.length === 0 ? undefined : (object: Content) => filters.every((accepts) => accepts(object))
  return { filter, name: equal.get('metadata.name'), equal }
}

function fieldFilters(resource: Resource, text: string, equal: Map<string, string>): readonly Filter[] {
  return splitTerms(text).map((term) => {
    const parts = /^([^=!]*)(!=|==|=)(.*)$/s.exec(term)
    if (!parts) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`)
    const field = String(parts[1])
    const value = String(parts[3]).replace(/\\(.)/g, '$1')
    const read = labelReader(resource, field)
    if (parts[2] === '!=') return (object) => read(object) !== value
    equal.set(field, value)
    return (object) => read(object) === value
  })
}

/** Splits at commas that are not escaped. */
function splitTerms(text: string): readonly string[] {
  return text
    .split(/(?<!\\),/)
    .map((term) => term.trim())
    .filter((term) => term !== '')
}

function labelReader(resource: Resource, field: string): (object: Content) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name ?? ''
  if (field === 'metadata.namespace') return (object) => object.metadata.namespace ?? ''
  const read = Object.hasOwn(resource.fieldLabels, field) ? resource.fieldLabels[field] : undefined
  if (read) return read
  if (Object.keys(resource.fieldLabels).length > 0) throw badRequest(`field label not supported: ${field}`)
  const known = resource.namespaced ? '"metadata.name", "metadata.namespace"' : '"metadata.name"'
  throw badRequest(`"${field}" is not a known field selector: only ${known}`)
}

function labelFilter(text: string): Filter {
  const terms = text.split(',').map((term) => term.split('='))
  return (object) => terms.every(([key, value]) => object.metadata.labels?.[String(key)] === value)
}
