import { describe, expect, it } from 'vitest'
import type { Event, Pod } from '../api/generated/types.ts'
import { createApiServer } from '../apiserver/api-server.ts'
import { Etcd } from '../etcd/etcd.ts'
import { Simulation } from '../sim/simulation.ts'
import { ApiError } from './client.ts'
import type { Controller } from './controller.ts'
import { runController } from './controller-runner.ts'
import { createClient } from './direct-client.ts'
import { createRecorder } from './recorder.ts'
import { resources } from './resources.ts'
import { createInformers } from './shared-informers.ts'

function started() {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  const api = createApiServer({ sim, etcd: new Etcd(sim) })
  const client = createClient(api, 'tester')
  client.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
  client.create(resources.serviceaccounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'default' },
  })
  return { sim, api, client, informers: createInformers(sim, api) }
}

const pod = (name: string, nodeName?: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'main', image: 'busybox' }], ...(nodeName ? { nodeName } : {}) },
})

describe('informers', () => {
  it('lag behind the store and keep indexes', () => {
    const { sim, client, informers } = started()
    const informer = informers.for<Pod>(resources.pods)
    client.create(resources.pods, pod('a', 'n1'))
    expect(informer.list()).toEqual([])
    sim.runUntil(5)
    expect(informer.get('default', 'a')?.metadata.name).toBe('a')
    expect(informer.byIndex('node', 'n1')).toHaveLength(1)
    expect(() => informer.byIndex('nonsense', '')).toThrow('no index nonsense')
  })

  it('tell handlers of one node only of its Pods, as a consequence of the commit', () => {
    const { sim, client, informers } = started()
    const told: string[] = []
    const informer = informers.for<Pod>(resources.pods)
    informer.onIndexChange('node', 'n1', {
      added: (object) => told.push(`added ${object.metadata.name} ${sim.history.get(sim.cause ?? 0)?.what}`),
      updated: (object) => told.push(`updated ${object.metadata.name}`),
      deleted: (object) => told.push(`deleted ${object.metadata.name}`),
    })
    sim.runUntil(1)
    client.create(resources.pods, pod('a'))
    client.create(resources.pods, pod('b', 'n2'))
    sim.runUntil(5)
    client.create(
      resources.pods,
      { target: { kind: 'Node', name: 'n1' }, metadata: { name: 'a', namespace: 'default' } },
      { subresource: 'binding' },
    )
    sim.runUntil(10)
    client.delete(resources.pods, 'default', 'a', { gracePeriodSeconds: 0 })
    sim.runUntil(15)
    expect(told).toEqual(['added a commit', 'updated a', 'deleted a'])
  })
})

describe('a controller', () => {
  const labeller = (failures: number): { controller: Controller; times: number[] } => {
    const times: number[] = []
    const controller: Controller = {
      name: 'labeller',
      watches: [{ resource: resources.configmaps, keys: ({ metadata }) => [`${metadata.namespace}/${metadata.name}`] }],
      reconcile(key, { sim }) {
        times.push(sim.now)
        if (times.length <= failures)
          throw new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Conflict' })
        expect(key).toBe('default/c')
      },
    }
    return { controller, times }
  }
  const options = ({ sim, api, informers }: ReturnType<typeof started>) => ({
    sim,
    informers,
    clientFor: (name: string) => createClient(api, name),
    eventsFor: (name: string) => createRecorder({ sim, client: createClient(api, name), component: name }),
  })
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } }

  it('is woken by its watches and retries with doubling delays', () => {
    const world = started()
    const { controller, times } = labeller(3)
    runController(controller, options(world))
    world.client.create(resources.configmaps, configMap)
    world.sim.runUntil(1000)
    const first = times[0] as number
    expect(times).toEqual([first, first + 5, first + 15, first + 35])
  })

  it('does nothing while it is stopped and sees everything when it starts again', () => {
    const world = started()
    const { controller, times } = labeller(0)
    const running = runController(controller, options(world))
    running.stop()
    world.client.create(resources.configmaps, configMap)
    world.sim.runUntil(1000)
    expect(times).toEqual([])
    running.start()
    world.sim.runUntil(2000)
    expect(times).toEqual([1000])
  })
})

describe('the event recorder', () => {
  it.each([
    { what: 'the same event raises its count', messages: Array<string>(3).fill('x'), events: [['x', 3]] },
    {
      what: 'ten different messages are combined from the tenth on',
      messages: Array.from({ length: 12 }, (_, i) => `m${i}`),
      events: [...Array.from({ length: 9 }, (_, i) => [`m${i}`, 1]), ['(combined from similar events): m11', 3]],
    },
    { what: 'a flood is dropped', messages: Array<string>(40).fill('x'), events: [['x', 25]] },
  ])('$what', ({ messages, events }) => {
    const { sim, api, client } = started()
    const recorder = createRecorder({ sim, client: createClient(api, 'kubelet'), component: 'kubelet', host: 'n1' })
    const about = client.create<Pod>(resources.pods, pod('a'))
    for (const message of messages) recorder.event(about, 'Normal', 'Pulled', message, { fieldPath: 'spec.containers{main}' })
    const written = client.list<Event>(resources.events, { namespace: 'default' })
    expect(new Set(written.map((event) => `${event.message} ${event.count}`))).toEqual(new Set(events.map((e) => e.join(' '))))
    expect(written[0]?.metadata.name).toMatch(/^a\.[0-9a-f]{16}$/)
  })
})
