import { describe, expect, it } from 'vitest'
import { densityFor, layoutGraph } from './layout.ts'
import type { ContainerModel, GraphModel, NodeModel, PodModel } from './model.ts'
import { podGeometry, type Rect } from './pod-geometry.ts'

const container = (name: string, rest: Partial<ContainerModel> = {}): ContainerModel => ({
  name,
  role: 'app',
  image: 'nginx',
  imageShort: 'nginx',
  state: 'running',
  look: 'running',
  reason: '',
  message: undefined,
  ready: true,
  restarts: 0,
  exitCode: undefined,
  startedAt: 0,
  finishedAt: undefined,
  lastExitCode: undefined,
  probes: [],
  processes: [],
  backOff: undefined,
  standIn: undefined,
  memoryBytes: 0,
  ports: '',
  ...rest,
})

const pod = (name: string, rest: Partial<PodModel> = {}): PodModel => ({
  key: `default/${name}`,
  uid: name,
  namespace: 'default',
  name,
  status: 'Running',
  look: 'running',
  ready: 1,
  total: 1,
  restarts: 0,
  lastRestartAt: undefined,
  createdAt: 0,
  ip: '10.244.0.1',
  node: 'worker-1',
  restartPolicy: 'Always',
  graceSeconds: 30,
  owner: undefined,
  labels: {},
  containers: [container('main')],
  volumes: [],
  mounts: [],
  requests: { cpu: 0, memoryBytes: 0 },
  finished: false,
  reason: undefined,
  termination: undefined,
  deleteBy: undefined,
  backOff: undefined,
  backOffContainer: undefined,
  ...rest,
})

function cluster(nodeCount: number, podsEach: number): GraphModel {
  const nodes: NodeModel[] = Array.from({ length: nodeCount }, (_, index) => {
    const name = `worker-${index + 1}`
    return {
      name,
      status: 'Ready',
      ready: true,
      controlPlane: false,
      requested: { cpu: 1, memoryBytes: 0 },
      allocatable: { cpu: 2, memoryBytes: 0 },
      pods: Array.from({ length: podsEach }, (_, at) => pod(`p-${index}-${at}`, { node: name })),
      hiddenPods: 0,
      createdAt: 0,
    }
  })
  const pods = new Map(nodes.flatMap((node) => node.pods.map((each) => [each.key, each] as const)))
  return { components: [], nodes, unbound: [], workloads: [], services: [], pods, namespaces: [] }
}

const stage = { width: 1000, height: 560 }
const inside = (inner: Rect, outer: { readonly width: number; readonly height: number }) =>
  inner.x >= 0 && inner.y >= 0 && inner.x + inner.width <= outer.width && inner.y + inner.height <= outer.height
const overlap = (a: Rect, b: Rect) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('layoutGraph', () => {
  it.each([
    [2, 3],
    [3, 12],
    [20, 50],
  ])('%i nodes with %i Pods each: every Pod inside its tank, none over another', (nodeCount, podsEach) => {
    const model = cluster(nodeCount, podsEach)
    const layout = layoutGraph(model, stage)
    const tanks = [...layout.nodes.values()]
    expect(tanks).toHaveLength(nodeCount)
    for (const [index, tank] of tanks.entries()) {
      expect(tank.x + tank.width).toBeLessThanOrEqual(layout.width)
      for (const other of tanks.slice(index + 1)) expect(overlap(tank, other)).toBe(false)
    }
    for (const node of model.nodes) {
      const rects = node.pods.map((each) => layout.pods.get(each.key)!)
      for (const [index, rect] of rects.entries()) {
        expect(inside(rect, layout.nodes.get(node.name)!)).toBe(true)
        for (const other of rects.slice(index + 1)) expect(overlap(rect, other)).toBe(false)
      }
    }
  })

  it('keeps its arrangement while that is nearly as good', () => {
    const first = layoutGraph(cluster(3, 4), stage)
    expect(layoutGraph(cluster(3, 5), stage, first.shape).shape).toEqual(first.shape)
  })

  it('draws less of each Pod the more there are', () => {
    expect([5, 100, 1000].map(densityFor)).toEqual(['full', 'compact', 'cell'])
  })

  it('needs about a millisecond for 10 nodes with 50 Pods', () => {
    const model = cluster(10, 50)
    // the best of many: a busy machine is not what is measured
    let best = Number.POSITIVE_INFINITY
    for (let run = 0; run < 40; run++) {
      const began = performance.now()
      layoutGraph(model, stage)
      best = Math.min(best, performance.now() - began)
    }
    expect(best).toBeLessThan(3)
  })
})

describe('podGeometry', () => {
  const volume = (name: string) => ({ name, type: 'emptyDir', source: '', files: [], fileCount: 0, sizeBytes: 0 })
  const mount = (of: string, name: string, readOnly = false) => ({ container: of, volume: name, path: `/${name}`, readOnly })

  it.each([
    ['one container', pod('a')],
    [
      'a pair with a volume',
      pod('b', {
        containers: [container('x'), container('y')],
        volumes: [volume('v')],
        mounts: [mount('x', 'v', true), mount('y', 'v')],
      }),
    ],
    [
      'many containers and volumes',
      pod('c', {
        containers: [
          container('i', { role: 'init', exitCode: 0, state: 'terminated' }),
          container('x'),
          container('y'),
          container('z'),
        ],
        volumes: [volume('v'), volume('w'), volume('u')],
        mounts: [mount('x', 'v'), mount('y', 'w'), mount('z', 'u'), mount('x', 'u')],
      }),
    ],
    ['in back-off', pod('d', { status: 'CrashLoopBackOff', backOff: { kind: 'restart', since: 0, until: 1, delayMs: 1 } })],
    ['terminating', pod('e', { look: 'terminating' })],
  ])('%s: everything inside the card, nothing over anything else', (_, model) => {
    const geometry = podGeometry(model, 'full')
    const rects = [
      geometry.meta,
      geometry.grace,
      geometry.loop,
      ...geometry.containers.map((each) => each.rect),
      ...geometry.volumes.map((each) => each.rect),
    ].filter((rect): rect is Rect => rect !== undefined)
    for (const [index, rect] of rects.entries()) {
      expect(inside(rect, geometry)).toBe(true)
      for (const other of rects.slice(index + 1)) expect(overlap(rect, other)).toBe(false)
    }
    expect(geometry.mounts).toHaveLength(model.mounts.length)
  })

  it('gathers finished init steps into one line', () => {
    const done = { role: 'init', exitCode: 0, state: 'terminated' } as const
    const geometry = podGeometry(pod('p', { containers: [container('i', done), container('j', done), container('x')] }), 'full')
    expect(geometry.initSummary).toBeDefined()
    expect(geometry.containers.map((each) => each.container.name)).toEqual(['x'])
  })

  it('has room for the scheduler’s reason while there is no node', () => {
    expect(podGeometry(pod('p', { node: undefined }), 'full').reason).toBeDefined()
  })
})
