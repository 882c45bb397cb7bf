import type { KubeObject } from '../api/object.ts'
import { keyOf } from '../api/object.ts'

/** One commit, as watches and time travel need it. */
export interface Change {
  readonly type: 'put' | 'delete'
  readonly resource: string
  /** As stored; for a delete, the last state with the revision of the delete. */
  readonly object: KubeObject
  /** What it replaced or removed; undefined for a creation. */
  readonly previous: KubeObject | undefined
  readonly revision: number
  /** Virtual ms. */
  readonly at: number
  /** The commit's record in the history. */
  readonly recordId: number
}

/** The newest changes, by revision; older ones are compacted away. */
export class ChangeLog {
  private changes: Change[] = []
  private forgotten = 1

  constructor(private readonly limit: number) {}

  /** Changes up to this revision are gone. */
  get compacted(): number {
    return this.forgotten
  }

  append(change: Change): void {
    this.changes.push(change)
    // Dropped in bulk: one at a time would make every commit linear.
    if (this.changes.length > this.limit * 1.25) {
      const drop = this.changes.length - this.limit
      this.forgotten = (this.changes[drop - 1] as Change).revision
      this.changes = this.changes.slice(drop)
    }
  }

  after(revision: number, resource?: string): readonly Change[] | undefined {
    if (revision < this.forgotten) return undefined
    const from = this.firstAfter(revision)
    if (from === this.changes.length) return []
    const tail = this.changes.slice(from)
    return resource === undefined ? tail : tail.filter((change) => change.resource === resource)
  }

  revisionAt(atMs: number, newest: number): number {
    let low = 0
    let high = this.changes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.changes[middle] as Change).at <= atMs) low = middle + 1
      else high = middle
    }
    if (low === 0) return this.changes.length > 0 ? this.forgotten : newest
    return (this.changes[low - 1] as Change).revision
  }

  stateOf(resource: string, key: string, revision: number, now: KubeObject | undefined): KubeObject | undefined {
    if (revision < this.forgotten) return undefined
    let state = now
    for (let i = this.changes.length - 1; i >= 0; i--) {
      const change = this.changes[i] as Change
      if (change.revision <= revision) break
      if (change.resource === resource && keyOf(change.object) === key) state = change.previous
    }
    return state
  }

  /** Index of the first change with a greater revision. Revisions have no gaps, so it is found by subtraction. */
  private firstAfter(revision: number): number {
    const first = this.changes[0]
    if (!first) return 0
    return Math.min(Math.max(0, revision + 1 - first.revision), this.changes.length)
  }
}
