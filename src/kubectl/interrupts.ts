import type { Process, Signal } from '../cluster/machine/program.ts'

const codes = { HUP: 129, INT: 130, PIPE: 141, TERM: 143 } as const

/**
 * Lets a command that holds something open (a watch, a session, a listener) put it away when it is told to stop:
 * the signals end its waits instead of the process, and the exit code is the one that they would have given.
 */
export class Interrupts {
  /** Set once a signal came. */
  code: number | undefined

  constructor(process: Process) {
    for (const [signal, code] of Object.entries(codes)) {
      if (isSignal(signal)) process.onSignal(signal, () => (this.code ??= code))
    }
  }
}

function isSignal(name: string): name is Signal & keyof typeof codes {
  return name in codes
}
