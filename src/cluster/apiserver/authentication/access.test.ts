import { describe, expect, it } from 'vitest'
import { bootstrapPolicy } from '../authorization/bootstrap-policy.ts'
import type { UserInfo } from '../interface.ts'
import { configMaps, pod, pods, startServer } from '../testing/server.ts'

const jane: UserInfo = { name: 'jane', groups: ['system:authenticated'] }
const rbac = '/apis/rbac.authorization.k8s.io/v1'
const roles = `${rbac}/namespaces/default/roles`

/** jane may read Pods in default. */
function withJane() {
  const server = startServer()
  for (const object of bootstrapPolicy)
    server.etcd.put(`${object.kind.toLowerCase()}s.rbac.authorization.k8s.io`, object, { by: 'test' })
  server.ask('POST', roles, {
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] }],
  })
  server.ask('POST', `${rbac}/namespaces/default/rolebindings`, {
    metadata: { name: 'jane' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }],
  })
  server.ask('POST', pods, pod('p'))
  return server
}

describe('access', () => {
  it.each([
    ['GET', pods, 'fine'],
    ['GET', `${pods}/p/log`, 'fine'],
    [
      'DELETE',
      `${pods}/p`,
      'pods "p" is forbidden: User "jane" cannot delete resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      configMaps,
      'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "default"',
    ],
    ['GET', '/api/v1/nodes', 'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope'],
    [
      'GET',
      `${pods}/p/status`,
      'pods "p" is forbidden: User "jane" cannot get resource "pods/status" in API group "" in the namespace "default"',
    ],
    ['GET', '/version', 'fine'],
    ['GET', '/metrics', 'forbidden: User "jane" cannot get path "/metrics"'],
  ] as const)('%s %s: %s', (method, path, outcome) => {
    const { why } = withJane()
    expect(why(method, path, undefined, { user: jane })).toBe(outcome)
    // the same for the admin who acts as jane
    expect(why(method, path, undefined, { headers: { 'impersonate-user': 'jane' } })).toBe(outcome)
  })

  it('of watches and sessions is asked too', () => {
    const { api } = withJane()
    expect(api.watch({ method: 'GET', path: configMaps, user: jane }, () => {})).toMatchObject({ status: 403 })
    const sink = { stdout() {}, stderr() {}, end() {} }
    expect(api.session({ method: 'GET', path: `${pods}/p/exec`, user: jane }, sink)).toMatchObject({
      body: {
        message:
          'pods "p" is forbidden: User "jane" cannot create resource "pods/exec" in API group "" in the namespace "default"',
      },
    })
  })

  it('to act as another is not given to all', () => {
    expect(withJane().why('GET', pods, undefined, { user: jane, headers: { 'impersonate-user': 'root' } })).toBe(
      'users "root" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    )
  })

  it.each([
    [{ verb: 'list', resource: 'pods', namespace: 'default' }, true],
    [{ verb: 'list', resource: 'pods', namespace: 'other' }, false],
    [{ verb: 'delete', resource: 'pods', namespace: 'default' }, false],
  ])('can be asked for: %j is %s', (resourceAttributes, allowed) => {
    const { ask } = withJane()
    const review = { spec: { resourceAttributes } }
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
    expect(ask('POST', path, review, { user: jane }).body).toMatchObject({ kind: 'SelfSubjectAccessReview', status: { allowed } })
    const other = { spec: { user: 'jane', groups: jane.groups, resourceAttributes } }
    expect(ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', other).body).toMatchObject({ status: { allowed } })
  })

  it('is not granted by those who do not have it', () => {
    const { ask, why } = withJane()
    ask('POST', roles, {
      metadata: { name: 'maker' },
      rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['*'] }],
    })
    ask('POST', `${rbac}/namespaces/default/rolebindings`, {
      metadata: { name: 'jane-makes' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'maker' },
      subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }],
    })
    ask('DELETE', `${roles}/none`)
    const role = (verb: string) => ({
      metadata: { name: 'new' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }],
    })
    // the wildcard holds escalate, so that she is let through
    expect(why('POST', roles, role('delete'), { user: jane })).toBe('fine')
    ask('PUT', `${roles}/maker`, {
      metadata: { name: 'maker' },
      rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create'] }],
    })
    ask('DELETE', `${roles}/new`)
    expect(why('POST', roles, role('list'), { user: jane })).toBe('fine')
    ask('DELETE', `${roles}/new`)
    expect(why('POST', roles, role('delete'), { user: jane })).toContain(
      'is attempting to grant RBAC permissions not currently held',
    )
  })
})
