/** A planned call. Opaque to everyone but the queue. */
export interface Timer {
  readonly at: number
  readonly order: number
  run: (() => void) | undefined
  /** The history record in whose wake it was planned. */
  readonly cause: number | undefined
}

/** A binary heap of timers, by time and then by order of planning. Cancelled timers stay until they surface. */
export class EventQueue {
  private heap: Timer[] = []
  private order = 0

  add(at: number, run: () => void, cause: number | undefined): Timer {
    const timer: Timer = { at, order: this.order++, run, cause }
    const heap = this.heap
    let i = heap.push(timer) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      const other = heap[parent] as Timer
      if (before(other, timer)) break
      heap[i] = other
      i = parent
    }
    heap[i] = timer
    return timer
  }

  cancel(timer: Timer): void {
    timer.run = undefined
  }

  peek(): Timer | undefined {
    while (this.heap.length > 0 && (this.heap[0] as Timer).run === undefined) this.removeFirst()
    return this.heap[0]
  }

  take(): Timer | undefined {
    const first = this.peek()
    if (first) this.removeFirst()
    return first
  }

  private removeFirst(): void {
    const heap = this.heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      const right = heap[child + 1]
      if (right !== undefined && before(right, heap[child] as Timer)) child++
      const smaller = heap[child] as Timer
      if (before(last, smaller)) break
      heap[i] = smaller
      i = child
    }
    heap[i] = last
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
