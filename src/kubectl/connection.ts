import type { KubeObject } from '../cluster/api/object.ts'
import type { ApiRequest, ApiResponse, ApiServer, UserInfo, WatchEvent } from '../cluster/apiserver/interface.ts'
import { isRefusal } from '../cluster/apiserver/interface.ts'
import type { ResourceType } from './discovery.ts'
import { refusal } from './errors.ts'
import { isObject, listAt } from './json-value.ts'

export type Query = Record<string, string | readonly string[] | undefined>
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

const patchTypes: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'

/** A list as the server answers it. */
export interface ObjectList {
  readonly items: readonly KubeObject[]
  readonly resourceVersion: string
}

/** A Table (meta.k8s.io/v1). */
export interface Table {
  readonly kind: 'Table'
  readonly metadata?: { readonly resourceVersion?: string | undefined } | undefined
  readonly columnDefinitions: readonly TableColumn[]
  readonly rows: readonly TableRow[]
}
export interface TableColumn {
  readonly name: string
  readonly type: string
  readonly format?: string | undefined
  readonly priority?: number | undefined
}
export interface TableRow {
  readonly cells: readonly unknown[]
  readonly object?: unknown
}

export function isTable(value: unknown): value is Table {
  return isObject(value) && value.kind === 'Table'
}

/** Any object with a name; what the server sends and takes. */
export function isKubeObject(value: unknown): value is KubeObject {
  return isObject(value) && isObject(value.metadata) && typeof value.kind === 'string'
}

/** The path of a resource, or of one object of it. */
export function pathOf(type: ResourceType, namespace: string | undefined, name?: string, subresource?: string): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`
  const scope = type.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  const tail = name === undefined ? '' : `/${encodeURIComponent(name)}${subresource ? `/${subresource}` : ''}`
  return `${root}${scope}/${type.resource}${tail}`
}

/**
 * The API server as one user of kubectl sees it. Requests are answered at once; refusals are thrown as StatusError.
 * What must go to stderr by the way (warnings, the request log of `-v`) waits in {@link notes}.
 */
export class Connection {
  readonly notes: string[] = []
  private readonly warned = new Set<string>()

  constructor(
    readonly server: ApiServer,
    private readonly user?: UserInfo | undefined,
    /** `-v`: from 6 on the requests are shown, from 8 on with their bodies. */
    private readonly verbosity = 0,
    /** Tokens and impersonation. */
    private readonly credentials: Readonly<Record<string, string>> = {},
  ) {}

  /** Answers whatever comes, refusals too. */
  ask(request: ApiRequest): ApiResponse {
    const response = this.server.handle(this.dressed(request))
    this.log(request, response)
    for (const warning of response.warnings) this.warn(warning)
    return response
  }

  request(request: ApiRequest): ApiResponse {
    const response = this.ask(request)
    if (response.status >= 400) throw refusal(response)
    return response
  }

  get(type: ResourceType, namespace: string | undefined, name: string, subresource?: string): KubeObject {
    return objectIn(this.request({ method: 'GET', path: pathOf(type, namespace, name, subresource) }))
  }

  list(type: ResourceType, namespace: string | undefined, query: Query = {}): ObjectList {
    const { body } = this.request({ method: 'GET', path: pathOf(type, namespace), query })
    const kind = isObject(body) && typeof body.kind === 'string' ? body.kind.replace(/List$/, '') : type.kind
    const items = listAt(body, 'items').map((item) => (isObject(item) ? { apiVersion: apiVersionOf(type), kind, ...item } : item))
    return { items: items.filter(isKubeObject), resourceVersion: resourceVersionOf(body) }
  }

  /** The list or object as a Table, where the server can make one. */
  table(path: string, query: Query = {}): unknown {
    return this.request({ method: 'GET', path, query, headers: { accept: tableAccept } }).body
  }

  create(type: ResourceType, namespace: string | undefined, body: unknown, query: Query = {}): KubeObject {
    return objectIn(this.request({ method: 'POST', path: pathOf(type, namespace), query, body }))
  }

  update(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    body: unknown,
    query: Query = {},
    subresource?: string,
  ): KubeObject {
    return objectIn(this.request({ method: 'PUT', path: pathOf(type, namespace, name, subresource), query, body }))
  }

  patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    patch: { readonly type: PatchType; readonly body: unknown; readonly subresource?: string | undefined },
    query: Query = {},
  ): KubeObject {
    const path = pathOf(type, namespace, name, patch.subresource)
    const headers = { 'content-type': patchTypes[patch.type] }
    return objectIn(this.request({ method: 'PATCH', path, query, headers, body: patch.body }))
  }

  delete(type: ResourceType, namespace: string | undefined, name: string, options: unknown, query: Query = {}): unknown {
    return this.request({ method: 'DELETE', path: pathOf(type, namespace, name), query, body: options }).body
  }

  /** Watches; throws the refusal. Returns the end of it. */
  watch(path: string, query: Query, asTable: boolean, onEvent: (event: WatchEvent) => void): () => void {
    const headers = asTable ? { accept: tableAccept } : {}
    const request: ApiRequest = { method: 'GET', path, query: { ...query, watch: 'true' }, headers }
    const started = this.server.watch(this.dressed(request), onEvent)
    if (isRefusal(started)) {
      this.log(request, started)
      throw refusal(started)
    }
    this.log(request, { status: 200, headers: {}, body: '', warnings: [] })
    return started
  }

  /** The request with the user's name on it, for the streams of the server. */
  dressed(request: ApiRequest): ApiRequest {
    const agent = { 'user-agent': 'kubectl/v1.36.2 (linux/amd64) kubernetes', accept: 'application/json' }
    const headers = { ...agent, ...this.credentials, ...request.headers }
    return this.user ? { ...request, headers, user: this.user } : { ...request, headers }
  }

  /** How many different warnings there were. */
  get warningCount(): number {
    return this.warned.size
  }

  warn(text: string): void {
    if (this.warned.has(text)) return
    this.warned.add(text)
    this.notes.push(`Warning: ${text}\n`)
  }

  private log(request: ApiRequest, response: ApiResponse): void {
    if (this.verbosity < 6) return
    const url = `https://127.0.0.1:6443${request.path}${queryText(request.query)}`
    if (this.verbosity >= 8 && request.body !== undefined) this.notes.push(`Request Body: ${bodyText(request.body)}\n`)
    this.notes.push(`"Response" verb="${request.method}" url="${url}" status="${response.status}" milliseconds=0\n`)
    if (this.verbosity >= 8) {
      const text = bodyText(response.body)
      this.notes.push(`Response Body: ${this.verbosity >= 9 ? text : truncated(text)}\n`)
    }
  }
}

export function apiVersionOf(type: { readonly group: string; readonly version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`
}

export function resourceVersionOf(body: unknown): string {
  const metadata = isObject(body) ? body.metadata : undefined
  return isObject(metadata) && typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : ''
}

function objectIn(response: ApiResponse): KubeObject {
  if (isKubeObject(response.body)) return response.body
  throw refusal({ ...response, status: 500, body: 'the server answered with something that is no object' })
}

function queryText(query: ApiRequest['query']): string {
  const pairs: string[] = []
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue
    for (const one of typeof value === 'string' ? [value] : value) pairs.push(`${key}=${encodeURIComponent(one)}`)
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function truncated(text: string): string {
  return text.length <= 1024 ? text : `${text.slice(0, 1024)} [truncated ${text.length - 1024} chars]`
}
