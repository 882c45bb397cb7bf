import type { Simulation } from '../sim/simulation.ts'

/** Calls a thing off. */
export type Cancel = () => void

/** What a task waits for: it is started with a callback to go on, and answers with how to call it off. */
export type Wait = ((resume: () => void) => Cancel) | { readonly because: number }

/**
 * Work that takes virtual time, written as one straight line: where upstream has a goroutine that blocks, we have a
 * generator that yields what it waits for. It can be cancelled at any of those points (`finally` blocks run).
 */
export type Task<T> = Generator<Wait, T, unknown>

const nothing: Cancel = () => {}

export interface RunningTask {
  readonly finished: boolean
  cancel(): void
}

/** Starts a task; `done` is called at its natural end only. */
export function run<T>(sim: Simulation, task: Task<T>, done?: (value: T) => void): RunningTask {
  let finished = false
  let cancelWait = nothing
  let cause: number | undefined
  const next = () => (cause === undefined ? task.next() : sim.becauseOf(cause, () => task.next()))
  const step = (): void => {
    for (;;) {
      const result = next()
      if (finished) return
      if (result.done) {
        finished = true
        if (cause === undefined) done?.(result.value)
        else sim.becauseOf(cause, () => done?.(result.value))
        return
      }
      const wait = result.value
      if (typeof wait !== 'function') {
        cause = wait.because
        continue
      }
      let resumed = false
      let waiting = false
      const begin = () =>
        wait(() => {
          if (resumed || finished) return
          resumed = true
          if (!waiting) return
          cancelWait = nothing
          // Whatever ended the wait is now the cause of what follows.
          cause = undefined
          step()
        })
      const cancel = cause === undefined ? begin() : sim.becauseOf(cause, begin)
      if (resumed) continue
      waiting = true
      cancelWait = cancel
      return
    }
  }
  const running: RunningTask = {
    get finished() {
      return finished
    },
    cancel() {
      if (finished) return
      finished = true
      cancelWait()
      task.return(undefined as never)
    },
  }
  step()
  return running
}

/** Waits for a callback with a value. */
export function* wait<T>(start: (done: (value: T) => void) => Cancel): Task<T> {
  let value: T | undefined
  yield (resume) =>
    start((result) => {
      value = result
      resume()
    })
  return value as T
}

/** Lets virtual time pass. */
export function* pause(sim: Simulation, ms: number): Task<void> {
  if (ms <= 0) return
  yield (resume) => {
    const timer = sim.after(ms, resume)
    return () => sim.cancel(timer)
  }
}

/** What follows in this task is a consequence of that record. */
export function* because(recordId: number): Task<void> {
  yield { because: recordId }
}

/** Runs tasks side by side and waits for all of them. */
export function* together(sim: Simulation, tasks: readonly Task<void>[]): Task<void> {
  if (tasks.length === 0) return
  if (tasks.length === 1) return yield* tasks[0] as Task<void>
  yield (resume) => {
    let open = tasks.length
    const running = tasks.map((task) =>
      run(sim, task, () => {
        open--
        if (open === 0) resume()
      }),
    )
    return () => {
      for (const one of running) one.cancel()
    }
  }
}
