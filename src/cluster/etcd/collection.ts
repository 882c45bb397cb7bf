import type { KubeObject } from '../api/object.ts'

interface Index {
  readonly valueIn: (object: KubeObject) => string
  readonly buckets: Map<string, Map<string, KubeObject>>
}

/** The objects of one resource, by key, by namespace and by the indexes asked for. Lists are made once per change. */
export class Collection {
  private readonly objects = new Map<string, KubeObject>()
  private readonly namespaces = new Map<string, Map<string, KubeObject>>()
  private readonly indexes = new Map<string, Index>()
  /** Sorted lists, until something changes: by namespace, '' for all. */
  private readonly lists = new Map<string, readonly KubeObject[]>()

  get(key: string): KubeObject | undefined {
    return this.objects.get(key)
  }

  /** Returns what was there before. */
  put(key: string, object: KubeObject): KubeObject | undefined {
    const previous = this.objects.get(key)
    this.objects.set(key, object)
    const namespace = object.metadata.namespace
    if (namespace !== undefined) bucket(this.namespaces, namespace).set(key, object)
    for (const index of this.indexes.values()) {
      const value = index.valueIn(object)
      if (previous) {
        const before = index.valueIn(previous)
        if (before !== value) removeFrom(index.buckets, before, key)
      }
      bucket(index.buckets, value).set(key, object)
    }
    this.forgetLists(namespace)
    return previous
  }

  delete(key: string): KubeObject | undefined {
    const previous = this.objects.get(key)
    if (!previous) return undefined
    this.objects.delete(key)
    const namespace = previous.metadata.namespace
    if (namespace !== undefined) removeFrom(this.namespaces, namespace, key)
    for (const index of this.indexes.values()) removeFrom(index.buckets, index.valueIn(previous), key)
    this.forgetLists(namespace)
    return previous
  }

  count(namespace?: string): number {
    return namespace === undefined ? this.objects.size : (this.namespaces.get(namespace)?.size ?? 0)
  }

  list(namespace?: string): readonly KubeObject[] {
    const made = this.lists.get(namespace ?? '')
    if (made) return made
    const from = namespace === undefined ? this.objects : this.namespaces.get(namespace)
    const list = from ? sorted(from) : []
    this.lists.set(namespace ?? '', list)
    return list
  }

  addIndex(name: string, valueIn: (object: KubeObject) => string): void {
    const index: Index = { valueIn, buckets: new Map() }
    for (const [key, object] of this.objects) bucket(index.buckets, valueIn(object)).set(key, object)
    this.indexes.set(name, index)
  }

  hasIndex(name: string): boolean {
    return this.indexes.has(name)
  }

  byIndex(name: string, value: string): readonly KubeObject[] {
    const index = this.indexes.get(name)
    if (!index) throw new Error(`no index ${name}`)
    const found = index.buckets.get(value)
    return found ? sorted(found) : []
  }

  private forgetLists(namespace: string | undefined): void {
    if (this.lists.size === 0) return
    this.lists.delete('')
    if (namespace !== undefined) this.lists.delete(namespace)
  }
}

function sorted(objects: Map<string, KubeObject>): readonly KubeObject[] {
  if (objects.size < 2) return [...objects.values()]
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
}

function bucket(buckets: Map<string, Map<string, KubeObject>>, value: string): Map<string, KubeObject> {
  let found = buckets.get(value)
  if (!found) {
    found = new Map()
    buckets.set(value, found)
  }
  return found
}

function removeFrom(buckets: Map<string, Map<string, KubeObject>>, value: string, key: string): void {
  const found = buckets.get(value)
  if (!found?.delete(key)) return
  if (found.size === 0) buckets.delete(value)
}
