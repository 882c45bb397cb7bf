import { describe, expect, it } from 'vitest'
import { findCondition } from '../cluster/api/conditions.ts'
import type { DaemonSet, Deployment, Node, Pod } from '../cluster/api/generated/types.ts'
import { isTerminal, podRequests } from '../cluster/api/pods.ts'
import { quantityMilli, quantityValue } from '../cluster/api/quantity.ts'
import { type Cluster, createCluster } from '../cluster/cluster.ts'
import { replay } from '../cluster/replay.ts'
import { Invariants } from './invariants.ts'
import { describeStep, makeScenario, perform, type Scenario } from './scenarios.ts'

/** `SEEDS=17` or `SEEDS=1-500`: these instead of the usual ones. `STEPS=1` prints what they do. */
const [first = 1, last = first] = (process.env.SEEDS ?? '1-25').split('-').map(Number)
const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i)

function live(scenario: Scenario): { readonly cluster: Cluster; readonly broken: readonly string[] } {
  const cluster = createCluster({ seed: scenario.seed, workers: scenario.workers })
  const invariants = new Invariants(cluster)
  for (const step of scenario.steps) {
    if (process.env.STEPS) console.log(`${(cluster.now / 1000).toFixed(1)} ${describeStep(step)}`)
    perform(cluster, step)
    invariants.lookAtRecords()
    if (invariants.broken.length > 0) return { cluster, broken: [`${describeStep(step)}:`, ...invariants.broken] }
  }
  return { cluster, broken: [...invariants.broken, ...unfinished(cluster)] }
}

function hasRoom(node: Node, pods: readonly Pod[], pod: Pod): boolean {
  if (node.spec?.taints?.length || node.spec?.unschedulable) return false
  const there = pods.filter((other) => other.spec?.nodeName === node.metadata.name && !isTerminal(other))
  const sum = (count: typeof quantityMilli, resource: string) =>
    [...there, pod].reduce((total, other) => total + count(podRequests(other.spec)[resource] ?? 0), 0)
  const { cpu, memory } = node.status?.allocatable ?? {}
  return sum(quantityMilli, 'cpu') <= quantityMilli(cpu) && sum(quantityValue, 'memory') <= quantityValue(memory)
}

/** After a quiet time everything is as was asked, as far as there is room. */
function unfinished(cluster: Cluster): readonly string[] {
  const wrong: string[] = []
  const waiting = new Set<string>()
  const objects = [...cluster.objects()]
  const pods = objects.filter((object): object is Pod => object.kind === 'Pod')
  const nodes = objects.filter((object): object is Node => object.kind === 'Node')
  for (const pod of pods) {
    if (findCondition(pod.status?.conditions, 'PodScheduled')?.reason !== 'Unschedulable') continue
    waiting.add(String(pod.metadata.labels?.app))
    const roomy = nodes.find((node) => hasRoom(node, pods, pod))
    if (roomy && !pod.spec?.nodeSelector) wrong.push(`Pod ${pod.metadata.name} waits, ${roomy.metadata.name} has room for it`)
  }
  for (const object of objects) {
    if (waiting.has(String(object.metadata.name))) continue
    const name = `${object.kind} ${object.metadata.name}`
    if (object.kind === 'Deployment') {
      const { spec, status } = object as Deployment
      if ((status?.availableReplicas ?? 0) !== (spec?.replicas ?? 1) || (status?.updatedReplicas ?? 0) !== (spec?.replicas ?? 1))
        wrong.push(
          `${name} wants ${spec?.replicas}, has ${JSON.stringify(status)}\n${cluster.terminal.run(`kubectl describe pods -l app=${object.metadata.name}`).stdout}`,
        )
    } else if (object.kind === 'DaemonSet') {
      const { status } = object as DaemonSet
      if (status?.numberAvailable !== undefined && status.numberAvailable !== status.desiredNumberScheduled)
        wrong.push(`${name}: ${status.numberAvailable} of ${status.desiredNumberScheduled}`)
    }
  }
  return wrong
}

describe('whatever happens to a cluster, it stays one', () => {
  it.each(seeds)('with seed %d', (seed) => {
    const scenario = makeScenario(seed)
    const { cluster, broken } = live(scenario)
    expect(broken, `SEEDS=${seed} STEPS=1 npx vitest run src/testing/invariants.test.ts`).toEqual([])
    // every sixth is lived through again
    if (seed % 6 === 0) expect(replay(cluster.inputs()).hash()).toBe(cluster.hash())
  })

  it('notices what is broken', () => {
    const cluster = createCluster({ seed: 1, workers: 1 })
    const observers: Parameters<Cluster['observe']>[0][] = []
    const invariants = new Invariants({
      ...cluster,
      objects: () => cluster.objects(),
      observe: (observer) => {
        observers.push(observer)
        return () => undefined
      },
    })
    const [observer] = observers
    const pod = [...cluster.objects()].find((object) => object.kind === 'Pod')
    if (!pod || !observer) throw new Error('there is no Pod')
    const later = { ...pod, metadata: { ...pod.metadata, resourceVersion: '900000' } }
    observer.put({ ...later, spec: { nodeName: 'elsewhere' } } as typeof pod)
    observer.put(later)
    observer.gone(pod)
    observer.put({ ...later, metadata: { ...later.metadata, resourceVersion: '900001' } })
    expect(invariants.broken.map((text) => text.replace(/^at \S+ s: Pod \S+ /, ''))).toEqual([
      expect.stringMatching(/^moved from \S+ to elsewhere$/),
      'was written at 900000, after 900000',
      expect.stringMatching(/^moved from elsewhere to/),
      'came back with the uid of something that was deleted',
    ])
  })
})
