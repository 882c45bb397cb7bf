import { describe, expect, it } from 'vitest'
import type { Node, Pod } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { ControlPlane, template } from '../../controller-manager/testing/control-plane.ts'
import { SchedulerCache } from '../cache.ts'
import type { Plugin } from '../framework.ts'
import { newPodInfo } from '../pod-info.ts'
import { imageLocality } from './image-locality.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'
import { nodeAffinity } from './node-affinity.ts'
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts'
import { nodeResourcesFit } from './node-resources-fit.ts'
import { podTopologySpread } from './pod-topology-spread.ts'
import { taintToleration } from './taint-toleration.ts'

let count = 0

function pod(spec: object = {}, labels: Record<string, string> = {}, more: object = {}): Pod {
  const metadata = { name: `p${count}`, namespace: 'default', uid: `uid-${count++}`, labels, ...more }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } }
}

const asking = (cpu: string, memory: string) =>
  pod({ containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu, memory } } }] })

function node(name: string, more: { spec?: Node['spec']; labels?: Record<string, string>; status?: object } = {}): Node {
  const labels = { 'kubernetes.io/hostname': name, ...more.labels }
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110' }
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: more.spec, status: { allocatable, ...more.status } }
}

function cacheOf(nodes: readonly Node[], placed: readonly (readonly [string, Pod])[] = []): SchedulerCache {
  const cache = new SchedulerCache(() => ({}))
  for (const one of nodes) cache.setNode(one)
  for (const [name, one] of placed) cache.addPod(newPodInfo(one), name)
  return cache
}

/** Scores of all nodes, in the order of their names: as the plugin gives them, and normalised. */
function scores(
  plugin: Plugin,
  incoming: Pod,
  cache: SchedulerCache,
): { raw: readonly number[]; normalised: readonly number[] } | undefined {
  const info = newPodInfo(incoming)
  const score = plugin.preScore?.(info, cache, cache.nodes)
  if (!score) return undefined
  const raw = cache.nodes.map((one) => score.score(one))
  const normalised = [...raw]
  score.normalise?.(normalised, cache.nodes)
  return { raw, normalised }
}

describe('LeastAllocated', () => {
  it.each([
    // (75 + 87) / 2: what is left of CPU and memory, with the pod
    ['a pod that asks', asking('1', '1Gi'), [], 81],
    // 100m and 200Mi are counted where nothing is asked: (97 + 97) / 2
    ['a pod that does not', pod(), [], 97],
    ['a node that is half full', asking('1', '1Gi'), [['n1', asking('2', '4Gi')]], 31],
    ['a node that is too full', asking('3', '1Gi'), [['n1', asking('2', '4Gi')]], 18],
  ] as const)('%s', (_what, incoming, placed, score) => {
    expect(scores(nodeResourcesFit, incoming, cacheOf([node('n1')], placed))?.raw).toEqual([score])
  })
})

describe('BalancedAllocation', () => {
  it.each([
    ['changes nothing', asking('1', '2Gi'), [], 75],
    ['tips the balance', asking('2', '1Gi'), [], 65],
    ['restores it', asking('0', '4Gi'), [['n1', asking('2', '0')]], 87],
  ] as const)('a pod that %s', (_what, incoming, placed, score) => {
    expect(scores(nodeResourcesBalancedAllocation, incoming, cacheOf([node('n1')], placed))?.raw).toEqual([score])
  })

  it('has nothing to say of a pod that asks for nothing', () => {
    expect(scores(nodeResourcesBalancedAllocation, pod(), cacheOf([node('n1')]))).toBeUndefined()
  })
})

it('ImageLocality prefers large images that are there, the more so the more nodes have them', () => {
  const image = (name: string, mebibytes: number) => ({ images: [{ names: [name], sizeBytes: mebibytes * 1024 * 1024 }] })
  const nodes = [
    node('n1', { status: image('nginx:latest', 523) }),
    node('n2', { status: image('nginx:latest', 523) }),
    node('n3'),
    node('n4'),
  ]
  // 523 MiB on half of the nodes: (261.5 − 23) / (1000 − 23)
  expect(scores(imageLocality, pod(), cacheOf(nodes))?.raw).toEqual([24, 24, 0, 0])
})

