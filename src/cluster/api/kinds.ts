import { type KindRow, servedRows, unservedRows } from './kind-table.ts'
import type { GroupVersionResource } from './object.ts'
import { passingKinds, storedKinds } from './schema.ts'

export interface SubresourceInfo {
  readonly name: string
  readonly verbs: readonly string[]
  /** The kind of its bodies, where that is not the resource's own: `Scale`, `Eviction`. */
  readonly kind?: string | undefined
}

/** Everything that names a kind: group, plural, short names, schema definition, verbs. */
export interface KindInfo extends GroupVersionResource {
  /** `v1`, `apps/v1` */
  readonly apiVersion: string
  readonly kind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly SubresourceInfo[]
  /** Name in the generated schema; undefined for kinds that this cluster does not serve. */
  readonly definition: string | undefined
  /** False for kinds that only pass through (reviews, bindings). */
  readonly stored: boolean
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const verbOf: Readonly<Record<string, string>> = { c: 'create', d: 'delete', g: 'get', p: 'patch', u: 'update' }

const definitionNames = new Map([...storedKinds, ...passingKinds].map((one) => [`${one.apiVersion}/${one.kind}`, one.definition]))

const words = (text: string | undefined): readonly string[] => (text ? text.split(' ') : [])

function subresourceOf(text: string): SubresourceInfo {
  const [name = '', letters = '', kind] = text.split(':')
  return { name, verbs: [...letters].map((letter) => verbOf[letter] ?? letter), kind }
}

function infoOf(row: KindRow): KindInfo {
  const slash = row.apiVersion.indexOf('/')
  const verbs = row.verbs ? words(row.verbs) : allVerbs
  return {
    group: slash < 0 ? '' : row.apiVersion.slice(0, slash),
    version: row.apiVersion.slice(slash + 1),
    apiVersion: row.apiVersion,
    resource: row.resource,
    kind: row.kind,
    singular: row.kind.toLowerCase(),
    shortNames: words(row.shortNames),
    categories: words(row.categories),
    namespaced: row.namespaced ?? true,
    verbs,
    subresources: words(row.subresources).map(subresourceOf),
    definition: definitionNames.get(`${row.apiVersion}/${row.kind}`),
    stored: verbs.includes('list'),
  }
}

/** Kinds that the API server serves, in discovery order. */
export const kinds: readonly KindInfo[] = servedRows.map(infoOf)
/** Kinds that a real 1.36 serves too and this cluster does not. */
export const unservedKinds: readonly KindInfo[] = unservedRows.map(infoOf)

const byKind = new Map(kinds.map((info) => [`${info.apiVersion}/${info.kind}`, info]))
const byResource = new Map(kinds.map((info) => [`${info.group}/${info.version}/${info.resource}`, info]))
const byWord = new Map<string, KindInfo>()
for (const info of kinds) {
  for (const word of [info.resource, info.singular, ...info.shortNames]) if (!byWord.has(word)) byWord.set(word, info)
}
const unservedByKind = new Map(unservedKinds.map((info) => [`${info.apiVersion}/${info.kind}`, info]))

export function kindInfo(apiVersion: string, kind: string): KindInfo | undefined {
  return byKind.get(`${apiVersion}/${kind}`)
}

export function resourceInfo(group: string, version: string, resource: string): KindInfo | undefined {
  return byResource.get(`${group}/${version}/${resource}`)
}

/**
 * What a word on kubectl's command line names: `pods`, `pod`, `po`, `deployments.apps`, `deployments.v1.apps`, any
 * case; the first in discovery order if several match.
 */
export function kindByWord(word: string): KindInfo | undefined {
  const lower = word.toLowerCase()
  const plain = byWord.get(lower)
  if (plain) return plain
  const dot = lower.indexOf('.')
  if (dot < 0) return undefined
  const resource = lower.slice(0, dot)
  const rest = lower.slice(dot + 1)
  return kinds.find(
    (info) =>
      (info.resource === resource || info.singular === resource || info.shortNames.includes(resource)) &&
      (info.group === rest || `${info.version}.${info.group}` === rest || (info.group === '' && info.version === rest)),
  )
}

/** A kind that exists in Kubernetes 1.36 and is not part of this cluster. */
export function unservedKind(apiVersion: string, kind: string): KindInfo | undefined {
  return unservedByKind.get(`${apiVersion}/${kind}`)
}

/** `pods`, `deployments.apps`: a resource in messages, and the store's name for it. */
export function groupResource(info: GroupVersionResource): string {
  return info.group ? `${info.resource}.${info.group}` : info.resource
}

/** Definitions that never stand alone in the table of resources: bodies of subresources. */
export function bodyDefinition(apiVersion: string, kind: string): string | undefined {
  return definitionNames.get(`${apiVersion}/${kind}`)
}
