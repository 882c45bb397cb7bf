import type { Program } from '../machine/program.ts'

/** The process that holds a sandbox: waits, and reaps what is left to it. */
export const pause: Program = {
  name: 'pause',
  summary: 'Holds the namespaces of a Pod',
  *run(process) {
    let ending = false
    for (const signal of ['TERM', 'INT'] as const) {
      process.onSignal(signal, () => {
        ending = true
      })
    }
    process.onSignal('CHLD', () => process.reap())
    while (!ending) yield* process.sleep(3.2e12)
    yield* process.printError('Shutting down, got signal: Terminated\n')
    return 0
  },
}
