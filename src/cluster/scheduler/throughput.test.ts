import { expect, it } from 'vitest'
import type { Deployment } from '../api/generated/types.ts'
import { resources } from '../client/resources.ts'
import { ControlPlane, template } from '../controller-manager/testing/control-plane.ts'

it('places four hundred pods of a Deployment on twenty nodes, evenly', () => {
  const nodes = Array.from({ length: 20 }, (_, i) => `n${i}`)
  const plane = new ControlPlane({ nodes, kubelet: { readyMs: 500, goneMs: 300 } })
  plane.create(resources.deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 400, selector: { matchLabels: { app: 'web' } }, template: template('web'), progressDeadlineSeconds: 600 },
  })
  plane.run(20_000)
  expect(plane.get<Deployment>(resources.deployments, 'web').status?.availableReplicas).toBe(400)
  const perNode = new Map<string, number>()
  for (const pod of plane.pods()) perNode.set(String(pod.spec?.nodeName), (perNode.get(String(pod.spec?.nodeName)) ?? 0) + 1)
  expect([...perNode.values()]).toEqual(nodes.map(() => 20))
})
