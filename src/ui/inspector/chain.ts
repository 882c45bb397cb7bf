import type { HistoryRecord } from '../../bridge/protocol.ts'
import type { Selection } from '../shell/workspace.ts'

/** One step of an explanation; `skipped` counts steps left out before it. */
export interface Step {
  readonly record: HistoryRecord
  readonly skipped: number
}

const milestones: ReadonlySet<string> = new Set([
  'container-started',
  'process-exited',
  'back-off-begun',
  'image-pull-failed',
  'container-killing',
])

const showFirst = 6
const showLast = 10

/**
 * The chain of causes that led to the present state of a thing, the first cause first: from the newest record about it
 * that says something, back along `because`. Pure.
 */
export function chainOf(records: readonly HistoryRecord[], of: Selection, uid: string | undefined): readonly Step[] {
  const first = records[0]?.id ?? 1
  const get = (id: number) => (records[id - first]?.id === id ? records[id - first] : records.find((record) => record.id === id))
  const isAbout = ({ subject }: HistoryRecord) =>
    subject !== undefined &&
    subject.kind === of.kind &&
    (uid === undefined || subject.uid === undefined ? subject.name === of.name : subject.uid === uid) &&
    (subject.namespace ?? '') === (of.namespace ?? '')
  let last: HistoryRecord | undefined
  for (let index = records.length - 1; index >= 0; index--) {
    const record = records[index]!
    if (!isAbout(record)) continue
    if (!isBookkeeping(record)) {
      last = record
      break
    }
    last ??= record
  }
  const causeOf = ({ because }: HistoryRecord) => (because === undefined ? undefined : get(because))
  const previous = (id: number) => records.findLast((record) => record.id < id && isAbout(record) && !isBookkeeping(record))
  /**
   * The cause of an occurrence is sought in the thing's own story first: a kubelet or a scheduler that serves many in
   * one go may have been woken by somebody else's change.
   */
  const step = (at: HistoryRecord): HistoryRecord | undefined => {
    const cause = causeOf(at)
    if (at.what === 'commit' || !isAbout(at)) return cause
    let back = cause
    for (let hops = 0; back && !isAbout(back) && hops < 50; hops++) back = causeOf(back)
    return back && isAbout(back) ? cause : (previous(at.id) ?? cause)
  }
  const steps: HistoryRecord[] = []
  const seen = new Set<number>()
  for (let at = last; at && !seen.has(at.id); at = step(at)) {
    seen.add(at.id)
    if (!isBookkeeping(at) || at === last) steps.push(at)
  }
  // what the thing itself went through on the way belongs to the story, even where nobody names it as a cause
  const began = steps.findLast(isAbout)?.id
  if (last && began !== undefined) {
    for (const record of records) {
      if (record.id > began && record.id < last.id && milestones.has(record.what) && !seen.has(record.id) && isAbout(record)) {
        steps.push(record)
      }
    }
  }
  steps.sort((a, b) => a.id - b.id)
  if (steps.length <= showFirst + showLast + 1) return steps.map((record) => ({ record, skipped: 0 }))
  const skipped = steps.length - showFirst - showLast
  return [
    ...steps.slice(0, showFirst).map((record) => ({ record, skipped: 0 })),
    ...steps.slice(-showLast).map((record, index) => ({ record, skipped: index === 0 ? skipped : 0 })),
  ]
}

/** Writes that only report what other records tell better: Events, leases, and the kubelet's status updates. */
function isBookkeeping(record: HistoryRecord): boolean {
  if (record.what === 'tick') return true
  if (record.what !== 'commit') return false
  return record.subject?.kind === 'Event' || (record.verb === 'update' && record.by.startsWith('kubelet'))
}
