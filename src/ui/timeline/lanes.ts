import type { HistoryRecord } from '../../bridge/protocol.ts'
import type { Pod } from '../../cluster/api/generated/types.ts'
import type { ClusterState } from '../../state/cluster-store.ts'
import { type Look, lookOf, podRow } from '../graph/pod-status.ts'
import { systemNamespaces } from '../graph/system-namespaces.ts'
import { ofKind } from '../objects.ts'

/** A stretch of a Pod's life in one state; open at its end until the next begins. */
export interface Segment {
  /** Virtual ms. */
  readonly from: number
  readonly look: Look
  /** kubectl's word. */
  readonly word: string
}

export interface Mark {
  readonly at: number
  readonly type: 'apply' | 'delete'
}

/** One Pod's row of the ribbon. */
export interface Lane {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly from: number
  readonly goneAt: number | undefined
  readonly segments: readonly Segment[]
  readonly marks: readonly Mark[]
  /** What is planned: the next try, or the kill. */
  readonly next: { readonly until: number; readonly what: 'try' | 'kill' } | undefined
}

export type Lanes = ReadonlyMap<string, Lane>

const segmentLimit = 400
const laneLimit = 300

/**
 * The lanes after one more frame. The mirror tells each Pod's state at the frame's end; what a fast clock packed in
 * between (starts and exits of a single container) comes from the records. Pure; unchanged lanes keep their identity.
 */
export function lanesAfter(
  lanes: Lanes,
  before: Pick<ClusterState, 'objects' | 'insides'>,
  after: Pick<ClusterState, 'objects' | 'insides' | 'now' | 'startTime'>,
  records: readonly HistoryRecord[],
): Lanes {
  const podsBefore = ofKind(before.objects, 'Pod')
  const pods = ofKind(after.objects, 'Pod')
  if (pods === podsBefore && after.insides === before.insides && records.length === 0) return lanes
  const next = new Map(lanes)
  const told = recordsByPod(records)

  for (const [key, pod] of pods) {
    const uid = String(pod.metadata.uid)
    const insides = after.insides.get(uid)
    if (podsBefore.get(key) === pod && before.insides.get(uid) === insides) continue
    if (systemNamespaces.has(String(pod.metadata.namespace))) continue
    const lane = next.get(uid) ?? newLane(pod, after, told.get(uid))
    next.set(uid, grown(lane, pod, after, told.get(uid) ?? []))
  }
  for (const [key, pod] of podsBefore) {
    const uid = String(pod.metadata.uid)
    if (String(pods.get(key)?.metadata.uid) === uid) continue
    const lane = next.get(uid)
    if (!lane || lane.goneAt !== undefined) continue
    const at = told.get(uid)?.findLast((record) => record.verb === 'delete')?.at ?? after.now
    next.set(uid, { ...lane, goneAt: at, next: undefined })
  }
  return next.size > laneLimit ? withoutOldest(next) : next
}

function recordsByPod(records: readonly HistoryRecord[]): Map<string, HistoryRecord[]> {
  const byPod = new Map<string, HistoryRecord[]>()
  for (const record of records) {
    if (record.subject?.kind !== 'Pod' || !record.subject.uid) continue
    const list = byPod.get(record.subject.uid)
    if (list) list.push(record)
    else byPod.set(record.subject.uid, [record])
  }
  return byPod
}

function newLane(pod: Pod, state: Pick<ClusterState, 'startTime'>, records: readonly HistoryRecord[] | undefined): Lane {
  const created = records?.find((record) => record.verb === 'create')?.at
  const from = created ?? Math.max(0, Date.parse(String(pod.metadata.creationTimestamp)) - state.startTime)
  const { namespace, name, uid } = pod.metadata
  return {
    uid: String(uid),
    namespace: String(namespace),
    name: String(name),
    from,
    goneAt: undefined,
    segments: [],
    marks: [{ at: from, type: 'apply' }],
    next: undefined,
  }
}

function grown(
  lane: Lane,
  pod: Pod,
  state: Pick<ClusterState, 'now' | 'startTime' | 'insides'>,
  records: readonly HistoryRecord[],
): Lane {
  const segments = [...lane.segments]
  const add = (segment: Segment) => {
    const last = segments.at(-1)
    if (last && last.look === segment.look && last.word === segment.word) return
    if (last && segment.from <= last.from) segments.pop()
    segments.push(segment)
  }
  if (segments.length === 0) add({ from: lane.from, look: 'pending', word: 'Pending' })
  const alone = pod.spec?.containers.length === 1 && !pod.spec.initContainers?.length
  for (const record of records) {
    if (record.what === 'scheduled') add({ from: record.at, look: 'waiting', word: 'ContainerCreating' })
    if (!alone || pod.metadata.deletionTimestamp) continue
    if (record.what === 'container-started') add({ from: record.at, look: 'running', word: 'Running' })
    if (record.what === 'process-exited') {
      const failed = record.detail?.exitCode !== 0
      add({ from: record.at, look: failed ? 'failing' : 'done', word: failed ? 'Error' : 'Completed' })
    }
    if (record.what === 'back-off-begun') add({ from: record.at, look: 'failing', word: 'CrashLoopBackOff' })
  }
  const { status } = podRow(pod)
  const lastAt = records.at(-1)?.at
  add({
    from: Math.max(lastAt ?? state.now, segments.at(-1)?.from ?? 0),
    look: lookOf(status, Boolean(pod.spec?.nodeName)),
    word: status,
  })

  const marks = [...lane.marks]
  const deleted = pod.metadata.deletionTimestamp
  if (deleted && !marks.some((mark) => mark.type === 'delete')) {
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000
    marks.push({ at: Math.min(state.now, Math.max(lane.from, Date.parse(deleted) - graceMs - state.startTime)), type: 'delete' })
  }
  return { ...lane, segments: segments.slice(-segmentLimit), marks, next: planned(pod, state) }
}

function planned(pod: Pod, state: Pick<ClusterState, 'insides' | 'startTime'>): Lane['next'] {
  const insides = state.insides.get(String(pod.metadata.uid))
  if (pod.metadata.deletionTimestamp) {
    return { until: insides?.termination?.killAt ?? Date.parse(pod.metadata.deletionTimestamp) - state.startTime, what: 'kill' }
  }
  const waits = (insides?.containers ?? []).flatMap((container) => (container.backOff ? [container.backOff.until] : []))
  return waits.length > 0 ? { until: Math.min(...waits), what: 'try' } : undefined
}

function withoutOldest(lanes: Map<string, Lane>): Lanes {
  const gone = [...lanes.values()].filter((lane) => lane.goneAt !== undefined).sort((a, b) => a.from - b.from)
  for (const lane of gone.slice(0, lanes.size - laneLimit)) lanes.delete(lane.uid)
  return lanes
}
