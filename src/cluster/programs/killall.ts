import { Errno } from '../machine/program.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'
import { hasName } from './process-names.ts'
import { parseSignal } from './signal-names.ts'

export const killall = define({
  name: 'killall',
  summary: 'Send a signal (default: TERM) to given processes',
  usage: '[-lq] [-SIG] PROCESS_NAME...',
  *run(process, args) {
    const rest = [...args]
    let signal: ReturnType<typeof parseSignal> = 'TERM'
    const text = /^-(?:s$|(\d+|[A-Z][A-Z0-9]+)$)/.exec(rest[0] ?? '')
    if (text) {
      rest.shift()
      const name = text[1] ?? String(rest.shift() ?? '')
      signal = parseSignal(name)
      if (signal === undefined) throw new Failure(`bad signal name '${name}'`)
    }
    const options = parseOptions(rest, 'lqwevi', { quiet: 'q', wait: 'w' })
    if (options.operands.length === 0) throw new UsageError(isBusybox(process) ? 'you need to specify whom to kill' : '')
    let code = 0
    for (const name of options.operands) {
      const found = process.processes().filter((info) => info.pid !== process.pid && hasName(info, name))
      if (found.length === 0) {
        code = 1
        if (!options.has('q'))
          yield* process.printError(isBusybox(process) ? `killall: ${name}: no process killed\n` : `${name}: no process found\n`)
      }
      for (const { pid } of found) {
        try {
          process.kill(pid, signal)
        } catch (error) {
          if (!(error instanceof Errno)) throw error
          yield* process.printError(
            isBusybox(process) ? `killall: can't kill pid ${pid}: ${error.text}\n` : `${name}(${pid}): ${error.text}\n`,
          )
          code = 1
        }
      }
    }
    return code
  },
})
