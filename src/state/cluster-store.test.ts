import { describe, expect, it } from 'vitest'
import type { Frame } from '../bridge/protocol.ts'
import { afterFrame, objectsOf, useCluster } from './cluster-store.ts'
import { replaceLines } from './manifest-store.ts'

const frame = (changes: Partial<Frame>): Frame => ({
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
  ...changes,
})
const object = (kind: string, name: string, namespace = 'default') => ({ apiVersion: 'v1', kind, metadata: { name, namespace } })

describe('the mirror', () => {
  const start = useCluster.getState()
  const a = object('Pod', 'a')
  const b = object('Pod', 'b')
  const node = object('Node', 'n', '')
  const whole = afterFrame(start, frame({ whole: true, put: [a, node] }))

  it('holds what a frame brought, by kind and key', () => {
    expect(whole.phase).toBe('ready')
    expect([...objectsOf(whole, 'Pod').keys()]).toEqual(['default/a'])
    expect([...objectsOf(whole, 'Node').keys()]).toEqual(['n'])
  })

  it('keeps the identity of the kinds that did not change', () => {
    const next = afterFrame(whole, frame({ put: [b] }))
    expect(objectsOf(next, 'Pod').size).toBe(2)
    expect(objectsOf(next, 'Node')).toBe(objectsOf(whole, 'Node'))
    expect(objectsOf(whole, 'Pod').size).toBe(1)
  })

  it('forgets what is gone', () => {
    const next = afterFrame(whole, frame({ gone: [{ kind: 'Pod', namespace: 'default', name: 'a' }] }))
    expect(objectsOf(next, 'Pod').size).toBe(0)
  })

  it('begins anew with a whole frame', () => {
    const next = afterFrame(whole, frame({ whole: true, cluster: 2, put: [b] }))
    expect([...objectsOf(next, 'Pod').keys()]).toEqual(['default/b'])
    expect(objectsOf(next, 'Node').size).toBe(0)
    expect(next.cluster).toBe(2)
  })

  it('costs nothing when nothing changed', () => {
    const next = afterFrame(whole, frame({ now: 50 }))
    expect(next.objects).toBe(whole.objects)
    expect(next.records).toBe(whole.records)
    expect(next.now).toBe(50)
  })
})

describe('a fix', () => {
  it.each([
    ['one line', 2, 2, 'B', 'a\nB\nc'],
    ['several lines by more', 1, 2, 'x\ny\nz', 'x\ny\nz\nc'],
    ['lines by nothing', 2, 3, '', 'a'],
  ])('replaces %s', (_, from, to, text, expected) => {
    expect(replaceLines('a\nb\nc', from, to, text)).toBe(expected)
  })
})
