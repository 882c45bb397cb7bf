import type { Connection } from './connection.ts'
import { KubectlError } from './errors.ts'
import { at, isObject, listAt, textAt } from './json-value.ts'

/** A resource of the API, as discovery tells it. */
export interface ResourceType {
  readonly group: string
  readonly version: string
  /** The plural name: `pods`. */
  readonly resource: string
  readonly kind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly categories: readonly string[]
  readonly subresources: readonly string[]
}

const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json'

/** `pods`, `deployments.apps`: a resource as messages name it. */
export function resourceName(type: { readonly group: string; readonly resource: string }): string {
  return type.group === '' ? type.resource : `${type.resource}.${type.group}`
}

/** `pod`, `deployment.apps`: a kind as messages name it. */
export function kindName(type: { readonly group: string; readonly kind: string }): string {
  const kind = type.kind.toLowerCase()
  return type.group === '' ? kind : `${kind}.${type.group}`
}

/** What the server can do, and the words that a person may use for it (meta.RESTMapper with its short names). */
export class Discovery {
  private known: readonly ResourceType[] | undefined

  constructor(private readonly connection: Connection) {}

  /** Every resource, groups in the server's order of preference. */
  all(): readonly ResourceType[] {
    this.known ??= [...fetchRoot(this.connection, '/api'), ...fetchRoot(this.connection, '/apis')]
    return this.known
  }

  /** Every resource once, in its group's preferred version: ServerPreferredResources. */
  preferred(): readonly ResourceType[] {
    const seen = new Set<string>()
    return this.all().filter((type) => {
      const name = `${type.resource}.${type.group}`
      return !seen.has(name) && seen.add(name)
    })
  }

  /** `group/version` of everything served. */
  versions(): readonly string[] {
    return [...new Set(this.all().map((type) => (type.group === '' ? type.version : `${type.group}/${type.version}`)))]
  }

  /** By the word used on a command line: plural, singular, short name or kind, with or without its group. */
  find(word: string): ResourceType | undefined {
    const [name = '', ...rest] = word.toLowerCase().split('.')
    const named = this.all().filter(
      (type) => type.resource === name || type.singular === name || type.kind.toLowerCase() === name,
    )
    // A short name or nickname is looked at only if nothing is called so in full.
    const candidates = named.length > 0 ? named : this.all().filter((type) => type.shortNames.includes(name))
    if (rest.length === 0) return candidates[0]
    const versioned = /^v\d+((alpha|beta)\d+)?$/.test(String(rest[0]))
    if (versioned && rest.length > 1) {
      const group = rest.slice(1).join('.')
      return candidates.find((type) => type.version === rest[0] && type.group === group)
    }
    const group = rest.join('.')
    return (
      candidates.find((type) => type.group === group) ?? candidates.find((type) => group !== '' && type.group.startsWith(group))
    )
  }

  /** As {@link find}, with kubectl's refusal. */
  forWord(word: string): ResourceType {
    const type = this.find(word)
    if (!type) throw new KubectlError(`the server doesn't have a resource type "${String(word.toLowerCase().split('.')[0])}"`)
    return type
  }

  /** By apiVersion and kind, as in a manifest; the server has its own word for kinds in small letters. */
  forKind(apiVersion: string, kind: string): ResourceType | undefined {
    const [first = '', second] = apiVersion.split('/')
    const group = second === undefined ? '' : first
    const version = second ?? first
    return this.all().find(
      (type) => type.group === group && type.version === version && (type.kind === kind || type.singular === kind),
    )
  }

  /** The resources of a category, `all`, in the server's order; empty if there is no such category. */
  category(word: string): readonly ResourceType[] {
    return this.preferred().filter((type) => type.categories.includes(word))
  }
}

/** One of the two roots of discovery: aggregated if the server can, else group by group. */
function fetchRoot(connection: Connection, path: '/api' | '/apis'): readonly ResourceType[] {
  const { body } = connection.request({ method: 'GET', path, headers: { accept: aggregated } })
  if (isObject(body) && body.kind === 'APIGroupDiscoveryList') return listAt(body, 'items').flatMap(fromGroup)
  if (path === '/api') return listAt(body, 'versions').flatMap((version) => fetchList(connection, '', String(version)))
  return listAt(body, 'groups').flatMap((group) =>
    listAt(group, 'versions').flatMap((version) => fetchList(connection, textAt(group, 'name'), textAt(version, 'version'))),
  )
}

function fromGroup(item: unknown): ResourceType[] {
  const group = textAt(item, 'metadata', 'name')
  return listAt(item, 'versions').flatMap((version) =>
    listAt(version, 'resources').map((resource) => ({
      group,
      version: textAt(version, 'version'),
      resource: textAt(resource, 'resource'),
      kind: textAt(resource, 'responseKind', 'kind'),
      singular: textAt(resource, 'singularResource'),
      shortNames: listAt(resource, 'shortNames').map(String),
      namespaced: textAt(resource, 'scope') === 'Namespaced',
      verbs: listAt(resource, 'verbs').map(String),
      categories: listAt(resource, 'categories').map(String),
      subresources: listAt(resource, 'subresources').map((sub) => textAt(sub, 'subresource')),
    })),
  )
}

function fetchList(connection: Connection, group: string, version: string): ResourceType[] {
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const resources = listAt(connection.request({ method: 'GET', path }).body, 'resources')
  const isSub = (resource: unknown) => textAt(resource, 'name').includes('/')
  return resources
    .filter((resource) => !isSub(resource))
    .map((resource) => {
      const name = textAt(resource, 'name')
      return {
        group,
        version,
        resource: name,
        kind: textAt(resource, 'kind'),
        singular: textAt(resource, 'singularName') || textAt(resource, 'kind').toLowerCase(),
        shortNames: listAt(resource, 'shortNames').map(String),
        namespaced: at(resource, 'namespaced') === true,
        verbs: listAt(resource, 'verbs').map(String),
        categories: listAt(resource, 'categories').map(String),
        subresources: resources
          .map((sub) => textAt(sub, 'name'))
          .filter((sub) => sub.startsWith(`${name}/`))
          .map((sub) => sub.slice(name.length + 1)),
      }
    })
}
