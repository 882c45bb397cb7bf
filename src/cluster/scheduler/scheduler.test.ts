import { describe, expect, it } from 'vitest'
import type { Event, Node, Pod } from '../api/generated/types.ts'
import { resources } from '../client/resources.ts'
import { ControlPlane } from '../controller-manager/testing/control-plane.ts'

const helpless = 'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'

function pod(name: string, spec: object = {}, more: { requests?: object; labels?: object } = {}) {
  const resources = more.requests ? { requests: more.requests, limits: more.requests } : {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: more.labels },
    spec: { containers: [{ name: 'main', image: 'nginx', resources }], ...spec },
  }
}

function plane(nodes = ['n1']) {
  return new ControlPlane({ nodes, kubelet: { readyMs: 300, goneMs: 200 } })
}

function failures(p: ControlPlane, name: string): readonly string[] {
  return p
    .list<Event>(resources.events)
    .filter((event) => event.involvedObject.name === name && event.reason === 'FailedScheduling')
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
    .map((event) => String(event.message))
}

const scheduled = (p: ControlPlane, name: string) => p.get<Pod>(resources.pods, name).spec?.nodeName

function changeNode(p: ControlPlane, name: string, change: (node: Node) => Node): void {
  p.client.update(resources.nodes, change(p.get<Node>(resources.nodes, name, undefined)))
}

