import { describe, expect, it } from 'vitest'
import type { ConfigMap, Deployment, ManagedFieldsEntry, Pod } from '../../api/generated/types.ts'
import { Etcd } from '../../etcd/etcd.ts'
import { Simulation } from '../../sim/simulation.ts'
import { createApiServer } from '../api-server.ts'
import type { ApiRequest, Status } from '../interface.ts'

function started() {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  const etcd = new Etcd(sim)
  const api = createApiServer({ sim, etcd })
  const ask = (
    method: ApiRequest['method'],
    path: string,
    body: unknown,
    manager: string,
    more: object = {},
    type = 'merge-patch',
  ) =>
    api.handle({
      method,
      path,
      body,
      query: { fieldManager: manager, ...more },
      headers: { 'content-type': `application/${type}${type === 'apply-patch' ? '+yaml' : '+json'}` },
    })
  ask('POST', '/api/v1/namespaces', { metadata: { name: 'default' } }, 'test')
  ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } }, 'test')
  return { sim, etcd, ask }
}

const entries = (body: unknown) => (body as Pod).metadata.managedFields as readonly ManagedFieldsEntry[]
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const configMaps = '/api/v1/namespaces/default/configmaps'

const deployment = (replicas: number | undefined, image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    ...(replicas === undefined ? {} : { replicas }),
    selector: { matchLabels: { app: 'd' } },
    template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'web', image }] } },
  },
})

describe('managedFields', () => {
  it('of a new Pod are those that a real server writes for kubectl run', () => {
    const { ask } = started()
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'nginx', labels: { run: 'nginx' } },
      spec: {
        containers: [{ name: 'nginx', image: 'nginx', resources: {} }],
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
      },
      status: {},
    }
    const made = ask('POST', '/api/v1/namespaces/default/pods', pod, 'kubectl-run')
    expect(entries(made.body)).toEqual([
      {
        manager: 'kubectl-run',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-11-21T09:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:run': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"nginx"}': {
                '.': {},
                'f:image': {},
                'f:imagePullPolicy': {},
                'f:name': {},
                'f:resources': {},
                'f:terminationMessagePath': {},
                'f:terminationMessagePolicy': {},
              },
            },
            'f:dnsPolicy': {},
            'f:enableServiceLinks': {},
            'f:restartPolicy': {},
            'f:schedulerName': {},
            'f:securityContext': {},
            'f:terminationGracePeriodSeconds': {},
          },
        },
      },
    ])
  })

  it('move to whoever changes a field', () => {
    const { ask } = started()
    ask('POST', configMaps, { metadata: { name: 'c' }, data: { a: '1', b: '2' } }, 'one')
    const changed = ask('PATCH', `${configMaps}/c`, { data: { b: '3', c: '4' } }, 'two')
    expect(entries(changed.body).map(({ manager, fieldsV1 }) => [manager, fieldsV1])).toEqual([
      ['one', { 'f:data': { '.': {}, 'f:a': {} } }],
      ['two', { 'f:data': { 'f:b': {}, 'f:c': {} } }],
    ])
  })
})

describe('what is remembered of writes', () => {
  const path = `${configMaps}/c`
  const own = (body: unknown) => entries(body)?.map(({ manager, fieldsV1 }) => [manager, fieldsV1])

  it('is worked out in their order, however many there were and whoever looks in between', () => {
    const worked = (looks: boolean) => {
      const { sim, ask } = started()
      ask('POST', configMaps, { metadata: { name: 'c' }, data: { a: '0' } }, 'maker')
      for (let i = 1; i < 200; i++) {
        sim.runUntil(i * 1000)
        const data = i % 5 === 0 ? { [`k${i % 3}`]: null } : { [`k${i % 3}`]: String(i) }
        const { body } = ask('PATCH', path, { data }, `writer-${i % 4}`)
        if (looks && i % 7 === 0) JSON.stringify(body)
      }
      return entries(ask('GET', path, undefined, '').body)
    }
    const seldom = worked(false)
    expect(seldom).toEqual(worked(true))
    expect(seldom.map(({ manager, time }) => [manager, time])).toEqual([
      ['maker', '2026-11-21T09:00:00Z'],
      ['writer-1', '2026-11-21T09:03:17Z'],
      ['writer-2', '2026-11-21T09:03:18Z'],
      ['writer-3', '2026-11-21T09:03:19Z'],
    ])
  })

  it('shows in JSON, and nothing of it is in the store', () => {
    const { etcd, ask } = started()
    ask('POST', configMaps, { metadata: { name: 'c' }, data: { a: '1' } }, 'one')
    expect(JSON.stringify(ask('GET', path, undefined, '').body)).toContain('"managedFields":[{"manager":"one"')
    expect(etcd.get('configmaps', 'default/c')?.metadata.managedFields).toBeUndefined()
  })

  it.each([
    { what: 'a list of one empty entry', managedFields: [{}], left: undefined },
    { what: 'an empty list', managedFields: [], left: [['one', { 'f:data': { '.': {}, 'f:a': {} } }]] },
  ])('is given up for $what, or not', ({ managedFields, left }) => {
    const { ask } = started()
    ask('POST', configMaps, { metadata: { name: 'c' }, data: { a: '1' } }, 'one')
    expect(own(ask('PATCH', path, { metadata: { managedFields } }, 'two').body)).toEqual(left)
  })

  it('can be changed by a JSON patch', () => {
    const { ask } = started()
    ask('POST', configMaps, { metadata: { name: 'c' }, data: { a: '1' } }, 'one')
    ask('PATCH', path, { data: { b: '2' } }, 'two')
    const patch = [{ op: 'replace', path: '/metadata/managedFields/0/manager', value: 'three' }]
    const patched = ask('PATCH', path, [...patch, { op: 'add', path: '/data/c', value: '3' }], 'two', {}, 'json-patch')
    expect(own(patched.body)).toEqual([
      ['three', { 'f:data': { '.': {}, 'f:a': {} } }],
      ['two', { 'f:data': { 'f:b': {}, 'f:c': {} } }],
    ])
  })
})

