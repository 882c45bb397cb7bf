import type { ClusterRole, PolicyRule, RoleBinding } from '../../api/generated/types.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import { escalationProblem } from '../authorization/escalation.ts'
import type { Authorizer } from '../authorizing.ts'
import { forbidden } from '../status.ts'
import type { Call } from './call.ts'
import { type Content, groupResource } from './resource.ts'

const group = 'rbac.authorization.k8s.io'

/** Nobody grants what she may not do herself: the policy based storages of pkg/registry/rbac. Throws Forbidden. */
export function checkEscalation(etcd: Etcd, authorizer: Authorizer, call: Call, object: Content): void {
  const { resource, user, namespace } = call
  if (resource.group !== group || call.trusted) return
  const binds = resource.resource === 'rolebindings' || resource.resource === 'clusterrolebindings'
  const role = binds ? (object as RoleBinding).roleRef : undefined
  const plural = role ? (role.kind === 'Role' ? 'roles' : 'clusterroles') : resource.resource
  const name = role ? role.name : object.metadata.name
  const verb = binds ? 'bind' : 'escalate'
  const where = plural === 'roles' || binds ? namespace : undefined
  if (authorizer.authorize(user, { verb, group, version: 'v1', resource: plural, name, namespace: where }).allowed) return
  const rules = role ? rulesOf(etcd, plural, namespace, String(name)) : ((object as ClusterRole).rules ?? [])
  const problem = escalationProblem(etcd, user, rules, namespace)
  if (problem) throw forbidden(groupResource(resource), String(object.metadata.name), problem)
}

function rulesOf(etcd: Etcd, plural: string, namespace: string | undefined, name: string): readonly PolicyRule[] {
  const key = plural === 'roles' ? `${namespace}/${name}` : name
  return (etcd.get(`${plural}.${group}`, key) as ClusterRole | undefined)?.rules ?? []
}
