/** How servers end: on TERM and INT, with an exit code and a last word. */
import type { Process, Signal } from '../machine/program.ts'

export interface Ending {
  /** The signal that came, if one has. */
  signal: Signal | undefined
}

/** Catches the signals; the server looks at `signal` between two events. */
export function catchSignals(process: Process, signals: readonly Signal[] = ['TERM', 'INT']): Ending {
  const ending: Ending = { signal: undefined }
  for (const each of signals) {
    process.onSignal(each, (signal) => {
      ending.signal = signal
    })
  }
  return ending
}
