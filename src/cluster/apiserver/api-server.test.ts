import { describe, expect, it } from 'vitest'
import type { Pod } from '../api/generated/types.ts'
import { Etcd } from '../etcd/etcd.ts'
import { Simulation } from '../sim/simulation.ts'
import { createApiServer } from './api-server.ts'
import type { ApiRequest, Status, WatchEvent } from './interface.ts'

function started() {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  const etcd = new Etcd(sim)
  const api = createApiServer({ sim, etcd })
  const ask = (method: ApiRequest['method'], path: string, body?: unknown, more: Partial<ApiRequest> = {}) =>
    api.handle({ method, path, body, ...more })
  ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
  ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } })
  return { sim, etcd, api, ask }
}

const pods = '/api/v1/namespaces/default/pods'
const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...more },
  spec: { containers: [{ name: 'main', image: 'busybox' }] },
})

describe('the API server', () => {
  it('creates, gets, lists and deletes', () => {
    const { ask } = started()
    const made = ask('POST', pods, pod('a'))
    expect(made.status).toBe(201)
    const object = made.body as Pod
    expect(object.metadata).toMatchObject({
      name: 'a',
      namespace: 'default',
      generation: 1,
      creationTimestamp: '2026-11-21T09:00:00Z',
    })
    expect(object.status).toMatchObject({ phase: 'Pending', qosClass: 'BestEffort' })
    expect(ask('GET', `${pods}/a`).body).toBe(object)
    expect(ask('GET', '/api/v1/pods').body).toMatchObject({ kind: 'PodList', items: [object] })
    expect(ask('DELETE', `${pods}/a`)).toMatchObject({ status: 200, body: { metadata: { name: 'a' } } })
    expect(ask('GET', `${pods}/a`)).toMatchObject({
      status: 404,
      body: { message: 'pods "a" not found', details: { name: 'a', kind: 'pods' } },
    })
  })

  it('refuses a second object of the same name and generates others', () => {
    const { ask } = started()
    ask('POST', pods, pod('a'))
    expect((ask('POST', pods, pod('a')).body as Status).message).toBe('pods "a" already exists')
    const generated = ask('POST', pods, { ...pod(''), metadata: { generateName: 'job-' } }).body as Pod
    expect(generated.metadata.name).toMatch(/^job-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })

  it('refuses an update of an old version, and writes nothing for one that changes nothing', () => {
    const { ask, etcd } = started()
    const first = ask('POST', pods, pod('a')).body as Pod
    const labelled = { ...first, metadata: { ...first.metadata, labels: { app: 'x' } } }
    const second = ask('PUT', `${pods}/a`, labelled).body as Pod
    expect(Number(second.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion))
    expect(ask('PUT', `${pods}/a`, labelled)).toMatchObject({
      status: 409,
      body: {
        message:
          'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
      },
    })
    const { revision } = etcd
    expect(ask('PUT', `${pods}/a`, second).body).toBe(second)
    expect(etcd.revision).toBe(revision)
  })

  it('deletes a Pod on a node with grace, and at once when asked again with none', () => {
    const { ask } = started()
    ask('POST', pods, pod('a'))
    expect(ask('POST', `${pods}/a/binding`, { target: { kind: 'Node', name: 'n' } }).status).toBe(201)
    const dying = ask('DELETE', `${pods}/a`).body as Pod
    expect(dying.metadata).toMatchObject({
      deletionTimestamp: '2026-11-21T09:00:30Z',
      deletionGracePeriodSeconds: 30,
      generation: 2,
    })
    expect(ask('GET', `${pods}/a`).status).toBe(200)
    ask('DELETE', `${pods}/a`, { gracePeriodSeconds: 0 })
    expect(ask('GET', `${pods}/a`).status).toBe(404)
  })

  it('tells watchers what there is and what changes, some time after the commit', () => {
    const { ask, api, sim } = started()
    ask('POST', pods, pod('a', { labels: { app: 'x' } }))
    const events: WatchEvent[] = []
    const query = { watch: 'true', labelSelector: 'app=x' }
    api.watch({ method: 'GET', path: pods, query }, (event) => events.push(event))
    expect(events).toEqual([])
    sim.runUntil(1)
    ask('POST', pods, pod('b', { labels: { app: 'x' } }))
    ask('POST', pods, pod('c', { labels: { app: 'y' } }))
    const b = ask('GET', `${pods}/b`).body as Pod
    ask('PUT', `${pods}/b`, { ...b, metadata: { ...b.metadata, labels: {} } })
    sim.runUntil(10)
    expect(events.map(({ type, object }) => `${type} ${(object as Pod).metadata.name}`)).toEqual([
      'ADDED a',
      'ADDED b',
      'DELETED b',
    ])
  })
})
