import { describe, expect, it } from 'vitest'
import type { HistoryRecord, KubeObject } from '../../bridge/protocol.ts'
import type { ContainerState, Pod } from '../../cluster/api/generated/types.ts'
import { type Lanes, lanesAfter } from './lanes.ts'

const startTime = Date.parse('2026-07-09T10:00:00Z')
const none: Lanes = new Map()

function state(now: number, ...pods: readonly Pod[]) {
  const byKey = new Map<string, KubeObject>(pods.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]))
  return { now, startTime, insides: new Map(), objects: new Map([['Pod', byKey]]) }
}

function pod(container: ContainerState | undefined, rest: Partial<Pod['metadata']> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', uid: 'u', creationTimestamp: '2026-07-09T10:00:05Z', ...rest },
    spec: { nodeName: container && 'worker-1', containers: [{ name: 'main' }] },
    status: {
      phase: container ? 'Running' : 'Pending',
      containerStatuses: container && [
        { name: 'main', image: '', imageID: '', ready: true, restartCount: 0, started: true, state: container },
      ],
    },
  }
}

const subject = { kind: 'Pod', namespace: 'default', name: 'p', uid: 'u' }
let nextId = 1
const record = (at: number, what: string, rest: Partial<HistoryRecord> = {}): HistoryRecord => ({
  id: nextId++,
  at,
  by: 'kubelet',
  what,
  subject,
  ...rest,
})
const words = (lanes: Lanes) => lanes.get('u')?.segments.map((segment) => [segment.from, segment.word])

describe('lanesAfter', () => {
  it('begins a lane with the Pod and ends it with it', () => {
    const empty = state(0)
    const born = state(5100, pod(undefined))
    const lanes = lanesAfter(none, empty, born, [record(5000, 'commit', { verb: 'create' })])
    expect(lanes.get('u')).toMatchObject({ from: 5000, goneAt: undefined, marks: [{ at: 5000, type: 'apply' }] })
    const ended = lanesAfter(lanes, born, state(9000), [record(8000, 'commit', { verb: 'delete' })])
    expect(ended.get('u')?.goneAt).toBe(8000)
  })

  it('finds in the records what a fast clock packed into one frame', () => {
    const born = state(5100, pod(undefined))
    const lanes = lanesAfter(none, state(0), born, [record(5000, 'commit', { verb: 'create' })])
    const later = state(40_000, pod({ waiting: { reason: 'CrashLoopBackOff' } }))
    const after = lanesAfter(lanes, born, later, [
      record(5200, 'scheduled'),
      record(6000, 'container-started'),
      record(7000, 'process-exited', { detail: { exitCode: 1 } }),
      record(7000, 'back-off-begun'),
      record(17_000, 'container-started'),
      record(18_000, 'process-exited', { detail: { exitCode: 1 } }),
      record(18_000, 'back-off-begun'),
    ])
    expect(words(after)).toEqual([
      [5000, 'Pending'],
      [5200, 'ContainerCreating'],
      [6000, 'Running'],
      [7000, 'CrashLoopBackOff'],
      [17_000, 'Running'],
      [18_000, 'CrashLoopBackOff'],
    ])
  })

  it('marks a deletion and plans the kill', () => {
    const running = state(10_000, pod({ running: {} }))
    const lanes = lanesAfter(none, state(0), running, [])
    const deleted = pod({ running: {} }, { deletionTimestamp: '2026-07-09T10:00:50Z', deletionGracePeriodSeconds: 30 })
    const lane = lanesAfter(lanes, running, state(20_000, deleted), []).get('u')
    expect(lane?.marks.at(-1)).toEqual({ at: 20_000, type: 'delete' })
    expect(lane?.next).toEqual({ until: 50_000, what: 'kill' })
    expect(lane?.segments.at(-1)?.look).toBe('terminating')
  })

  it('is the same map when nothing changed, and leaves the cluster’s own Pods out', () => {
    const own = state(5000, pod({ running: {} }, { namespace: 'kube-system' }))
    const lanes = lanesAfter(none, state(0), own, [])
    expect(lanes.size).toBe(0)
    expect(lanesAfter(lanes, own, { ...own, now: 6000 }, [])).toBe(lanes)
  })
})
