import { describe, expect, it } from 'vitest'
import type { Deployment, EndpointSlice, ReplicationController } from '../api/generated/types.ts'
import { resources } from '../client/resources.ts'
import { controllers } from './controllers.ts'
import { ControlPlane, template } from './testing/control-plane.ts'

const kubelet = { readyMs: 300, goneMs: 300 }

function deployment(replicas: number, image = 'nginx') {
  const spec = { replicas, selector: { matchLabels: { app: 'web' } }, template: template('web', image) }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }
}

describe('the controller manager', () => {
  it('has no two controllers of one name', () => {
    const names = controllers.map((controller) => controller.name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('leaves everything as it is while it is stopped, and brings it to an end afterwards', () => {
    const p = new ControlPlane({ nodes: ['n1', 'n2'], kubelet })
    p.create(resources.deployments, deployment(4))
    p.run(5000)
    const now = p.get<Deployment>(resources.deployments, 'web')
    p.client.update(resources.deployments, { ...now, spec: deployment(4, 'nginx:1.27').spec } as Deployment)
    // In the middle of the rollout.
    p.run(350)
    for (const controller of p.controllers) controller.stop()
    p.run(2000)
    const before = p.pods().map((pod) => pod.metadata.name)
    p.client.delete(resources.pods, 'default', String(before[0]))
    p.run(60_000)
    expect(p.pods().map((pod) => pod.metadata.name)).toEqual(before.slice(1))
    for (const controller of p.controllers) controller.start()
    p.run(20_000)
    expect(p.pods().map((pod) => pod.spec?.containers[0]?.image)).toEqual(Array.from({ length: 4 }, () => 'nginx:1.27'))
  })

  it('gives the same history for the same seed', () => {
    const history = () => {
      const p = new ControlPlane({ seed: 7, nodes: ['n1', 'n2'], kubelet })
      p.create(resources.deployments, deployment(5))
      p.run(10_000)
      return JSON.stringify(p.sim.history.all())
    }
    expect(history()).toBe(history())
  })
})

describe('a replication controller', () => {
  it('keeps its pods, chosen by a plain map of labels', () => {
    const p = new ControlPlane({ nodes: ['n1'], kubelet })
    p.create(resources.replicationcontrollers, {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'old' },
      spec: { replicas: 2, selector: { app: 'old' }, template: template('old') },
    })
    p.run(3000)
    p.client.delete(resources.pods, 'default', String(p.pods()[0]?.metadata.name))
    p.run(3000)
    expect(p.pods()).toHaveLength(2)
    expect(p.get<ReplicationController>(resources.replicationcontrollers, 'old').status).toMatchObject({
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    })
    expect(p.events('ReplicationController')).toHaveLength(3)
  })
})

describe('endpoints written by hand', () => {
  it('are copied into a slice', () => {
    const p = new ControlPlane()
    p.create(resources.services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'outside' },
      spec: { ports: [{ port: 5432, protocol: 'TCP' }] },
    })
    p.create(resources.endpoints, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'outside' },
      subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 5432, protocol: 'TCP' }] }],
    })
    p.run(100)
    const slices = p.list<EndpointSlice>(resources.endpointslices)
    expect(slices).toHaveLength(1)
    expect(slices[0]?.metadata.labels).toMatchObject({
      'kubernetes.io/service-name': 'outside',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    })
    expect(slices[0]?.endpoints).toEqual([{ addresses: ['192.0.2.7'], conditions: { ready: true } }])
    p.client.delete(resources.endpoints, 'default', 'outside')
    p.run(100)
    expect(p.list(resources.endpointslices)).toEqual([])
  })
})
