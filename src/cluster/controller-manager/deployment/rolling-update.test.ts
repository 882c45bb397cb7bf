import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../api/generated/types.ts'
import { isActive, isReady } from '../../api/pods.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'
import { fenceposts } from './sizes.ts'

const images = ['nginx:1.25', 'nginx:1.26', 'nginx:1.27', 'nginx:broken']

/** Whatever is done to it, a rolling update keeps enough pods available and makes no more than allowed. */
describe('a rolling update under changes of mind', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))('stays within its bounds (seed %i)', (seed) => {
    const ready = (pod: { spec?: { containers: readonly { image?: string | undefined }[] } | undefined }) =>
      pod.spec?.containers[0]?.image !== 'nginx:broken'
    const plane = new ControlPlane({ seed, nodes: ['n1', 'n2'], kubelet: { readyMs: 400, goneMs: 700, ready } })
    const random = plane.sim.random.stream('test')
    const replicas = 1 + random.below(8)
    const strategy = {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: random.pick([0, 1, '25%', '100%']), maxUnavailable: random.pick([0, 1, '25%', '50%']) },
    }
    if (strategy.rollingUpdate.maxSurge === 0) strategy.rollingUpdate.maxUnavailable = 1
    plane.create(resources.deployments, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas, strategy, selector: { matchLabels: { app: 'web' } }, template: template('web', images[0]) },
    })
    plane.run(10_000)
    const { maxSurge, maxUnavailable } = fenceposts(plane.get<Deployment>(resources.deployments, 'web'))
    for (let change = 0; change < 6; change++) {
      const now = plane.get<Deployment>(resources.deployments, 'web')
      const changed = { ...now.spec, template: template('web', random.pick(images)) } as Deployment['spec']
      plane.client.update(resources.deployments, { ...now, spec: changed })
      for (let step = random.below(40); step > 0; step--) {
        plane.run(random.below(200))
        const pods = plane.pods().filter(isActive)
        expect(pods.length).toBeLessThanOrEqual(replicas + maxSurge)
        expect(pods.filter(isReady).length).toBeGreaterThanOrEqual(replicas - maxUnavailable)
      }
    }
    const last = plane.get<Deployment>(resources.deployments, 'web')
    plane.client.update(resources.deployments, {
      ...last,
      spec: { ...last.spec, template: template('web', images[2]) } as Deployment['spec'],
    })
    plane.run(60_000)
    const pods = plane.pods()
    expect(pods).toHaveLength(replicas)
    expect(pods.every((pod) => isReady(pod) && pod.spec?.containers[0]?.image === images[2])).toBe(true)
  })
})
