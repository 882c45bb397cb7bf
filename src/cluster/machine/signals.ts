import type { Signal } from './program.ts'

/** Linux's numbers on x86-64 and arm64. */
export const signalNumbers: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  WINCH: 28,
}

const byNumber = new Map<number, Signal>()
for (const [name, number] of Object.entries(signalNumbers)) byNumber.set(number, name as Signal)

export function signalOfNumber(number: number): Signal | undefined {
  return byNumber.get(number)
}

/** `TERM`, `SIGTERM`, `term`, `15`; undefined if there is no such signal. */
export function signalOfName(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) return byNumber.get(Number(text))
  const name = text.toUpperCase().replace(/^SIG/, '')
  return Object.hasOwn(signalNumbers, name) ? (name as Signal) : undefined
}

export type DefaultAction = 'end' | 'stop' | 'continue' | 'ignore'

/** signal(7). */
export function defaultAction(signal: Signal): DefaultAction {
  switch (signal) {
    case 'CHLD':
    case 'URG':
    case 'WINCH':
      return 'ignore'
    case 'CONT':
      return 'continue'
    case 'STOP':
    case 'TSTP':
    case 'TTIN':
    case 'TTOU':
      return 'stop'
    default:
      return 'end'
  }
}

/** What a shell says of a job that a signal ended: strsignal(3). */
export const signalTexts: Readonly<Partial<Record<Signal, string>>> = {
  HUP: 'Hangup',
  INT: 'Interrupt',
  QUIT: 'Quit',
  ILL: 'Illegal instruction',
  TRAP: 'Trace/breakpoint trap',
  ABRT: 'Aborted',
  BUS: 'Bus error',
  FPE: 'Arithmetic exception',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  SEGV: 'Segmentation fault',
  USR2: 'User defined signal 2',
  PIPE: 'Broken pipe',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
  STOP: 'Stopped (signal)',
  TSTP: 'Stopped',
  TTIN: 'Stopped (tty input)',
  TTOU: 'Stopped (tty output)',
}
