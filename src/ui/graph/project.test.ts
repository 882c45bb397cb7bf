import { describe, expect, it } from 'vitest'
import type { Frame, KubeObject, PodInsides } from '../../bridge/protocol.ts'
import type { Container, Pod, PodSpec, PodStatus } from '../../cluster/api/generated/types.ts'
import { afterFrame, type ClusterState, useCluster } from '../../state/cluster-store.ts'
import { type GraphFilter, project } from './project.ts'

const everything: GraphFilter = { namespaces: undefined, search: '' }
const frame: Frame = {
  tell: 'frame',
  cluster: 1,
  now: 0,
  playing: true,
  speed: 1,
  nextAt: undefined,
  whole: false,
  put: [],
  gone: [],
  records: [],
  insides: [],
  insidesGone: [],
  behind: false,
}

function mirror(put: readonly KubeObject[], insides: readonly PodInsides[] = []): ClusterState {
  return afterFrame(useCluster.getInitialState(), { ...frame, whole: true, put, insides })
}

function pod(name: string, spec: Partial<PodSpec> = {}, status: PodStatus = {}, metadata: Partial<Pod['metadata']> = {}): Pod {
  const container: Container = { name: 'main', image: 'docker.io/library/nginx:1.27' }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, creationTimestamp: '2026-07-09T10:00:00Z', ...metadata },
    spec: { containers: [container], ...spec },
    status,
  }
}

const node = (name: string, labels: Record<string, string> = {}): KubeObject & { readonly status: unknown } => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels, creationTimestamp: '2026-07-09T10:00:00Z' },
  status: { allocatable: { cpu: '2', memory: '4Gi' }, conditions: [{ type: 'Ready', status: 'True' }] },
})

const cpu = (amount: string): Pick<Container, 'resources'> => ({ resources: { requests: { cpu: amount } } })

