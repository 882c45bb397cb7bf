import { type GroupVersionResource, type KubeObject, keyOf } from '../api/object.ts'
import type { DirectAccess, ResourceChange } from '../apiserver/interface.ts'
import type { Simulation } from '../sim/simulation.ts'
import { indexesFor } from './indexes.ts'
import type { ChangeHandler, Informer } from './informer.ts'
import { StoreIndex } from './store-index.ts'

interface Registration<T extends KubeObject> {
  readonly handler: ChangeHandler<T>
  readonly index?: string | undefined
  readonly value?: string | undefined
}

/** How informers ask the server: as the machinery of the cluster, not as a component. */
const machinery = { by: 'informer', user: { name: 'system:informer', groups: [] } }

/** The one informer of a resource: a copy kept up to date from the server's changes, and the handlers on it. */
export class SharedInformer<T extends KubeObject> implements Informer<T> {
  private readonly objects = new Map<string, T>()
  private readonly indexes = new Map<string, StoreIndex<T>>()
  private readonly everywhere = new Set<Registration<T>>()
  /** By index name and value: so that a change reaches only the handlers that it concerns. */
  private readonly narrow = new Map<string, Map<string, Set<Registration<T>>>>()
  private all: readonly T[] | undefined

  constructor(
    private readonly sim: Simulation,
    direct: DirectAccess,
    resource: GroupVersionResource,
  ) {
    for (const [name, valueIn] of Object.entries(indexesFor(resource))) this.indexes.set(name, new StoreIndex<T>(valueIn))
    for (const object of direct.list({ ...machinery, resource })) this.put(object as T)
    direct.subscribe(resource, (changes) => {
      for (const change of changes) sim.becauseOf(change.recordId, () => this.apply(change))
    })
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.objects.get(namespace ? `${namespace}/${name}` : name)
  }

  list(namespace?: string): readonly T[] {
    if (namespace !== undefined) return this.byIndex('namespace', namespace)
    this.all ??= [...this.objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
    return this.all
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.index(index).list(value)
  }

  onChange(handler: ChangeHandler<T>): () => void {
    return this.register({ handler })
  }

  onIndexChange(index: string, value: string, handler: ChangeHandler<T>): () => void {
    this.index(index)
    return this.register({ handler, index, value })
  }

  private register(registration: Registration<T>): () => void {
    const { index, value, handler } = registration
    let active = true
    // What exists by the time of the telling is told as added; later changes come by themselves.
    this.sim.soon(() => {
      if (!active) return
      const present = index === undefined ? this.list() : this.byIndex(index, String(value))
      this.handlersOf(registration).add(registration)
      for (const object of present) handler.added?.(object)
    })
    return () => {
      active = false
      const handlers = this.handlersOf(registration)
      handlers.delete(registration)
      if (index !== undefined && handlers.size === 0) this.narrow.get(index)?.delete(String(value))
    }
  }

  private handlersOf({ index, value }: Registration<T>): Set<Registration<T>> {
    if (index === undefined) return this.everywhere
    const values = this.narrow.get(index) ?? new Map<string, Set<Registration<T>>>()
    this.narrow.set(index, values)
    const handlers = values.get(String(value)) ?? new Set<Registration<T>>()
    values.set(String(value), handlers)
    return handlers
  }

  private index(name: string): StoreIndex<T> {
    const index = this.indexes.get(name)
    if (!index) throw new Error(`informer: no index ${name}`)
    return index
  }

  private apply(change: ResourceChange): void {
    const object = change.object as T
    if (change.type === 'delete') {
      const old = this.remove(object)
      if (old) this.tellDeleted(object, old)
      return
    }
    const old = this.put(object)
    this.tellPut(object, old)
  }

  private put(object: T): T | undefined {
    const key = keyOf(object)
    const old = this.objects.get(key)
    this.objects.set(key, object)
    for (const index of this.indexes.values()) index.put(key, object, old)
    this.all = undefined
    return old
  }

  private remove(object: T): T | undefined {
    const key = keyOf(object)
    const old = this.objects.get(key)
    if (!old) return undefined
    this.objects.delete(key)
    for (const index of this.indexes.values()) index.delete(key, old)
    this.all = undefined
    return old
  }

  private tellPut(object: T, old: T | undefined): void {
    for (const { handler } of [...this.everywhere]) {
      if (old) handler.updated?.(object, old)
      else handler.added?.(object)
    }
    for (const [name, values] of this.narrow) {
      const { valueIn } = this.index(name)
      const value = valueIn(object)
      const before = old && valueIn(old)
      if (old && before !== undefined && before !== value) {
        for (const { handler } of [...(values.get(before) ?? [])]) handler.deleted?.(object)
      }
      if (value === undefined) continue
      for (const { handler } of [...(values.get(value) ?? [])]) {
        if (old && before === value) handler.updated?.(object, old)
        else handler.added?.(object)
      }
    }
  }

  private tellDeleted(object: T, old: T): void {
    for (const { handler } of [...this.everywhere]) handler.deleted?.(object)
    for (const [name, values] of this.narrow) {
      const value = this.index(name).valueIn(old)
      if (value === undefined) continue
      for (const { handler } of [...(values.get(value) ?? [])]) handler.deleted?.(object)
    }
  }
}
