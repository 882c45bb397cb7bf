import { describe, expect, it } from 'vitest'
import type { ResourceQuota } from '../../api/generated/types.ts'
import { isTerminal } from '../../api/pods.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

const used = (p: ControlPlane) => p.get<ResourceQuota>(resources.resourcequotas, 'q').status?.used

describe('a quota', () => {
  it('counts what comes and what goes', () => {
    const p = new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 100, goneMs: 100 } })
    p.create(resources.configmaps, { metadata: { name: 'old' } })
    p.create(resources.resourcequotas, {
      metadata: { name: 'q' },
      spec: { hard: { pods: '3', 'requests.cpu': '2', 'count/configmaps': '5' } },
    })
    p.run(100)
    expect(used(p)).toEqual({ pods: '0', 'requests.cpu': '0', 'count/configmaps': '2' })
    for (const name of ['a', 'b']) {
      p.create(resources.pods, {
        metadata: { name },
        spec: { containers: [{ name: 'c', image: 'x', resources: { requests: { cpu: '500m' } } }] },
      })
    }
    p.run(1000)
    expect(used(p)).toMatchObject({ pods: '2', 'requests.cpu': '1' })
    p.client.delete(resources.pods, 'default', 'a')
    p.client.delete(resources.configmaps, 'default', 'old')
    p.run(1000)
    expect(used(p)).toEqual({ pods: '1', 'requests.cpu': '500m', 'count/configmaps': '1' })
  })

  it.each([1, 2, 3])('is never exceeded, whatever comes and goes (seed %i)', (seed) => {
    const p = new ControlPlane({
      seed,
      nodes: ['n1'],
      kubelet: { readyMs: 100, goneMs: 200, end: () => ({ afterMs: 700, exitCode: 0 }) },
    })
    const random = p.sim.random.stream('test')
    p.create(resources.resourcequotas, { metadata: { name: 'q' }, spec: { hard: { pods: '5' } } })
    p.run(100)
    p.create(resources.replicasets, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web' },
      spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template('web') },
    })
    for (let step = 0; step < 60; step++) {
      if (random.below(3) > 0) {
        try {
          p.create(resources.pods, { metadata: { generateName: 'extra-' }, spec: { containers: [{ name: 'c', image: 'x' }] } })
        } catch (error) {
          expect(error instanceof ApiError && error.is('Forbidden')).toBe(true)
        }
      } else {
        const victim = p.pods()[random.below(8)]
        if (victim) p.client.delete(resources.pods, 'default', String(victim.metadata.name))
      }
      p.run(random.below(150))
      expect(p.pods().filter((pod) => !isTerminal(pod)).length).toBeLessThanOrEqual(5)
    }
  })
})
