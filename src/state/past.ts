import { create } from 'zustand'
import type { HistoryRecord, KubeObject } from '../bridge/protocol.ts'
import { type ClusterState, useCluster } from './cluster-store.ts'
import { session } from './current-session.ts'
import { useManifest } from './manifest-store.ts'

/** A moment of the past that the page looks at. */
export interface LookingBack {
  /** Virtual ms. */
  readonly at: number
  /** Whether the cluster played before: it does again when the reader comes back. */
  readonly played: boolean
  /** False where the store's log no longer reaches: then the page still shows what it showed before. */
  readonly reached: boolean
}

/** Undefined while the page shows the present. */
export const useLookingBack = create<{ readonly past: LookingBack | undefined }>()(() => ({ past: undefined }))

/**
 * What the views show: the mirror itself, or the cluster as it stood at the moment looked back at. Views of things
 * (graph, inspector, clock) read this one; what acts or remembers (palette, ribbon) reads the mirror.
 */
export const useShown = create<ClusterState>()(() => useCluster.getState())

useCluster.subscribe((state, before) => {
  if (state.cluster !== before.cluster || state.phase === 'broken') leave()
  if (!useLookingBack.getState().past) useShown.setState(state, true)
})

// an apply is for the present, and its effect should be seen
useManifest.subscribe((state, before) => {
  if (state.applying && !before.applying) backToNow()
})

/** Heartbeats are no part of the mirror, so they are none of its past. */
const unseen = new Set(['Lease'])

/**
 * The mirror as it stood at `at`. Objects, and maps of kinds, that are the same in `near` keep its identity, so that only
 * what differs is drawn anew. Insides of Pods are not kept.
 */
export function stateAt(live: ClusterState, near: ClusterState, at: number, objects: readonly KubeObject[]): ClusterState {
  const kinds = new Map<string, Map<string, KubeObject>>()
  const same = new Map<string, number>()
  for (const object of objects) {
    const { kind, metadata } = object
    if (unseen.has(kind)) continue
    let map = kinds.get(kind)
    if (!map) {
      map = new Map()
      kinds.set(kind, map)
    }
    const key = metadata.namespace ? `${metadata.namespace}/${metadata.name}` : String(metadata.name)
    const known = [near, live].map((state) => state.objects.get(kind)?.get(key)).find((each) => isSame(each, object))
    map.set(key, known ?? object)
    if (known && near.objects.get(kind)?.get(key) === known) same.set(kind, (same.get(kind) ?? 0) + 1)
  }
  const shared = new Map<string, ReadonlyMap<string, KubeObject>>(kinds)
  for (const [kind, count] of same) {
    const before = near.objects.get(kind)
    if (before && before.size === count && kinds.get(kind)?.size === count) shared.set(kind, before)
  }
  return {
    ...live,
    now: at,
    playing: false,
    nextAt: undefined,
    behind: false,
    objects: shared,
    insides: new Map(),
    records: recordsUpTo(live.records, at),
  }
}

function isSame(known: KubeObject | undefined, object: KubeObject): boolean {
  return (
    known !== undefined &&
    known.metadata.uid === object.metadata.uid &&
    known.metadata.resourceVersion === object.metadata.resourceVersion
  )
}

/** Records are in order of time. */
function recordsUpTo(records: readonly HistoryRecord[], at: number): readonly HistoryRecord[] {
  let low = 0
  let high = records.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (records[middle]!.at <= at) low = middle + 1
    else high = middle
  }
  return records.slice(0, low)
}

let wanted: number | undefined
let asking = false

/** Shows the cluster as it stood at a virtual time, and pauses it. Calls in quick succession are answered by the last. */
export function lookBack(atMs: number): void {
  const live = useCluster.getState()
  if (live.phase !== 'ready') return
  const at = Math.max(0, Math.min(Math.round(atMs), live.now))
  const { past } = useLookingBack.getState()
  if (!past && live.playing) session.pause()
  useLookingBack.setState({ past: { at, played: past?.played ?? live.playing, reached: past?.reached ?? true } })
  wanted = at
  if (!asking) void ask()
}

async function ask(): Promise<void> {
  asking = true
  while (wanted !== undefined) {
    const at = wanted
    wanted = undefined
    const { cluster } = useCluster.getState()
    const objects = await session.objectsAt(at).catch(() => undefined)
    const { past } = useLookingBack.getState()
    const live = useCluster.getState()
    // the reader came back, or the cluster was replaced
    if (!past || live.cluster !== cluster) continue
    if (past.reached !== (objects !== undefined)) useLookingBack.setState({ past: { ...past, reached: objects !== undefined } })
    if (objects) useShown.setState(stateAt(live, useShown.getState(), at, objects), true)
  }
  asking = false
}

function leave(): LookingBack | undefined {
  const { past } = useLookingBack.getState()
  if (!past) return undefined
  wanted = undefined
  useLookingBack.setState({ past: undefined })
  useShown.setState(useCluster.getState(), true)
  return past
}

/** Shows the present again; the cluster goes on if it played before. */
export function backToNow(): void {
  if (leave()?.played) session.play()
}

/** Goes to the next recorded moment while looking back; past the last one is the present. */
export function stepInPast(direction: 1 | -1): void {
  const { past } = useLookingBack.getState()
  if (!past) return
  const { records } = useCluster.getState()
  const found =
    direction > 0
      ? records.find((record) => record.at > past.at && record.subject)
      : records.findLast((record) => record.at < past.at && record.subject)
  if (found) lookBack(found.at)
  else if (direction > 0) backToNow()
}

/** Lives the session again up to the moment looked at, and goes on from there: what came later has not happened. */
export async function branchFromPast(): Promise<void> {
  const { past } = useLookingBack.getState()
  if (!past) return
  const recording = await session.inputs()
  // a new frame follows with the new cluster, and ends the looking back
  await session.restore({ ...recording, inputs: recording.inputs.filter((each) => each.at <= past.at), until: past.at })
  session.play()
}
