/** What a record is about. `name` is enough for cluster-scoped things; `part` is a container, volume or process in it. */
export interface Subject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string | undefined
  readonly uid?: string | undefined
  readonly part?: string | undefined
}

/**
 * One thing that happened: a commit to the store, or an occurrence that is no commit (a process exited, a probe
 * failed, an image was pulled, a signal was sent, a timer fired).
 */
export interface HistoryRecord {
  /** 1, 2, 3 … in order of happening. */
  readonly id: number
  /** Virtual milliseconds since the cluster's start. */
  readonly at: number
  /** The component that did it: `kubectl`, `default-scheduler`, `kubelet/worker-1`, `replicaset-controller`… */
  readonly by: string
  /** The id of the record that caused it; absent where the story begins (an action of the learner, a start). */
  readonly because?: number | undefined
  /** `commit`, or the occurrence in kebab-case: `action`, `process-exited`, `probe-failed`, `image-pulled`… */
  readonly what: string
  readonly subject?: Subject | undefined
  /** The store's revision, for a commit. */
  readonly revision?: number | undefined
  /** For a commit: `create`, `update` or `delete`. */
  readonly verb?: string | undefined
  /** Plain values only: exit codes, probe outputs, delays in milliseconds… */
  readonly detail?: Readonly<Record<string, unknown>> | undefined
}

export type NewRecord = Omit<HistoryRecord, 'id' | 'at'>

/** Everything that happened, in order; the oldest records fall off once there are more than `limit`. */
export class History {
  private records: HistoryRecord[] = []
  private first = 1
  private nextId = 1

  constructor(private readonly limit = 200_000) {}

  append(at: number, record: NewRecord): HistoryRecord {
    const full: HistoryRecord = { id: this.nextId++, at, ...record }
    this.records.push(full)
    // Dropped in bulk: shifting one at a time would make every append linear.
    if (this.records.length > this.limit * 1.25) {
      const drop = this.records.length - this.limit
      this.records = this.records.slice(drop)
      this.first += drop
    }
    return full
  }

  get lastId(): number {
    return this.nextId - 1
  }

  /** Undefined for an id that never was or has fallen off. */
  get(id: number): HistoryRecord | undefined {
    return this.records[id - this.first]
  }

  /** Records with an id greater than `id`, oldest first. */
  after(id: number): readonly HistoryRecord[] {
    return this.records.slice(Math.max(0, id + 1 - this.first))
  }

  all(): readonly HistoryRecord[] {
    return this.records
  }
}