describe('project', () => {
  it('puts Pods on their nodes and the others ashore, with the scheduler’s reason', () => {
    const message = '0/1 nodes are available: 1 Insufficient cpu.'
    const model = project(
      mirror([
        node('worker-1'),
        pod('bound', { nodeName: 'worker-1' }),
        pod('waiting', {}, { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message }] }),
      ]),
      everything,
    )
    expect(model.nodes[0]?.pods.map((each) => each.name)).toEqual(['bound'])
    expect(model.unbound.map((each) => [each.name, each.reason])).toEqual([['waiting', message]])
  })

  it('fills a tank with what Pods request, of every namespace, without those that have ended', () => {
    const containers = (amount: string) => [{ name: 'c', ...cpu(amount) }]
    const model = project(
      mirror([
        node('worker-1'),
        pod('a', { nodeName: 'worker-1', containers: containers('500m') }),
        pod('b', { nodeName: 'worker-1', containers: containers('1') }, {}, { namespace: 'kube-system' }),
        pod('c', { nodeName: 'worker-1', containers: containers('1') }, { phase: 'Succeeded' }),
      ]),
      everything,
    )
    expect(model.nodes[0]?.requested.cpu).toBeCloseTo(1.5)
    expect(model.nodes[0]?.hiddenPods).toBe(1)
  })

  it('sorts nodes as people count', () => {
    const control = node('control-plane', { 'node-role.kubernetes.io/control-plane': '' })
    const model = project(mirror([node('worker-10'), node('worker-9'), control]), everything)
    expect(model.nodes.map((each) => each.name)).toEqual(['control-plane', 'worker-9', 'worker-10'])
  })

  it.each([
    ['by default all but the cluster’s own', undefined, ['mine', 'shop']],
    ['chosen namespaces', new Set(['kube-system']), ['system']],
  ])('shows %s', (_, namespaces, names) => {
    const state = mirror([
      pod('mine'),
      pod('system', {}, {}, { namespace: 'kube-system' }),
      pod('shop', {}, {}, { namespace: 'shop' }),
    ])
    const model = project(state, { namespaces, search: '' })
    expect([...model.pods.values()].map((each) => each.name).sort()).toEqual(names)
  })

  it('keeps the identity of Pods that did not change', () => {
    const state = mirror([node('worker-1'), pod('same', { nodeName: 'worker-1' }), pod('other')])
    const before = project(state, everything)
    const after = project(afterFrame(state, { ...frame, put: [pod('other', {}, { phase: 'Running' })] }), everything)
    expect(after.pods.get('default/same')).toBe(before.pods.get('default/same'))
    expect(after.pods.get('default/other')).not.toBe(before.pods.get('default/other'))
  })

  it('names roles, shortens images, leaves out the token volume, and tells what feeds a volume', () => {
    const model = project(
      mirror([
        pod('p', {
          nodeName: 'worker-1',
          initContainers: [{ name: 'side', restartPolicy: 'Always' }, { name: 'first' }],
          containers: [
            {
              name: 'app',
              image: 'ghcr.io/acme/api:2.1@sha256:abc',
              volumeMounts: [
                { name: 'conf', mountPath: '/etc/conf', readOnly: true },
                { name: 'kube-api-access-x', mountPath: '/var/run/secrets' },
              ],
            },
          ],
          volumes: [
            { name: 'conf', configMap: { name: 'settings' } },
            { name: 'kube-api-access-x', projected: { sources: [] } },
          ],
        }),
      ]),
      everything,
    ).pods.get('default/p')
    expect(model?.containers.map((each) => [each.name, each.role])).toEqual([
      ['side', 'sidecar'],
      ['first', 'init'],
      ['app', 'app'],
    ])
    expect(model?.containers[2]?.imageShort).toBe('api:2.1')
    expect(model?.volumes.map((each) => [each.name, each.type, each.source])).toEqual([['conf', 'configMap', 'settings']])
    expect(model?.mounts).toEqual([{ container: 'app', volume: 'conf', path: '/etc/conf', readOnly: true }])
  })

  it('takes back-off, probes and processes from the insides', () => {
    const backOff = { kind: 'restart', since: 1000, until: 11_000, delayMs: 10_000 } as const
    const inside: PodInsides = {
      uid: 'uid-p',
      namespace: 'default',
      name: 'p',
      node: 'worker-1',
      volumes: [],
      containers: [
        {
          name: 'main',
          role: 'app',
          processes: [{ pid: 1, command: 'nginx', state: 'S' }],
          probes: [{ type: 'readiness', state: 'failing', output: 'refused' }],
          backOff,
          memoryBytes: 1,
          cpuMs: 1,
        },
      ],
    }
    const probed = pod('p', { nodeName: 'worker-1', containers: [{ name: 'main', readinessProbe: {}, livenessProbe: {} }] })
    const model = project(mirror([probed], [inside]), everything).pods.get('default/p')
    expect(model?.backOff).toBe(backOff)
    expect(model?.backOffContainer).toBe('main')
    expect(model?.containers[0]?.probes.map((each) => [each.type, each.state])).toEqual([
      ['readiness', 'failing'],
      ['liveness', 'not-run'],
    ])
  })

  it('follows owners to the top and endpoints to Pods', () => {
    const owner = (kind: string, name: string) => ({
      ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: name, controller: true }],
    })
    const of = (kind: string, name: string, rest: object): KubeObject => ({
      apiVersion: 'v1',
      kind,
      metadata: { name, namespace: 'default' },
      ...rest,
    })
    const model = project(
      mirror([
        of('Deployment', 'web', { spec: { replicas: 2 }, status: { readyReplicas: 1 } }),
        of('ReplicaSet', 'web-1', {
          metadata: { name: 'web-1', namespace: 'default', ...owner('Deployment', 'web') },
          spec: { replicas: 2 },
          status: { replicas: 2 },
        }),
        of('ReplicaSet', 'web-0', {
          metadata: { name: 'web-0', namespace: 'default', ...owner('Deployment', 'web') },
          spec: { replicas: 0 },
          status: { replicas: 0 },
        }),
        pod('web-1-a', { nodeName: 'n' }, {}, owner('ReplicaSet', 'web-1')),
        of('Service', 'web', { spec: { clusterIP: '10.96.0.7', ports: [{ port: 80, nodePort: 30080 }] } }),
        of('EndpointSlice', 'web-x', {
          metadata: { name: 'web-x', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
          endpoints: [{ addresses: [], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'web-1-a' } }],
        }),
      ]),
      everything,
    )
    expect(model.workloads).toHaveLength(1)
    expect(model.workloads[0]).toMatchObject({ kind: 'Deployment', ready: 1, desired: 2, pods: ['default/web-1-a'] })
    expect(model.workloads[0]?.parts.map((part) => part.name)).toEqual(['web-1'])
    expect(model.services[0]).toMatchObject({ address: '10.96.0.7:80:30080', readyCount: 1 })
    expect(model.services[0]?.endpoints).toEqual([{ pod: 'default/web-1-a', ready: true }])
  })
})
