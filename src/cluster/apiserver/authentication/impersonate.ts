import type { Authorizer } from '../authorizing.ts'
import type { ApiRequest, UserInfo } from '../interface.ts'
import { forbidden } from '../status.ts'
import { serviceAccountUser } from './authenticate.ts'

/** `--as`: acts as somebody else, if that is allowed (endpoints/filters/impersonation.go). */
export function impersonated(request: ApiRequest, user: UserInfo, authorizer: Authorizer): UserInfo {
  const name = request.headers?.['impersonate-user']
  const listed = request.headers?.['impersonate-group']
  if (!name) return user
  const groups = listed ? listed.split(',').map((group) => group.trim()) : []
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name)
  if (account) need(authorizer, user, 'serviceaccounts', String(account[2]), String(account[1]))
  else need(authorizer, user, 'users', name)
  for (const group of groups) need(authorizer, user, 'groups', group)
  if (account && groups.length === 0) return serviceAccountUser(String(account[1]), String(account[2]))
  const authenticated = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'
  const uid = request.headers?.['impersonate-uid']
  return {
    name,
    groups: groups.includes(authenticated) ? groups : [...groups, authenticated],
    ...(uid ? { uid } : {}),
  }
}

function need(authorizer: Authorizer, user: UserInfo, resource: string, name: string, namespace?: string): void {
  const { allowed, reason } = authorizer.authorize(user, {
    verb: 'impersonate',
    group: '',
    version: 'v1',
    resource,
    name,
    namespace,
  })
  if (allowed) return
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'
  const why = `User "${user.name}" cannot impersonate resource "${resource}" in API group "" ${where}`
  throw forbidden({ group: '', resource }, name, reason ? `${why}: ${reason}` : why)
}