it('NodeAffinity adds up the weights of what it would like', () => {
  const prefer = (weight: number, key: string) => ({ weight, preference: { matchExpressions: [{ key, operator: 'Exists' }] } })
  const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [prefer(50, 'ssd'), prefer(30, 'gpu')] } }
  const nodes = [node('n1', { labels: { ssd: '', gpu: '' } }), node('n2', { labels: { gpu: '' } }), node('n3')]
  expect(scores(nodeAffinity, pod({ affinity }), cacheOf(nodes))).toEqual({ raw: [80, 30, 0], normalised: [100, 37, 0] })
})

it('TaintToleration takes off for what should rather not be', () => {
  const taint = (key: string) => ({ key, effect: 'PreferNoSchedule' as const })
  const nodes = [
    node('n1'),
    node('n2', { spec: { taints: [taint('a')] } }),
    node('n3', { spec: { taints: [taint('a'), taint('b')] } }),
  ]
  expect(scores(taintToleration, pod(), cacheOf(nodes))).toEqual({ raw: [0, 1, 2], normalised: [100, 50, 0] })
})

describe('PodTopologySpread', () => {
  const plane = new ControlPlane({ controllers: [] })
  plane.create(resources.replicasets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web' },
    spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, template: template('web') },
  })
  const spread = podTopologySpread(plane.informers)
  const owned = () =>
    pod(
      {},
      { app: 'web' },
      { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true }] },
    )

  it('spreads the pods of one owner over nodes unasked', () => {
    const cache = cacheOf(
      [node('n1'), node('n2'), node('n3')],
      [
        ['n1', owned()],
        ['n1', owned()],
        ['n2', owned()],
      ],
    )
    // count × ln(3 + 2) + (3 − 1), rounded
    expect(scores(spread, owned(), cache)).toEqual({ raw: [5, 4, 2], normalised: [40, 60, 100] })
  })

  it('refuses a node of a domain that has more than its share', () => {
    const constraint = {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'x' } },
    }
    const nodes = [node('n1', { labels: { zone: 'a' } }), node('n2', { labels: { zone: 'b' } }), node('n3')]
    const cache = cacheOf(nodes, [['n1', pod({}, { app: 'x' })]])
    const filter = spread.preFilter?.(newPodInfo(pod({ topologySpreadConstraints: [constraint] }, { app: 'x' })), cache)
    const refusals = typeof filter === 'function' ? cache.nodes.map((one) => filter(one)?.reasons[0]) : []
    expect(refusals).toEqual([
      "node(s) didn't match pod topology spread constraints",
      undefined,
      "node(s) didn't match pod topology spread constraints (missing required label)",
    ])
  })
})

describe('InterPodAffinity', () => {
  const term = (app: string) => ({ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } })

  it('draws pods to those they like, and away from those they do not', () => {
    const affinity = {
      podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 60, podAffinityTerm: term('db') }] },
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 20, podAffinityTerm: term('noisy') }] },
    }
    const cache = cacheOf(
      [node('n1'), node('n2'), node('n3')],
      [
        ['n1', pod({}, { app: 'db' })],
        ['n2', pod({}, { app: 'noisy' })],
      ],
    )
    expect(scores(interPodAffinity, pod({ affinity }), cache)).toEqual({ raw: [60, -20, 0], normalised: [100, 0, 25] })
  })

  it('lets the first of a group go anywhere, and keeps others where the group is', () => {
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('group')] } }
    const nodes = [node('n1'), node('n2')]
    const refusals = (cache: SchedulerCache) => {
      const filter = interPodAffinity.preFilter?.(newPodInfo(pod({ affinity }, { app: 'group' })), cache)
      return typeof filter === 'function' ? cache.nodes.map((one) => filter(one)?.reasons[0]) : []
    }
    expect(refusals(cacheOf(nodes))).toEqual([undefined, undefined])
    expect(refusals(cacheOf(nodes, [['n2', pod({}, { app: 'group' })]]))).toEqual([
      "node(s) didn't match pod affinity rules",
      undefined,
    ])
  })

  it('respects those who are there already', () => {
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('noisy')] } }
    const cache = cacheOf([node('n1'), node('n2')], [['n1', pod({ affinity })]])
    const filter = interPodAffinity.preFilter?.(newPodInfo(pod({}, { app: 'noisy' })), cache)
    const refusals = typeof filter === 'function' ? cache.nodes.map((one) => filter(one)?.reasons[0]) : []
    expect(refusals).toEqual(["node(s) didn't satisfy existing pods anti-affinity rules", undefined])
  })
})