describe('the scheduler', () => {
  it.each([
    ['too much CPU', { requests: { cpu: '1000' } }, {}, '1 Insufficient cpu'],
    ['too much memory', { requests: { memory: '500Gi' } }, {}, '1 Insufficient memory'],
    ['too much of both', { requests: { cpu: '9', memory: '500Gi' } }, {}, '1 Insufficient cpu, 1 Insufficient memory'],
    ['an unknown resource', { requests: { 'example.com/gpu': '1' } }, {}, '1 Insufficient example.com/gpu'],
    ['a nodeSelector', {}, { nodeSelector: { disktype: 'ssd' } }, "1 node(s) didn't match Pod's node affinity/selector"],
    [
      'node affinity',
      {},
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['east'] }] }],
            },
          },
        },
      },
      "1 node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'pod affinity',
      {},
      {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } },
            ],
          },
        },
      },
      "1 node(s) didn't match pod affinity rules",
    ],
    [
      'a spread constraint over a missing label',
      {},
      {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'x' } } },
        ],
      },
      "1 node(s) didn't match pod topology spread constraints (missing required label)",
    ],
  ])('says why a pod with %s fits nowhere', (_what, more, spec, reason) => {
    const p = plane()
    p.create(resources.pods, pod('p', spec, more))
    p.run(1000)
    const message = `0/1 nodes are available: ${reason}. ${helpless}`
    expect(failures(p, 'p')).toEqual([message])
    expect(p.get<Pod>(resources.pods, 'p').status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
    ])
  })

  it('counts reasons over nodes, sorted as strings', () => {
    const p = plane(['n1', 'n2'])
    p.addNode('n3', { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } })
    p.create(resources.pods, pod('p', {}, { requests: { cpu: '5' } }))
    p.run(1000)
    expect(failures(p, 'p')[0]).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    )
  })

  it('says that there are no nodes, again and again with growing waits', () => {
    const p = new ControlPlane({ scheduler: true })
    p.create(resources.pods, pod('p'))
    p.run(20_000)
    expect(new Set(failures(p, 'p'))).toEqual(new Set(['no nodes available to schedule pods']))
    p.addNode('late')
    p.run(11_000)
    expect(scheduled(p, 'p')).toBe('late')
  })

  it('places a pod and says so', () => {
    const p = plane()
    p.create(resources.pods, pod('p'))
    p.run(1000)
    const [event] = p.list<Event>(resources.events).filter((one) => one.reason === 'Scheduled')
    expect(event).toMatchObject({
      message: 'Successfully assigned default/p to n1',
      type: 'Normal',
      reportingComponent: 'default-scheduler',
      source: {},
      action: 'Binding',
    })
  })

  it('tries again when a label, a taint or a cordon is lifted', () => {
    const p = plane()
    p.create(resources.pods, pod('selector', { nodeSelector: { disktype: 'ssd' } }))
    p.run(5000)
    changeNode(p, 'n1', (node) => ({
      ...node,
      metadata: { ...node.metadata, labels: { ...node.metadata.labels, disktype: 'ssd' } },
    }))
    p.run(500)
    expect(scheduled(p, 'selector')).toBe('n1')
    changeNode(p, 'n1', (node) => ({ ...node, spec: { ...node.spec, unschedulable: true } }))
    p.run(1000)
    p.create(resources.pods, pod('cordoned'))
    p.run(2000)
    expect(failures(p, 'cordoned')[0]).toBe(`0/1 nodes are available: 1 node(s) were unschedulable. ${helpless}`)
    changeNode(p, 'n1', (node) => ({ ...node, spec: { ...node.spec, unschedulable: false } }))
    p.run(1000)
    expect(scheduled(p, 'cordoned')).toBe('n1')
  })

  it('holds gated pods back in silence', () => {
    const p = plane()
    const made = p.create<Pod>(resources.pods, pod('gated', { schedulingGates: [{ name: 'example.com/foo' }] }))
    p.run(1000)
    expect(p.events('Pod')).toEqual([])
    p.client.update(resources.pods, {
      ...p.get<Pod>(resources.pods, 'gated'),
      spec: { ...made.spec, schedulingGates: undefined } as Pod['spec'],
    })
    p.run(500)
    expect(scheduled(p, 'gated')).toBe('n1')
  })

  it('leaves pods of other schedulers alone', () => {
    const p = plane()
    p.create(resources.pods, pod('other', { schedulerName: 'my-scheduler' }))
    p.run(1000)
    expect(scheduled(p, 'other')).toBeUndefined()
    expect(p.events('Pod')).toEqual([])
  })

  it('does not give a host port twice', () => {
    const p = plane()
    const ports = { containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80, hostPort: 8080 }] }] }
    p.create(resources.pods, pod('a', ports))
    p.run(1000)
    p.create(resources.pods, pod('b', ports))
    p.run(1000)
    expect(failures(p, 'b')[0]).toBe(
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    )
    p.client.delete(resources.pods, 'default', 'a')
    p.run(3000)
    expect(scheduled(p, 'b')).toBe('n1')
  })

  it('makes room for a pod of higher priority', () => {
    const p = plane()
    for (const [name, value] of [
      ['high', 1000],
      ['low', 1],
    ] as const) {
      p.client.create(resources.priorityclasses, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        value,
      })
    }
    p.create(resources.pods, pod('small', { priorityClassName: 'low', priority: 1 }, { requests: { cpu: '500m' } }))
    p.create(resources.pods, pod('low', { priorityClassName: 'low', priority: 1 }, { requests: { cpu: '3' } }))
    p.run(2000)
    const high = p.create<Pod>(
      resources.pods,
      pod('high', { priorityClassName: 'high', priority: 1000 }, { requests: { cpu: '3' } }),
    )
    p.run(20)
    expect(failures(p, 'high')).toEqual(['0/1 nodes are available: 1 Insufficient cpu.'])
    expect(p.get<Pod>(resources.pods, 'high').status?.nominatedNodeName).toBe('n1')
    expect(p.get<Pod>(resources.pods, 'low').status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', reason: 'PreemptionByScheduler' }),
    )
    p.run(3000)
    expect(scheduled(p, 'high')).toBe('n1')
    expect(p.events('Pod')).toContain(`Preempted Preempted by pod ${high.metadata.uid} on node n1`)
    expect(p.pods().map((one) => one.metadata.name)).toEqual(['high', 'small'])
  })

  it('waits for claims that have no volume', () => {
    const p = plane()
    const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'wish' } }]
    p.create(resources.pods, pod('wisher', { volumes }))
    p.run(1000)
    expect(failures(p, 'wisher')).toEqual(['0/1 nodes are available: persistentvolumeclaim "wish" not found. not found'])
    p.create(resources.persistentvolumeclaims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'wish' },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: { storage: '2Gi' } } },
    })
    p.run(1000)
    expect(failures(p, 'wisher').at(-1)).toBe(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    )
  })

  it('spreads pods of one anti-affinity over nodes, and no further', () => {
    const p = plane(['n1', 'n2'])
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'apart' } } }
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } }
    for (const name of ['a', 'b', 'c']) p.create(resources.pods, pod(name, { affinity }, { labels: { app: 'apart' } }))
    p.run(1000)
    expect(new Set([scheduled(p, 'a'), scheduled(p, 'b')])).toEqual(new Set(['n1', 'n2']))
    expect(failures(p, 'c')).toEqual([
      "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
    ])
  })

  it('keeps the reasons of its decisions in the history', () => {
    const p = plane(['n1', 'n2'])
    p.addNode('n3', { spec: { unschedulable: true } })
    p.create(resources.pods, pod('p', {}, { requests: { cpu: '1', memory: '1Gi' } }))
    p.run(1000)
    const record = p.sim.history.all().find((one) => one.what === 'scheduled')
    expect(record).toMatchObject({ by: 'default-scheduler', subject: { kind: 'Pod', namespace: 'default', name: 'p' } })
    const detail = record?.detail as {
      plugins: string[]
      nodes: { node: string; total?: number; raw?: number[]; refusedBy?: string }[]
    }
    expect(detail.plugins).toEqual(['TaintToleration', 'NodeResourcesFit', 'NodeResourcesBalancedAllocation', 'ImageLocality'])
    expect(detail.nodes.map(({ node, raw, total, refusedBy }) => ({ node, raw, total, refusedBy }))).toEqual([
      { node: 'n1', raw: [0, 81, 71, 0], total: 452, refusedBy: undefined },
      { node: 'n2', raw: [0, 81, 71, 0], total: 452, refusedBy: undefined },
      { node: 'n3', raw: undefined, total: undefined, refusedBy: 'NodeUnschedulable' },
    ])
  })

  it('does nothing while it is stopped, and takes everything up again', () => {
    const p = plane()
    p.create(resources.pods, pod('early'))
    p.run(4)
    p.scheduler?.stop()
    p.create(resources.pods, pod('late'))
    p.run(60_000)
    expect([scheduled(p, 'early'), scheduled(p, 'late')]).toEqual([undefined, undefined])
    p.scheduler?.start()
    p.run(1000)
    expect([scheduled(p, 'early'), scheduled(p, 'late')]).toEqual(['n1', 'n1'])
  })
})

