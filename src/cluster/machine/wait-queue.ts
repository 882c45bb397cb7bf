/** Who waits for something to become possible. Woken in the order in which they came. */
export interface Waiter {
  /** Called at most once for each time it was added. */
  wake(): void
}

export class WaitQueue {
  private waiters: Waiter[] | undefined

  add(waiter: Waiter): void {
    if (this.waiters) this.waiters.push(waiter)
    else this.waiters = [waiter]
  }

  /** For those who stop waiting on their own account. */
  remove(waiter: Waiter): void {
    const waiters = this.waiters
    if (!waiters) return
    const index = waiters.indexOf(waiter)
    if (index < 0) return
    if (waiters.length === 1) this.waiters = undefined
    else waiters.splice(index, 1)
  }

  get isEmpty(): boolean {
    return this.waiters === undefined
  }

  /** Everyone is woken, and looks again whether it was for them. */
  wakeAll(): void {
    const waiters = this.waiters
    if (!waiters) return
    this.waiters = undefined
    for (const waiter of waiters) waiter.wake()
  }
}
