import { describe, expect, it } from 'vitest'
import type { PodDisruptionBudget } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

function started(spec: object, replicas = 4) {
  const p = new ControlPlane({ nodes: ['n1'], kubelet: { readyMs: 300, goneMs: 30_000 } })
  p.create(resources.deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template('web') },
  })
  p.create(resources.poddisruptionbudgets, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  })
  p.run(3000)
  return p
}

const status = (p: ControlPlane) => p.get<PodDisruptionBudget>(resources.poddisruptionbudgets, 'web').status

describe('a disruption budget', () => {
  it.each([
    ['minAvailable 3', { minAvailable: 3 }, { expectedPods: 4, desiredHealthy: 3, disruptionsAllowed: 1 }],
    ['minAvailable 60%', { minAvailable: '60%' }, { expectedPods: 4, desiredHealthy: 3, disruptionsAllowed: 1 }],
    ['maxUnavailable 30%', { maxUnavailable: '30%' }, { expectedPods: 4, desiredHealthy: 2, disruptionsAllowed: 2 }],
    ['minAvailable 100%', { minAvailable: '100%' }, { expectedPods: 4, desiredHealthy: 4, disruptionsAllowed: 0 }],
  ])('with %s', (_what, spec, counts) => {
    const p = started(spec)
    const reason = counts.disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods'
    expect(status(p)).toMatchObject({ currentHealthy: 4, ...counts, conditions: [{ type: 'DisruptionAllowed', reason }] })
  })

  it('lets as many be evicted as it allows, and no more until others are up', () => {
    const p = started({ minAvailable: 3 })
    const names = p.pods().map((pod) => String(pod.metadata.name))
    const evict = (name: string | undefined) =>
      p.ask('POST', `/api/v1/namespaces/default/pods/${name}/eviction`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace: 'default' },
      }).status
    expect(evict(names[0])).toBe(201)
    expect(evict(names[1])).toBe(429)
    p.run(100)
    expect(status(p)).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 0 })
    p.run(3000)
    expect(status(p)).toMatchObject({ currentHealthy: 4, disruptionsAllowed: 1 })
    expect(evict(names[1])).toBe(201)
  })

  it('says that it matches nothing', () => {
    const p = started({ minAvailable: 1 }, 0)
    expect(p.events('PodDisruptionBudget')).toEqual(['NoPods No matching pods found'])
    expect(status(p)).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 })
  })
})