describe('volumes', () => {
  const disk = (volume: object) => ({ volumes: [{ name: 'v', ...volume }] })
  it.each([
    [{ gcePersistentDisk: { pdName: 'd' } }, true],
    [{ gcePersistentDisk: { pdName: 'd', readOnly: true } }, false],
    [{ awsElasticBlockStore: { volumeID: 'd', readOnly: true } }, true],
    [{ iscsi: { targetPortal: 'p', iqn: 'iqn.2001-04.com.example:a', lun: 0 } }, true],
    [{ rbd: { monitors: ['m'], image: 'i' } }, true],
    [{ hostPath: { path: '/tmp' } }, false],
  ])('%j twice on a node conflicts: %s', (volume, conflicts) => {
    const p = plane()
    p.create(resources.pods, pod('a', disk(volume)))
    p.run(2000)
    p.create(resources.pods, pod('b', disk(volume)))
    p.run(2000)
    expect(failures(p, 'b').map((text) => text.split('.')[0])).toEqual(
      conflicts ? ['0/1 nodes are available: 1 node(s) had no available disk'] : [],
    )
  })
  it('counts those of a driver', () => {
    const p = plane()
    p.client.create({ group: 'storage.k8s.io', version: 'v1', resource: 'csinodes' }, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: { name: 'n1' },
      spec: { drivers: [{ name: 'x.io', nodeID: 'n1', allocatable: { count: 1 } }] },
    } as never)
    for (const name of ['a', 'b']) {
      const common = { accessModes: ['ReadWriteOnce'], storageClassName: '' }
      p.client.create(resources.persistentvolumes, {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name },
        spec: { ...common, capacity: { storage: '1Gi' }, csi: { driver: 'x.io', volumeHandle: name } },
      } as never)
      p.client.create(resources.persistentvolumeclaims, {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: 'default' },
        spec: { ...common, volumeName: name, resources: { requests: { storage: '1Gi' } } },
      } as never)
    }
    p.run(5000)
    for (const name of ['a', 'b']) {
      const volumes = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: name } }] }
      p.create(resources.pods, pod(name, volumes))
      p.run(2000)
    }
    expect(scheduled(p, 'a')).toBe('n1')
    expect(failures(p, 'b')[0]).toContain('1 node(s) exceed max volume count')
  })
})
