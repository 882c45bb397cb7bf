import type { ApiRequest, UserInfo } from './interface.ts'
import type { Call } from './registry/call.ts'
import { forbidden } from './status.ts'

/** What somebody wants to do: a verb on a resource, or on a path. */
export interface Attributes {
  /** `get`, `list`, `watch`, `create`…, `impersonate`; for paths the HTTP method in lower case. */
  readonly verb: string
  readonly group?: string | undefined
  readonly version?: string | undefined
  readonly resource?: string | undefined
  readonly subresource?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  /** For what is no resource. */
  readonly path?: string | undefined
}

export interface Decision {
  readonly allowed: boolean
  readonly reason: string
}

/** Decides who may do what. */
export interface Authorizer {
  authorize(user: UserInfo, attributes: Attributes): Decision
  /** For SelfSubjectRulesReview: all rules of a user in a namespace. */
  rulesFor(
    user: UserInfo,
    namespace: string,
  ): { readonly resourceRules: readonly unknown[]; readonly nonResourceRules: readonly unknown[] }
}

const verbs: Readonly<Record<ApiRequest['method'], string>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** The verb of a request to a resource: requestinfo.go. */
export function verbOf(method: ApiRequest['method'], named: boolean, watching: boolean): string {
  if (method === 'GET' && watching) return 'watch'
  if (!named && method === 'GET') return 'list'
  if (!named && method === 'DELETE') return 'deletecollection'
  return verbs[method]
}

/** Throws the refusal of RBAC, in its words: endpoints/handlers/responsewriters/errors.go. */
export function needPermission(authorizer: Authorizer, call: Call, verb: string): void {
  const { group, version, resource } = call.resource
  const { subresource, namespace, name, user } = call
  const decision = authorizer.authorize(user, { verb, group, version, resource, subresource, namespace, name })
  if (decision.allowed) return
  const what = subresource ? `${resource}/${subresource}` : resource
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'
  throw refusal(user, `cannot ${verb} resource "${what}" in API group "${group}" ${where}`, decision, {
    group,
    resource,
    name: name ?? '',
  })
}

/** The same for a path that is no resource. */
export function needPathPermission(authorizer: Authorizer, user: UserInfo, method: ApiRequest['method'], path: string): void {
  const verb = method.toLowerCase()
  const decision = authorizer.authorize(user, { verb, path })
  if (decision.allowed) return
  throw refusal(user, `cannot ${verb} path "${path}"`, decision, { group: '', resource: '', name: '' })
}

function refusal(
  user: UserInfo,
  cannot: string,
  { reason }: Decision,
  of: { readonly group: string; readonly resource: string; readonly name: string },
) {
  const why = `User "${user.name}" ${cannot}`
  return forbidden(of, of.name, reason ? `${why}: ${reason}` : why)
}
