import { Errno, type Process, type Run, type Signal } from '../machine/program.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'
import { start, waitFor } from './running.ts'
import { parseSignal, shellCode } from './signal-names.ts'

function milliseconds(text: string): number {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text)
  if (!match) throw new Failure(`invalid number '${text}'`, 125)
  const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  return Number(match[1]) * (units[match[2] || 's'] ?? 1000)
}

function* killer(process: Process, pid: number, afterMs: number, signal: Signal, killAfterMs: number | undefined): Run<number> {
  yield* process.sleep(afterMs)
  try {
    process.kill(pid, signal)
    if (killAfterMs !== undefined) {
      yield* process.sleep(killAfterMs)
      process.kill(pid, 'KILL')
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
  return 0
}

export const timeout = define({
  name: 'timeout',
  summary: 'Run PROG. Send SIG to it if it is not gone in SECS seconds.',
  usage: '[-s SIG] [-k KILL_SECS] SECS PROG ARGS',
  *run(process, args) {
    const options = parseOptions(
      args,
      's:k:t:v',
      { 'signal=': 's', 'kill-after=': 'k', foreground: 'f', 'preserve-status': 'p', verbose: 'v' },
      { stopEarly: true },
    )
    const [first, ...rest] = options.operands
    // Old busybox: `timeout -t SECS PROG`.
    const old = options.value('t')
    const span = old ?? first
    const command = old === undefined ? rest : options.operands
    if (span === undefined || command.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand', 125)
    const signal = parseSignal(options.value('s') ?? 'TERM') || 'TERM'
    const kill = options.value('k')
    const began = yield* start(process, 'timeout', command)
    if ('code' in began) return began.code
    const ms = milliseconds(span)
    const started = process.now
    const watcher =
      ms > 0
        ? process.spawn({
            what: (child) => killer(child, began.pid, ms, signal, kill === undefined ? undefined : milliseconds(kill)),
          })
        : undefined
    // What is sent to timeout is for the program under it.
    for (const each of ['TERM', 'INT', 'HUP'] as const) {
      process.onSignal(each, () => {
        try {
          process.kill(began.pid, each)
        } catch (error) {
          if (!(error instanceof Errno)) throw error
        }
      })
    }
    const status = yield* waitFor(process, began.pid)
    const late = ms > 0 && process.now - started >= ms && status.signal !== undefined
    if (watcher !== undefined) {
      try {
        process.kill(watcher, 'KILL')
      } catch (error) {
        if (!(error instanceof Errno)) throw error
      }
    }
    if (late && !options.has('p')) return isBusybox(process) ? 143 : status.signal === 'KILL' ? 137 : 124
    return shellCode(status)
  },
})
