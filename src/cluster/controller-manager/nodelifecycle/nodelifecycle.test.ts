import { describe, expect, it } from 'vitest'
import type { Node, Pod } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane } from '../testing/control-plane.ts'

const kubelet = { readyMs: 300, goneMs: 200 }

function pod(name: string, nodeName: string, more: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { nodeName, containers: [{ name: 'main', image: 'nginx' }], terminationGracePeriodSeconds: 30, ...more },
  }
}

const node = (p: ControlPlane, name: string) => p.get<Node>(resources.nodes, name, undefined)
const taints = (p: ControlPlane, name: string) =>
  (node(p, name).spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort()

/** How long after `start` something became true, in whole seconds of virtual time. */
function secondsUntil(p: ControlPlane, holds: () => boolean): number {
  const start = p.sim.now
  while (!holds()) {
    if (p.sim.now - start > 600_000) throw new Error('it never happened')
    p.run(100)
  }
  return Math.round((p.sim.now - start) / 1000)
}

describe('a kubelet that falls silent', () => {
  it('costs its node its readiness after 50 s, and its pods their place when they tolerate it no longer', () => {
    const p = new ControlPlane({ nodes: ['n1', 'n2'], kubelet })
    p.create(resources.pods, pod('bare', 'n1'))
    const toleration = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 }
    p.create(resources.pods, pod('tolerates20', 'n1', { tolerations: [toleration] }))
    p.run(10_000)
    p.silent.add('n1')
    const silentFor = secondsUntil(p, () => taints(p, 'n1').length === 2)
    expect(silentFor).toBeGreaterThanOrEqual(40)
    expect(silentFor).toBeLessThanOrEqual(56)
    expect(taints(p, 'n1')).toEqual(['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule'])
    expect(node(p, 'n1').status?.conditions?.[0]).toMatchObject({
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    })
    expect(p.events('Node')).toContain('NodeNotReady Node n1 status is now: NodeNotReady')
    expect(p.events('Pod').filter((line) => line === 'NodeNotReady Node is not ready')).toHaveLength(2)
    const ready = p.get<Pod>(resources.pods, 'bare').status?.conditions?.find((one) => one.type === 'Ready')
    expect(ready?.status).toBe('False')
    const evictedAfter = secondsUntil(p, () => p.events('Pod').some((line) => line.startsWith('TaintManagerEviction')))
    expect(evictedAfter).toBe(20)
    expect(p.events('Pod')).toContain('TaintManagerEviction Marking for deletion Pod default/tolerates20')
    expect(taints(p, 'n2')).toEqual([])
  })

  it('is forgiven when it comes back in time', () => {
    const p = new ControlPlane({ nodes: ['n1'], kubelet })
    const toleration = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }
    p.create(resources.pods, pod('bare', 'n1', { tolerations: [toleration] }))
    p.run(1000)
    p.silent.add('n1')
    p.run(90_000)
    p.silent.delete('n1')
    const now = node(p, 'n1')
    const lastHeartbeatTime = formatTime(p.sim.wallTime)
    const conditions = now.status?.conditions?.map((one) => ({
      ...one,
      status: one.type === 'Ready' ? 'True' : 'False',
      lastHeartbeatTime,
    }))
    p.client.update(resources.nodes, { ...now, status: { ...now.status, conditions } } as Node, { subresource: 'status' })
    p.run(6000)
    expect(taints(p, 'n1')).toEqual([])
    expect(p.events('Pod').at(-1)).toBe('TaintManagerEviction Cancelling deletion of Pod default/bare')
  })
})

describe('pods of a node that is gone', () => {
  it('are cleared away after the quarantine', () => {
    const p = new ControlPlane({ nodes: ['n1', 'n2'] })
    p.create(resources.pods, pod('lost', 'n1'))
    p.run(1000)
    p.client.delete(resources.nodes, undefined, 'n1')
    p.run(39_000)
    expect(p.pods()).toHaveLength(1)
    p.run(45_000)
    expect(p.pods()).toHaveLength(0)
  })
})

describe('a cordon', () => {
  it('becomes a taint', () => {
    const p = new ControlPlane({ nodes: ['n1'] })
    p.client.update(resources.nodes, { ...node(p, 'n1'), spec: { ...node(p, 'n1').spec, unschedulable: true } })
    p.run(100)
    expect(taints(p, 'n1')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule'])
  })
})
