import { Errno } from '../machine/program.ts'
import { signalNumbers } from '../machine/signals.ts'
import { define, Failure, isBusybox, UsageError } from './options.ts'
import { parseSignal } from './signal-names.ts'

export const kill = define({
  name: 'kill',
  summary: 'Send a signal (default: TERM) to given PIDs',
  usage: '[-l] [-SIG] PID...',
  *run(process, args) {
    const rest = [...args]
    let signal: ReturnType<typeof parseSignal> = 'TERM'
    const first = rest[0]
    if (first === '-l' || first === '-L') {
      const wanted = rest[1]
      const names = Object.entries(signalNumbers)
      const found = wanted === undefined ? undefined : parseSignal(String(Number(wanted) > 128 ? Number(wanted) - 128 : wanted))
      if (wanted !== undefined)
        yield* process.print(`${/^\d+$/.test(wanted) ? found : found === undefined || found === 0 ? '' : signalNumbers[found]}\n`)
      else
        yield* process.print(
          names.map(([name, number]) => (isBusybox(process) ? `${String(number).padStart(2)}) ${name}\n` : `${name}\n`)).join(''),
        )
      return 0
    }
    if (first !== undefined && /^-./.test(first) && first !== '--') {
      rest.shift()
      const text = first === '-s' || first === '-n' ? String(rest.shift() ?? '') : first.slice(1)
      signal = parseSignal(text)
      if (signal === undefined) throw new Failure(isBusybox(process) ? `bad signal name '${text}'` : `unknown signal ${text}`)
    }
    if (rest[0] === '--') rest.shift()
    if (rest.length === 0) throw new UsageError(isBusybox(process) ? 'you need to specify whom to kill' : '')
    let code = 0
    for (const text of rest) {
      if (!/^-?\d+$/.test(text)) {
        yield* process.printError(
          isBusybox(process) ? `kill: invalid number '${text}'\n` : `kill: failed to parse argument: '${text}'\n`,
        )
        code = 1
        continue
      }
      try {
        process.kill(Number(text), signal)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(
          isBusybox(process) ? `kill: can't kill pid ${text}: ${error.text}\n` : `kill: (${text}): ${error.text}\n`,
        )
        code = 1
      }
    }
    return code
  },
})
