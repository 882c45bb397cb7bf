import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../api/object.ts'
import { keyOf } from '../../api/object.ts'
import { bootstrapPolicy } from './bootstrap-policy.ts'
import { escalationProblem } from './escalation.ts'
import { createRbacAuthorizer, type RbacSource } from './rbac.ts'

const own: readonly unknown[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'pod-reader', namespace: 'dev' },
    rules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'jane-reads', namespace: 'dev' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pod-reader' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'builder-edits', namespace: 'dev' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [{ kind: 'ServiceAccount', name: 'builder', namespace: 'ci' }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'dangling', namespace: 'dev' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gone' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'joe' }],
  },
]

const plural: Readonly<Record<string, string>> = {
  Role: 'roles',
  ClusterRole: 'clusterroles',
  RoleBinding: 'rolebindings',
  ClusterRoleBinding: 'clusterrolebindings',
}
const objects = [...bootstrapPolicy, ...(own as readonly KubeObject[])]
const of = (resource: string) => objects.filter(({ kind }) => `${plural[kind]}.rbac.authorization.k8s.io` === resource)
const source: RbacSource = {
  get: (resource, key) => of(resource).find((object) => keyOf(object) === key),
  list: (resource, namespace) => of(resource).filter(({ metadata }) => !namespace || metadata.namespace === namespace),
}
const authorizer = createRbacAuthorizer(source)

const admin = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }
const jane = { name: 'jane', groups: ['system:authenticated'] }
const joe = { name: 'joe', groups: ['system:authenticated'] }
const builder = { name: 'system:serviceaccount:ci:builder', groups: ['system:serviceaccounts', 'system:authenticated'] }
const node = { name: 'system:node:worker-1', groups: ['system:nodes', 'system:authenticated'] }

describe('RBAC', () => {
  it.each([
    [admin, { verb: 'delete', group: '', resource: 'nodes' }, true, ''],
    [
      jane,
      { verb: 'list', group: '', resource: 'pods', namespace: 'dev' },
      true,
      'RBAC: allowed by RoleBinding "jane-reads/dev" of Role "pod-reader" to User "jane"',
    ],
    [jane, { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: 'dev' }, true, undefined],
    [jane, { verb: 'create', group: '', resource: 'pods', subresource: 'exec', namespace: 'dev' }, false, ''],
    [jane, { verb: 'delete', group: '', resource: 'pods', namespace: 'dev' }, false, ''],
    [jane, { verb: 'list', group: '', resource: 'pods', namespace: 'prod' }, false, ''],
    [jane, { verb: 'list', group: '', resource: 'pods' }, false, ''],
    [jane, { verb: 'get', path: '/version' }, true, undefined],
    [jane, { verb: 'get', path: '/metrics' }, false, ''],
    [jane, { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' }, true, undefined],
    [
      builder,
      { verb: 'create', group: 'apps', resource: 'deployments', namespace: 'dev' },
      true,
      'RBAC: allowed by RoleBinding "builder-edits/dev" of ClusterRole "edit" to ServiceAccount "builder/ci"',
    ],
    [builder, { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'roles', namespace: 'dev' }, false, ''],
    [builder, { verb: 'create', group: 'apps', resource: 'deployments', namespace: 'ci' }, false, ''],
    [
      joe,
      { verb: 'get', group: '', resource: 'pods', namespace: 'dev' },
      false,
      'RBAC: role.rbac.authorization.k8s.io "gone" not found',
    ],
    [node, { verb: 'patch', group: '', resource: 'pods', subresource: 'status', namespace: 'dev' }, true, ''],
    [node, { verb: 'delete', group: 'apps', resource: 'deployments', namespace: 'dev' }, false, ''],
  ])('%o %o: %s', (user, attributes, allowed, reason) => {
    const decision = authorizer.authorize(user, attributes)
    expect(decision.allowed).toBe(allowed)
    if (reason !== undefined) expect(decision.reason).toBe(reason)
  })

  it('lets nobody grant what she does not hold', () => {
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'delete'] }]
    expect(escalationProblem(source, jane, rules, 'dev')).toBe(
      'user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}',
    )
    expect(escalationProblem(source, admin, rules, 'dev')).toBeUndefined()
  })

  it('tells a user her rules', () => {
    const { resourceRules } = authorizer.rulesFor(jane, 'dev')
    expect(resourceRules).toContainEqual({ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] })
  })
})
