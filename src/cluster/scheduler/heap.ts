/** A binary heap. @param before whether `a` must come out before `b` */
export class Heap<T> {
  private readonly items: T[] = []

  constructor(private readonly before: (a: T, b: T) => boolean) {}

  get size(): number {
    return this.items.length
  }

  peek(): T | undefined {
    return this.items[0]
  }

  push(item: T): void {
    const items = this.items
    let i = items.push(item) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      const other = items[parent] as T
      if (!this.before(item, other)) break
      items[i] = other
      i = parent
    }
    items[i] = item
  }

  pop(): T | undefined {
    const items = this.items
    const first = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return first
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= items.length) break
      const right = items[child + 1]
      if (right !== undefined && this.before(right, items[child] as T)) child++
      const smaller = items[child] as T
      if (!this.before(smaller, last)) break
      items[i] = smaller
      i = child
    }
    items[i] = last
    return first
  }
}
