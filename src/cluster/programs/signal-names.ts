/** Signals as kill(1) reads them, and what the shell says of a process that one has killed. */
import type { Signal } from '../machine/program.ts'
import { signalNumbers, signalOfName } from '../machine/signals.ts'

/** `9`, `KILL`, `SIGKILL`, `kill` → `KILL`; `0` asks only whether the process is there. */
export function parseSignal(text: string): Signal | 0 | undefined {
  return text === '0' ? 0 : signalOfName(text)
}

/** 128 + the signal's number, or the exit code itself. */
export function shellCode(status: { readonly code?: number | undefined; readonly signal?: Signal | undefined }): number {
  return status.signal === undefined ? (status.code ?? 0) : 128 + signalNumbers[status.signal]
}
