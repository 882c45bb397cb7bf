import { describe, expect, it } from 'vitest'
import type { DaemonSet, Node, Pod } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../testing/control-plane.ts'

function started(nodes: readonly string[], more: object = {}) {
  const p = new ControlPlane({ nodes, kubelet: { readyMs: 300, goneMs: 500 } })
  p.create(resources.daemonsets, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: template('agent'),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      ...more,
    },
  })
  p.run(3000)
  return p
}

const places = (p: ControlPlane) =>
  p
    .pods()
    .map((pod) => pod.spec?.nodeName)
    .sort()
const status = (p: ControlPlane) => p.get<DaemonSet>(resources.daemonsets, 'agent').status

function setImage(p: ControlPlane, image: string): void {
  const now = p.get<DaemonSet>(resources.daemonsets, 'agent')
  p.client.update(resources.daemonsets, {
    ...now,
    spec: { ...now.spec, template: template('agent', image) } as DaemonSet['spec'],
  })
}

describe('the daemonset controller', () => {
  it('runs one pod on each node, also on those that come later', () => {
    const p = started(['n1', 'n2'])
    expect(places(p)).toEqual(['n1', 'n2'])
    expect(status(p)).toMatchObject({
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      numberReady: 2,
      numberAvailable: 2,
      updatedNumberScheduled: 2,
      numberMisscheduled: 0,
    })
    p.addNode('n3')
    p.run(2000)
    expect(places(p)).toEqual(['n1', 'n2', 'n3'])
    expect(p.pods()[0]?.spec?.tolerations?.map((one) => one.key)).toContain('node.kubernetes.io/unschedulable')
  })

  it('keeps its pods on a cordoned node, and away from a tainted one', () => {
    const p = started(['n1', 'n2'])
    const change = (name: string, spec: Node['spec']) => {
      const node = p.get<Node>(resources.nodes, name, undefined)
      p.client.update(resources.nodes, { ...node, spec: { ...node.spec, ...spec } })
      p.run(2000)
    }
    change('n1', { unschedulable: true })
    expect(places(p)).toEqual(['n1', 'n2'])
    change('n2', { taints: [{ key: 'gpu', value: 'x', effect: 'NoExecute' }] })
    expect(places(p)).toEqual(['n1'])
    expect(status(p)).toMatchObject({ desiredNumberScheduled: 1 })
  })

  it('updates one node after the other', () => {
    const p = started(['n1', 'n2', 'n3'])
    setImage(p, 'nginx:1.27')
    let fewest = 3
    for (let step = 0; step < 200; step++) {
      p.run(50)
      fewest = Math.min(fewest, p.pods().filter((pod) => isUp(pod)).length)
    }
    expect(fewest).toBe(2)
    expect(p.pods().map((pod) => pod.spec?.containers[0]?.image)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27'])
    expect(status(p)).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 })
  })

  it('updates on deletion only, if it is told to', () => {
    const p = started(['n1', 'n2'], { updateStrategy: { type: 'OnDelete' } })
    setImage(p, 'nginx:1.27')
    p.run(5000)
    expect(p.pods().map((pod) => pod.spec?.containers[0]?.image)).toEqual(['nginx', 'nginx'])
    p.client.delete(resources.pods, 'default', String(p.pods()[0]?.metadata.name))
    p.run(3000)
    expect(
      p
        .pods()
        .map((pod) => pod.spec?.containers[0]?.image)
        .sort(),
    ).toEqual(['nginx', 'nginx:1.27'])
  })
})

function isUp(pod: Pod): boolean {
  const ready = pod.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true
  return ready && pod.metadata.deletionTimestamp === undefined
}
