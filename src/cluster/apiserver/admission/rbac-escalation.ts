import { deepEqual } from '../../api/equality.ts'
import type { ClusterRole, PolicyRule, Role, RoleBinding } from '../../api/generated/types.ts'
import { escalationProblem } from '../authorization/escalation.ts'
import { createRbacAuthorizer, type RbacSource } from '../authorization/rbac.ts'
import { forbidden } from '../status.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from './context.ts'

const group = 'rbac.authorization.k8s.io'
const roleKinds = new Set(['roles', 'clusterroles'])

/**
 * Nobody grants what she does not hold, unless she may `escalate` roles or `bind` them. Upstream has no plugin for it:
 * its registry of roles and bindings (pkg/registry/rbac/…/policybased) does this at the same moment.
 */
export const rbacEscalation: AdmissionPlugin = {
  name: 'RBACEscalation',
  resources: new Set(['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'].map((one) => `${one}.${group}`)),
  validate(request, context) {
    if ((request.operation !== 'CREATE' && request.operation !== 'UPDATE') || !request.object) return
    if (context.user.groups.includes('system:masters')) return
    const source: RbacSource = {
      get: (resource, key) => {
        const slash = key.indexOf('/')
        return slash < 0
          ? context.get(resource, undefined, key)
          : context.get(resource, key.slice(0, slash), key.slice(slash + 1))
      },
      list: (resource, namespace) => context.list(resource, namespace),
    }
    const granted = roleKinds.has(request.resource) ? rulesOfRole(request) : rulesOfBinding(request, context)
    if (granted.length === 0 || mayAnyway(source, request, context)) return
    const problem = escalationProblem(source, context.user, granted, request.namespace)
    if (problem) throw forbidden(request, request.object.metadata.name ?? '', problem)
  },
}

/** Labels and the like may change freely. */
function rulesOfRole(request: AdmissionRequest): readonly PolicyRule[] {
  const rules = (request.object as Role | ClusterRole).rules ?? []
  const old = (request.oldObject as Role | ClusterRole | undefined)?.rules
  return old && deepEqual(rules, old) ? [] : rules
}

function rulesOfBinding(request: AdmissionRequest, context: PolicyContext): readonly PolicyRule[] {
  const binding = request.object as RoleBinding
  const old = request.oldObject as RoleBinding | undefined
  if (old && deepEqual(binding.subjects, old.subjects)) return []
  const { kind, name = '' } = binding.roleRef
  const role =
    kind === 'ClusterRole'
      ? context.get(`clusterroles.${group}`, undefined, name)
      : context.get(`roles.${group}`, request.namespace, name)
  return (role as Role | undefined)?.rules ?? []
}

function mayAnyway(source: RbacSource, request: AdmissionRequest, context: PolicyContext): boolean {
  const isRole = roleKinds.has(request.resource)
  const ref = (request.object as RoleBinding).roleRef
  const resource = isRole ? request.resource : ref.kind === 'ClusterRole' ? 'clusterroles' : 'roles'
  const name = isRole ? request.object?.metadata.name : ref.name
  const asked = { verb: isRole ? 'escalate' : 'bind', group, resource, namespace: request.namespace, name }
  return createRbacAuthorizer(source).authorize(context.user, asked).allowed
}
