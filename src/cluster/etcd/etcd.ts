import type { KubeObject } from '../api/object.ts'
import { keyOf } from '../api/object.ts'
import type { HistoryRecord } from '../sim/history.ts'
import type { Simulation } from '../sim/simulation.ts'
import { type Change, ChangeLog } from './change-log.ts'
import { Collection } from './collection.ts'

export type { Change } from './change-log.ts'

/** Who writes; the cause is the simulation's present one. */
export interface Writer {
  readonly by: string
}

/** What becomes of a write: the object as stored, with its new revision. */
export interface Committed {
  readonly object: KubeObject
  readonly record: HistoryRecord
}

/**
 * The store: immutable objects by resource and key, one revision for all, and a bounded log of what changed. Only
 * the API server writes to it. The resource is its own prefix: `pods`, `deployments.apps`, as under `/registry`.
 */
export class Etcd {
  private readonly collections = new Map<string, Collection>()
  private readonly log: ChangeLog
  private readonly listeners = new Map<string, Set<(change: Change) => void>>()
  private readonly everything = new Set<(change: Change) => void>()
  private current = 1

  /** @param logLimit how many changes are kept for watches and for looking back */
  constructor(
    private readonly sim: Simulation,
    logLimit = 50_000,
  ) {
    this.log = new ChangeLog(logLimit)
  }

  /** The revision of the newest commit. */
  get revision(): number {
    return this.current
  }

  /** Changes up to this revision have been forgotten. */
  get compacted(): number {
    return this.log.compacted
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.collections.get(resource)?.get(key)
  }

  /** All, or those of one namespace; by key. */
  list(resource: string, namespace?: string): readonly KubeObject[] {
    return this.collections.get(resource)?.list(namespace) ?? []
  }

  /** How many there are, without making the list. */
  count(resource: string, namespace?: string): number {
    return this.collections.get(resource)?.count(namespace) ?? 0
  }

  /** Keeps `resource` indexed by `valueIn` from now on. */
  addIndex(resource: string, index: string, valueIn: (object: KubeObject) => string): void {
    this.collection(resource).addIndex(index, valueIn)
  }

  hasIndex(resource: string, index: string): boolean {
    return this.collections.get(resource)?.hasIndex(index) ?? false
  }

  /** Objects under a value of an index, by key. */
  byIndex(resource: string, index: string, value: string): readonly KubeObject[] {
    return this.collections.get(resource)?.byIndex(index, value) ?? []
  }

  /** Names of the resources that hold or ever held anything. */
  allResources(): readonly string[] {
    return [...this.collections.keys()]
  }

  /** Names of the resources that hold anything. */
  resources(): readonly string[] {
    return [...this.collections].filter(([, collection]) => collection.count() > 0).map(([resource]) => resource)
  }

  /** Stores an object, new or changed. The caller has made sure that something differs. */
  put(resource: string, object: KubeObject, writer: Writer): Committed {
    const revision = ++this.current
    const stored = stamped(object, revision)
    const collection = this.collection(resource)
    const previous = collection.put(keyOf(stored), stored)
    const record = this.record(previous ? 'update' : 'create', stored, writer, revision)
    this.tell({ type: 'put', resource, object: stored, previous, revision, at: record.at, recordId: record.id })
    return { object: stored, record }
  }

  /** Removes an object; watchers get `last` with the revision of the removal. Undefined if there is none. */
  delete(resource: string, last: KubeObject, writer: Writer): Committed | undefined {
    const previous = this.collections.get(resource)?.delete(keyOf(last))
    if (!previous) return undefined
    const revision = ++this.current
    const object = stamped(last, revision)
    const record = this.record('delete', object, writer, revision)
    this.tell({ type: 'delete', resource, object, previous, revision, at: record.at, recordId: record.id })
    return { object, record }
  }

  /** Calls at each commit to a resource, within it. Returns the end of it. */
  onChange(resource: string, listener: (change: Change) => void): () => void {
    const set = this.listeners.get(resource) ?? new Set()
    this.listeners.set(resource, set)
    set.add(listener)
    return () => set.delete(listener)
  }

  /** Calls at each commit to any resource, within it. */
  onAnyChange(listener: (change: Change) => void): () => void {
    this.everything.add(listener)
    return () => this.everything.delete(listener)
  }

  /** Changes of a resource after a revision, oldest first; undefined if some of them are forgotten. */
  changesAfter(revision: number, resource?: string): readonly Change[] | undefined {
    return this.log.after(revision, resource)
  }

  /** The newest revision at or before a virtual time, within the log. */
  revisionAt(atMs: number): number {
    return this.log.revisionAt(atMs, this.current)
  }

  /** One object as of a revision; undefined also where the log no longer reaches. */
  getAt(resource: string, key: string, revision: number): KubeObject | undefined {
    return this.log.stateOf(resource, key, revision, this.get(resource, key))
  }

  /** Everything of a resource as of a revision, by key; undefined where the log no longer reaches. */
  listAt(resource: string, revision: number, namespace?: string): readonly KubeObject[] | undefined {
    const changes = this.log.after(revision, resource)
    if (!changes) return undefined
    if (changes.length === 0) return this.list(resource, namespace)
    const state = new Map(this.list(resource).map((object) => [keyOf(object), object]))
    for (let i = changes.length - 1; i >= 0; i--) {
      const change = changes[i] as Change
      if (change.previous) state.set(keyOf(change.object), change.previous)
      else state.delete(keyOf(change.object))
    }
    const objects = [...state.values()].filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    return objects.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }

  private collection(resource: string): Collection {
    let collection = this.collections.get(resource)
    if (!collection) {
      collection = new Collection()
      this.collections.set(resource, collection)
    }
    return collection
  }

  private record(verb: string, object: KubeObject, writer: Writer, revision: number): HistoryRecord {
    const { name, namespace, uid } = object.metadata
    return this.sim.record({
      by: writer.by,
      what: 'commit',
      verb,
      revision,
      subject: { kind: object.kind, name: String(name), namespace, uid },
    })
  }

  private tell(change: Change): void {
    this.log.append(change)
    const listeners = this.listeners.get(change.resource)
    if (listeners) for (const listener of listeners) listener(change)
    for (const listener of this.everything) listener(change)
  }
}

function stamped(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
}
