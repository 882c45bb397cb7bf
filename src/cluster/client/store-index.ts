import type { KubeObject } from '../api/object.ts'

/** One index of an informer's copy: from a value to the objects under it. */
export class StoreIndex<T extends KubeObject> {
  private readonly buckets = new Map<string, Map<string, T>>()
  private readonly lists = new Map<string, readonly T[]>()
  /** Keys in order; they change less often than what is under them. */
  private readonly orders = new Map<string, readonly string[]>()

  constructor(readonly valueIn: (object: T) => string | undefined) {}

  put(key: string, object: T, old: T | undefined): void {
    const value = this.valueIn(object)
    if (old) {
      const before = this.valueIn(old)
      if (before !== undefined && before !== value) this.remove(key, before)
    }
    if (value === undefined) return
    const bucket = this.buckets.get(value)
    if (!bucket?.has(key)) this.orders.delete(value)
    if (bucket) bucket.set(key, object)
    else this.buckets.set(value, new Map([[key, object]]))
    this.lists.delete(value)
  }

  delete(key: string, old: T): void {
    const value = this.valueIn(old)
    if (value !== undefined) this.remove(key, value)
  }

  /** By key. */
  list(value: string): readonly T[] {
    const made = this.lists.get(value)
    if (made) return made
    const bucket = this.buckets.get(value)
    if (!bucket) return []
    let order = this.orders.get(value)
    if (!order) {
      order = [...bucket.keys()].sort()
      this.orders.set(value, order)
    }
    const list = order.map((key) => bucket.get(key) as T)
    this.lists.set(value, list)
    return list
  }

  private remove(key: string, value: string): void {
    const bucket = this.buckets.get(value)
    if (!bucket?.delete(key)) return
    if (bucket.size === 0) this.buckets.delete(value)
    this.lists.delete(value)
    this.orders.delete(value)
  }
}
