import { describe, expect, it } from 'vitest'
import type { HistoryRecord, KubeObject } from '../bridge/protocol.ts'
import { type ClusterState, useCluster } from './cluster-store.ts'
import { stateAt } from './past.ts'

const pod = (name: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: name, resourceVersion },
})
const record = (id: number, at: number): HistoryRecord => ({ id, at, by: 'kubelet', what: 'x', because: undefined })
const live: ClusterState = {
  ...useCluster.getInitialState(),
  phase: 'ready',
  now: 90_000,
  playing: true,
  nextAt: 91_000,
  objects: new Map([['Pod', new Map([pod('a', '5'), pod('b', '7')].map((each) => [`default/${each.metadata.name}`, each]))]]),
  records: [record(1, 10), record(2, 20), record(3, 20), record(4, 30)],
}

describe('stateAt', () => {
  it('stands still at its moment, with the records up to it', () => {
    const then = stateAt(live, live, 20, [])
    expect(then).toMatchObject({ now: 20, playing: false, nextAt: undefined })
    expect(then.records.map((each) => each.id)).toEqual([1, 2, 3])
  })

  it('keeps the identity of what was the same, and shows what was not', () => {
    const then = stateAt(live, live, 20, [pod('a', '5'), pod('b', '6'), pod('c', '2')])
    const pods = then.objects.get('Pod')
    expect([...(pods?.keys() ?? [])]).toEqual(['default/a', 'default/b', 'default/c'])
    expect(pods?.get('default/a')).toBe(live.objects.get('Pod')?.get('default/a'))
    expect(pods?.get('default/b')?.metadata.resourceVersion).toBe('6')
  })

  it('keeps a whole kind that did not change', () => {
    const then = stateAt(live, live, 20, [pod('a', '5'), pod('b', '7')])
    expect(then.objects.get('Pod')).toBe(live.objects.get('Pod'))
  })

  it('has no heartbeats, as the mirror has none', () => {
    const lease: KubeObject = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'n' } }
    expect(stateAt(live, live, 20, [lease]).objects.size).toBe(0)
  })
})
