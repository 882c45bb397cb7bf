import { create } from 'zustand'
import type { Frame, HistoryRecord, KubeObject, PodInsides } from '../bridge/protocol.ts'

/** The page's mirror of the cluster. Only frames from the worker change it. */
export interface ClusterState {
  /** `starting` until the first frame; `broken` if the engine failed. */
  readonly phase: 'starting' | 'ready' | 'broken'
  readonly failure: string | undefined
  /** Counts clusters: changes on reset. */
  readonly cluster: number
  /** Milliseconds since the epoch at virtual time 0. */
  readonly startTime: number
  /** Virtual ms. */
  readonly now: number
  readonly playing: boolean
  readonly speed: number
  readonly nextAt: number | undefined
  readonly behind: boolean
  /** kind → `namespace/name` (or name) → object. Maps of kinds that did not change keep their identity. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>
  /** By Pod uid. */
  readonly insides: ReadonlyMap<string, PodInsides>
  /** The newest records, oldest first; at most {@link recordLimit}. */
  readonly records: readonly HistoryRecord[]
}

export const recordLimit = 20_000

const nothing: ClusterState = {
  phase: 'starting',
  failure: undefined,
  cluster: 0,
  startTime: 0,
  now: 0,
  playing: true,
  speed: 1,
  nextAt: undefined,
  behind: false,
  objects: new Map(),
  insides: new Map(),
  records: [],
}

/** Hook and store in one: `useCluster((state) => state.now)`; outside React `useCluster.getState()`. */
export const useCluster = create<ClusterState>()(() => nothing)

const none: ReadonlyMap<string, KubeObject> = new Map()

/** Objects of one kind by key; the same map until one of them changes. */
export function objectsOf(state: ClusterState, kind: string): ReadonlyMap<string, KubeObject> {
  return state.objects.get(kind) ?? none
}

function keyOf(namespace: string | undefined, name: string | undefined): string {
  return namespace ? `${namespace}/${name}` : String(name)
}

/** The mirror after a frame: pure, and shares whatever did not change. */
export function afterFrame(state: ClusterState, frame: Frame): ClusterState {
  const base = frame.whole ? { ...nothing, startTime: state.startTime } : state
  let objects = base.objects
  if (frame.put.length > 0 || frame.gone.length > 0) {
    const kinds = new Map(objects)
    const fresh = new Map<string, Map<string, KubeObject>>()
    const ofKind = (kind: string) => {
      let map = fresh.get(kind)
      if (!map) {
        map = new Map(kinds.get(kind))
        fresh.set(kind, map)
        kinds.set(kind, map)
      }
      return map
    }
    for (const object of frame.put) ofKind(object.kind).set(keyOf(object.metadata.namespace, object.metadata.name), object)
    for (const { kind, namespace, name } of frame.gone) ofKind(kind).delete(keyOf(namespace, name))
    objects = kinds
  }
  let insides = base.insides
  if (frame.insides.length > 0 || frame.insidesGone.length > 0) {
    const map = new Map(insides)
    for (const inside of frame.insides) map.set(inside.uid, inside)
    for (const uid of frame.insidesGone) map.delete(uid)
    insides = map
  }
  const records = frame.records.length === 0 ? base.records : [...base.records, ...frame.records].slice(-recordLimit)
  return {
    ...base,
    phase: 'ready',
    failure: undefined,
    cluster: frame.cluster,
    now: frame.now,
    playing: frame.playing,
    speed: frame.speed,
    nextAt: frame.nextAt,
    behind: frame.behind,
    objects,
    insides,
    records,
  }
}