describe('server-side apply', () => {
  const apply =
    (body: unknown, manager: string, more: object = {}, path = `${deployments}/d`) =>
    ({ ask }: ReturnType<typeof started>) =>
      ask('PATCH', path, body, manager, more, 'apply-patch')

  it('creates, and owns just what was applied', () => {
    const world = started()
    const made = apply(deployment(2, 'nginx'), 'me')(world)
    expect(made.status).toBe(201)
    expect(entries(made.body)).toMatchObject([
      {
        manager: 'me',
        operation: 'Apply',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
            },
          },
        },
      },
    ])
  })

  it.each([
    {
      what: 'one field of another',
      body: deployment(3, 'nginx'),
      message: 'Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.replicas',
    },
    {
      what: 'two fields of another',
      body: deployment(3, 'httpd'),
      message: `Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:
- .spec.replicas
- .spec.template.spec.containers[name="web"].image`,
    },
  ])('refuses to change $what', ({ body, message }) => {
    const world = started()
    world.ask('POST', deployments, deployment(2, 'nginx'), 'kubectl-create')
    const refused = apply(body, 'me')(world)
    expect(refused).toMatchObject({ status: 409, body: { reason: 'Conflict', message } })
    expect((refused.body as Status).details?.causes?.[0]).toEqual({
      reason: 'FieldManagerConflict',
      message: 'conflict with "kubectl-create" using apps/v1',
      field: '.spec.replicas',
    })
  })

  it('takes the fields with force', () => {
    const world = started()
    world.ask('POST', deployments, deployment(2, 'nginx'), 'kubectl-create')
    const forced = apply(deployment(3, 'nginx'), 'me', { force: 'true' })(world)
    expect((forced.body as Deployment).spec?.replicas).toBe(3)
    const others = entries(forced.body).find((entry) => entry.manager === 'kubectl-create')
    expect(JSON.stringify(others?.fieldsV1)).not.toContain('f:replicas')
  })

  it('removes what is no longer applied and nobody else owns, and writes nothing when nothing changes', () => {
    const world = started()
    const map = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data })
    const path = `${configMaps}/c`
    apply(map({ a: '1', b: '2' }), 'one', {}, path)(world)
    apply(map({ b: '2', c: '3' }), 'two', {}, path)(world)
    const less = apply(map({}), 'one', {}, path)(world).body as ConfigMap
    expect(less.data).toEqual({ b: '2', c: '3' })
    const again = apply(map({ b: '2', c: '3' }), 'two', {}, path)(world).body as ConfigMap
    expect(again.metadata.resourceVersion).toBe(less.metadata.resourceVersion)
  })

  it('shares what others have the same, and says so', () => {
    const world = started()
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } }
    apply(map, 'one', {}, `${configMaps}/c`)(world)
    const { body } = apply(map, 'two', {}, `${configMaps}/c`)(world)
    expect(entries(body).map(({ manager }) => manager)).toEqual(['one', 'two'])
  })

  it('wants a field manager', () => {
    const world = started()
    const refused = world.ask('PATCH', `${deployments}/d`, deployment(1, 'nginx'), '', {}, 'apply-patch')
    expect(refused.body).toMatchObject({
      message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    })
  })
})
