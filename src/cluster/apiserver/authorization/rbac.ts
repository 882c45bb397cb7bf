/**
 * Who may do what: the RBAC authorizer (plugin/pkg/auth/authorizer/rbac) behind the group that may do everything.
 * The Node authorizer is simplified: nodes get the rules of system:node for all objects, and admission (NodeRestriction)
 * keeps what they write to their own.
 */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, Subject } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import type { Attributes, Authorizer, Decision } from '../authorizing.ts'
import type { UserInfo } from '../interface.ts'
import { nodeRules } from './bootstrap-rules.ts'
import { ruleAllows } from './rules.ts'

/** Where roles and bindings are found; resources as the store names them. */
export interface RbacSource {
  get(resource: string, key: string): KubeObject | undefined
  list(resource: string, namespace?: string): readonly KubeObject[]
}

const group = 'rbac.authorization.k8s.io'
const clusterRoleBindings = `clusterrolebindings.${group}`
const roleBindings = `rolebindings.${group}`

interface Grant {
  readonly rules: readonly PolicyRule[]
  /** `ClusterRoleBinding "x" of ClusterRole "y" to Group "z"` */
  readonly description: string
  /** A binding whose role is not there. */
  readonly missing?: string | undefined
}

export function createRbacAuthorizer(source: RbacSource): Authorizer {
  return {
    authorize(user, attributes) {
      return decide(source, user, attributes)
    },
    rulesFor(user, namespace) {
      return summaryOf(user, [...grantsOf(source, user, namespace)])
    },
  }
}

function decide(source: RbacSource, user: UserInfo, attributes: Attributes): Decision {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' }
  if (user.groups.includes('system:nodes') && nodeRules.some((rule) => ruleAllows(rule, attributes))) {
    return { allowed: true, reason: '' }
  }
  const missing: string[] = []
  for (const grant of grantsOf(source, user, attributes.namespace)) {
    if (grant.missing) missing.push(grant.missing)
    if (grant.rules.some((rule) => ruleAllows(rule, attributes))) {
      return { allowed: true, reason: `RBAC: allowed by ${grant.description}` }
    }
  }
  if (missing.length === 0) return { allowed: false, reason: '' }
  return { allowed: false, reason: `RBAC: ${missing.length === 1 ? missing[0] : `[${[...new Set(missing)].join(', ')}]`}` }
}

/** Everything that a user's bindings give her, cluster-wide first, as upstream visits them. */
function* grantsOf(source: RbacSource, user: UserInfo, namespace: string | undefined): Generator<Grant> {
  for (const object of source.list(clusterRoleBindings)) {
    const binding = object as ClusterRoleBinding
    const subject = binding.subjects?.find((one) => appliesTo(one, user, ''))
    if (subject) yield grantOf(source, binding, subject, undefined)
  }
  if (!namespace) return
  for (const object of source.list(roleBindings, namespace)) {
    const binding = object as RoleBinding
    const subject = binding.subjects?.find((one) => appliesTo(one, user, namespace))
    if (subject) yield grantOf(source, binding, subject, namespace)
  }
}

function grantOf(
  source: RbacSource,
  binding: RoleBinding | ClusterRoleBinding,
  subject: Subject,
  namespace: string | undefined,
): Grant {
  const { kind, name = '' } = binding.roleRef
  const isCluster = kind === 'ClusterRole'
  const role = isCluster
    ? (source.get(`clusterroles.${group}`, name) as ClusterRole | undefined)
    : (source.get(`roles.${group}`, `${namespace}/${name}`) as Role | undefined)
  const own = binding.metadata.name ?? ''
  const where = namespace === undefined ? `ClusterRoleBinding "${own}"` : `RoleBinding "${own}/${namespace}"`
  const to = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? namespace ?? ''}` : subject.name
  return {
    rules: role?.rules ?? [],
    description: `${where} of ${kind} "${name}" to ${subject.kind} "${to}"`,
    missing: role ? undefined : `${isCluster ? 'clusterrole' : 'role'}.${group} "${name}" not found`,
  }
}

function appliesTo(subject: Subject, user: UserInfo, namespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.name === subject.name
    case 'Group':
      return user.groups.includes(subject.name ?? '')
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`
    default:
      return false
  }
}

/** The rules of a user: for SelfSubjectRulesReview and for escalation checks. */
export function rulesOf(source: RbacSource, user: UserInfo, namespace: string | undefined): readonly PolicyRule[] {
  if (user.groups.includes('system:masters')) {
    return [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ]
  }
  return [...grantsOf(source, user, namespace)].flatMap((grant) => grant.rules)
}

/** What SelfSubjectRulesReview tells: RBAC's rules, and those of the group that needs none. */
function summaryOf(user: UserInfo, grants: readonly Grant[]) {
  const rules = grants.flatMap((grant) => grant.rules)
  if (rules.length === 0 && user.groups.includes('system:masters')) {
    rules.push({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] })
  }
  const resourceRules: unknown[] = []
  const nonResourceRules: unknown[] = []
  for (const rule of rules) {
    if (rule.nonResourceURLs?.length) {
      nonResourceRules.push({ verbs: rule.verbs, nonResourceURLs: rule.nonResourceURLs })
    } else resourceRules.push(rule)
  }
  return { resourceRules, nonResourceRules }
}
