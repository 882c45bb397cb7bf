import { expect, it } from 'vitest'
import type { Node } from '../api/generated/types.ts'
import { TestNode } from './testing/test-node.ts'

const asking = (cpu: string) => [{ name: 'main', image: 'busybox', command: ['sleep', '3600'], resources: { requests: { cpu } } }]

it('ends a Pod for a critical one that would not fit, and only as many as it must', () => {
  const node = new TestNode()
  const { body } = node.server.handle({ method: 'GET', path: '/api/v1/nodes/node01' })
  const cores = Number((body as Node).status?.allocatable?.cpu)
  node.create({ containers: asking(String(0.45 * cores)) }, 'big')
  node.create({ containers: asking(String(0.45 * cores)) }, 'other')
  node.advance(10_000)
  node.create(
    { containers: asking(String(0.5 * cores)), nodeName: 'node01', priorityClassName: 'system-node-critical' },
    'critical',
  )
  node.advance(60_000)
  const ended = ['big', 'other'].map((name) => node.pod(name)?.status).filter((status) => status?.phase === 'Failed')
  expect(ended).toMatchObject([{ reason: 'Preempting', message: 'Preempted in order to admit critical pod' }])
  expect(ended[0]?.conditions?.find((one) => one.type === 'DisruptionTarget')).toMatchObject({
    reason: 'TerminationByKubelet',
    message: 'Pod was preempted by Kubelet to accommodate a critical pod.',
  })
  expect(node.pod('critical')?.status?.phase).toBe('Running')
})
