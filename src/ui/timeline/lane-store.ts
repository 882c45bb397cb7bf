import { create } from 'zustand'
import { type ClusterState, useCluster } from '../../state/cluster-store.ts'
import { type Lanes, lanesAfter } from './lanes.ts'

/** The ribbon's memory: follows the mirror, whether the ribbon is shown or not. */
export const useLanes = create<{ readonly lanes: Lanes }>()(() => ({ lanes: new Map() }))

const nothing: Pick<ClusterState, 'objects' | 'insides'> = { objects: new Map(), insides: new Map() }
let lastId = 0

function follow(state: ClusterState, before: ClusterState | undefined): void {
  const fresh = state.cluster !== before?.cluster
  if (!fresh && state.objects === before.objects && state.insides === before.insides && state.records === before.records) return
  if (fresh) lastId = 0
  const records = []
  for (let index = state.records.length - 1; index >= 0; index--) {
    const record = state.records[index]!
    if (record.id <= lastId) break
    records.push(record)
  }
  lastId = state.records.at(-1)?.id ?? lastId
  const old: Lanes = fresh ? new Map() : useLanes.getState().lanes
  const lanes = lanesAfter(old, fresh ? nothing : before, state, records.reverse())
  if (lanes !== useLanes.getState().lanes) useLanes.setState({ lanes })
}

// what happened before the ribbon came is in the mirror's records
follow(useCluster.getState(), undefined)
useCluster.subscribe(follow)
