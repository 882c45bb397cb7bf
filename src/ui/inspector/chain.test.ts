import { describe, expect, it } from 'vitest'
import type { HistoryRecord } from '../../bridge/protocol.ts'
import { chainOf } from './chain.ts'

const crash = { kind: 'Pod', namespace: 'default', name: 'crash', uid: 'u1' }
const make = (id: number, what: string, because: number | undefined, rest: Partial<HistoryRecord> = {}): HistoryRecord => ({
  id,
  at: id * 1000,
  by: 'kubelet/worker-1',
  what,
  because,
  subject: crash,
  ...rest,
})
const of = { kind: 'Pod', namespace: 'default', name: 'crash' }
const whats = (records: readonly HistoryRecord[]) => chainOf(records, of, 'u1').map((step) => step.record.what)

describe('chainOf', () => {
  it('goes back from the present state to the action, past bookkeeping and other stories', () => {
    const records = [
      make(1, 'action', undefined, { by: 'kubectl', subject: undefined }),
      make(2, 'commit', 1, { by: 'kubectl', verb: 'create' }),
      make(3, 'image-pulled', undefined, { subject: { ...crash, name: 'other', uid: 'u2' } }),
      make(4, 'scheduled', 2, { by: 'default-scheduler' }),
      make(5, 'commit', 4, { verb: 'update' }),
      make(6, 'container-started', 5),
      make(7, 'commit', 6, { verb: 'create', subject: { kind: 'Event', namespace: 'default', name: 'crash.1' } }),
      make(8, 'process-exited', 7),
      make(9, 'commit', 8, { verb: 'update' }),
    ]
    expect(whats(records)).toEqual(['action', 'commit', 'scheduled', 'container-started', 'process-exited'])
  })

  it('tells a namesake of earlier apart', () => {
    const records = [
      make(1, 'process-exited', undefined, { subject: { ...crash, uid: 'old' } }),
      make(2, 'container-started', undefined),
    ]
    expect(whats(records)).toEqual(['container-started'])
  })

  it('stays with its own story where the kubelet was woken by another’s', () => {
    const other = { ...crash, name: 'other', uid: 'u2' }
    const records = [
      make(1, 'commit', undefined, { by: 'kubectl', verb: 'create' }),
      make(2, 'scheduled', 1, { by: 'default-scheduler' }),
      make(3, 'commit', undefined, { by: 'kubectl', verb: 'create', subject: other }),
      make(4, 'container-started', 3),
      make(5, 'process-exited', 4),
    ]
    expect(whats(records)).toEqual(['commit', 'scheduled', 'container-started', 'process-exited'])
    expect(chainOf(records, of, 'u1').every((step) => step.record.subject?.uid === 'u1')).toBe(true)
  })

  it('tells what the thing went through, named as a cause or not', () => {
    const records = [
      make(1, 'scheduled', undefined),
      make(2, 'container-started', 1),
      make(3, 'process-exited', 1),
      make(4, 'probe-passed', 2),
      make(5, 'back-off-begun', 3),
    ]
    expect(whats(records)).toEqual(['scheduled', 'container-started', 'process-exited', 'back-off-begun'])
  })

  it('tells why a replacement was made', () => {
    const old = { ...crash, name: 'old', uid: 'u0' }
    const set = { kind: 'ReplicaSet', namespace: 'default', name: 'web' }
    const records = [
      make(1, 'action', undefined, { by: 'kubectl', subject: undefined }),
      make(2, 'commit', 1, { by: 'kubectl', verb: 'delete', subject: old }),
      make(3, 'commit', 2, { by: 'replicaset-controller', verb: 'update', subject: set }),
      make(4, 'commit', 3, { by: 'replicaset-controller', verb: 'create' }),
    ]
    expect(chainOf(records, of, 'u1').map((step) => step.record.id)).toEqual([1, 2, 3, 4])
  })

  it('shortens a long story in the middle', () => {
    const records = Array.from({ length: 100 }, (_, index) => make(index + 1, `step-${index}`, index === 0 ? undefined : index))
    const steps = chainOf(records, of, 'u1')
    expect(steps[0]?.record.id).toBe(1)
    expect(steps.at(-1)?.record.id).toBe(100)
    expect(steps.reduce((sum, step) => sum + 1 + step.skipped, 0)).toBe(100)
  })

  it('works when the beginning has fallen off the page’s memory', () => {
    const records = [make(500, 'container-started', 499), make(501, 'process-exited', 500)]
    expect(whats(records)).toEqual(['container-started', 'process-exited'])
  })

  it('ends where causes go in a circle', () => {
    expect(whats([make(1, 'a', 2), make(2, 'b', 1)])).toEqual(['a', 'b'])
  })
})
