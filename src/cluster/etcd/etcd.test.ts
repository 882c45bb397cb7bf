import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../api/object.ts'
import { Simulation } from '../sim/simulation.ts'
import { type Change, Etcd } from './etcd.ts'

const object = (name: string, more: object = {}, namespace = 'default'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, ...more },
})
const by = { by: 'test' }
const names = (objects: readonly KubeObject[] | undefined) => objects?.map(({ metadata }) => metadata.name)

describe('the store', () => {
  it('has one revision for all and stamps objects with it', () => {
    const etcd = new Etcd(new Simulation(1, 0))
    const first = etcd.put('configmaps', object('a'), by)
    const second = etcd.put('secrets', object('a'), by)
    expect([first.object.metadata.resourceVersion, second.object.metadata.resourceVersion]).toEqual(['2', '3'])
    expect(etcd.get('configmaps', 'default/a')).toBe(first.object)
    expect(etcd.revision).toBe(3)
  })

  it('lists by key, by namespace and by index', () => {
    const etcd = new Etcd(new Simulation(1, 0))
    for (const name of ['c', 'a', 'b']) etcd.put('configmaps', object(name, { labels: { app: name } }), by)
    etcd.addIndex('configmaps', 'app', ({ metadata }) => metadata.labels?.app ?? '')
    etcd.put('configmaps', object('d', { labels: { app: 'a' } }, 'other'), by)
    expect(names(etcd.list('configmaps'))).toEqual(['a', 'b', 'c', 'd'])
    expect(names(etcd.list('configmaps', 'other'))).toEqual(['d'])
    expect(names(etcd.byIndex('configmaps', 'app', 'a'))).toEqual(['a', 'd'])
    etcd.put('configmaps', object('a', { labels: { app: 'z' } }), by)
    etcd.delete('configmaps', object('d', {}, 'other'), by)
    expect(names(etcd.byIndex('configmaps', 'app', 'a'))).toEqual([])
    expect(etcd.list('configmaps')).toBe(etcd.list('configmaps'))
    expect(etcd.count('configmaps')).toBe(3)
  })

  it('records who did what, and because of what', () => {
    const sim = new Simulation(1, 0)
    const etcd = new Etcd(sim)
    const action = sim.record({ by: 'person', what: 'action' })
    sim.becauseOf(action.id, () => etcd.put('configmaps', object('a'), by))
    etcd.put('configmaps', object('a', { labels: {} }), by)
    etcd.delete('configmaps', object('a'), by)
    expect(sim.history.after(action.id)).toMatchObject([
      { what: 'commit', verb: 'create', by: 'test', because: action.id, revision: 2, subject: { kind: 'ConfigMap', name: 'a' } },
      { verb: 'update', because: undefined },
      { verb: 'delete', revision: 4 },
    ])
  })

  it('tells of changes within the commit', () => {
    const etcd = new Etcd(new Simulation(1, 0))
    const changes: Change[] = []
    const stop = etcd.onChange('configmaps', (change) => changes.push(change))
    etcd.put('configmaps', object('a'), by)
    etcd.put('secrets', object('a'), by)
    etcd.delete('configmaps', object('a'), by)
    stop()
    etcd.put('configmaps', object('b'), by)
    expect(changes.map(({ type, revision }) => `${type} ${revision}`)).toEqual(['put 2', 'delete 4'])
    expect(etcd.changesAfter(2, 'configmaps')?.map(({ revision }) => revision)).toEqual([4, 5])
  })

  it('shows any revision that it still knows', () => {
    const sim = new Simulation(1, 0)
    const etcd = new Etcd(sim)
    etcd.put('configmaps', object('a'), by)
    etcd.put('configmaps', object('b'), by)
    sim.runUntil(1000)
    etcd.delete('configmaps', object('a'), by)
    etcd.put('configmaps', object('b', { labels: { x: 'y' } }), by)
    etcd.put('configmaps', object('c'), by)
    expect(etcd.revisionAt(500)).toBe(3)
    expect(etcd.revisionAt(1000)).toBe(6)
    expect(names(etcd.listAt('configmaps', 3))).toEqual(['a', 'b'])
    expect(etcd.getAt('configmaps', 'default/b', 3)?.metadata.labels).toBeUndefined()
    expect(names(etcd.listAt('configmaps', 6))).toEqual(['b', 'c'])
    expect(names(etcd.listAt('configmaps', 1))).toEqual([])
  })

  it('forgets the oldest changes', () => {
    const etcd = new Etcd(new Simulation(1, 0), 100)
    for (let i = 0; i < 1000; i++) etcd.put('configmaps', object('a', { labels: { i: String(i) } }), by)
    expect(etcd.compacted).toBeGreaterThan(800)
    expect(etcd.changesAfter(etcd.compacted - 1)).toBeUndefined()
    expect(etcd.listAt('configmaps', 5)).toBeUndefined()
    expect(etcd.changesAfter(etcd.revision - 50)).toHaveLength(50)
  })
})
