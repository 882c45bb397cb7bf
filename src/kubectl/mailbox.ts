import type { Process, Run } from '../cluster/machine/program.ts'

/** Where callbacks (watch events, chunks of a stream, timers) leave what a command then takes in its own time. */
export class Mailbox<T> {
  private readonly items: T[] = []
  private waiter: ((item: T) => void) | undefined

  put(item: T): void {
    const { waiter } = this
    this.waiter = undefined
    if (waiter) waiter(item)
    else this.items.push(item)
  }

  /**
   * The next item, waiting for it; undefined if a signal came first.
   * @param abandon puts away what feeds the box, if the process is killed while it waits
   */
  *take(process: Process, abandon?: () => void): Run<T | undefined> {
    const ready = this.items.shift()
    if (ready !== undefined) return ready
    return yield* process.waitFor<T>((done) => {
      this.waiter = done
      return () => {
        this.waiter = undefined
        abandon?.()
      }
    })
  }

  /** What is there already, without waiting. */
  takeAll(): readonly T[] {
    return this.items.splice(0)
  }
}
