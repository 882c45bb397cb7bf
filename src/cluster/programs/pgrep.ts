import { Errno, type Process, type ProcessInfo, type Run } from '../machine/program.ts'
import { accountByName } from './accounts.ts'
import { define, Failure, type Options, parseOptions, UsageError } from './options.ts'
import { posixRegExp } from './patterns.ts'
import { commandName } from './process-names.ts'
import { commandText } from './ps.ts'
import { parseSignal } from './signal-names.ts'

function matches(process: Process, options: Options): readonly ProcessInfo[] {
  const [pattern] = options.operands
  const user = options.value('u')
  const parent = options.value('P')
  if (pattern === undefined && user === undefined && parent === undefined) throw new UsageError('no pattern given')
  const expression = pattern === undefined ? undefined : posixRegExp(options.has('x') ? `^(${pattern})$` : pattern, true)
  const uid = user === undefined ? undefined : /^\d+$/.test(user) ? Number(user) : accountByName(process, user)?.uid
  const found = process.processes().filter((info) => {
    if (info.pid === process.pid) return false
    const text = options.has('f') ? commandText(info) : commandName(info)
    const fits =
      (expression?.test(text) ?? true) &&
      (user === undefined || info.uid === uid) &&
      (parent === undefined || info.ppid === Number(parent))
    return fits !== options.has('v')
  })
  return options.has('o') ? found.slice(0, 1) : options.has('n') ? found.slice(-1) : found
}

export const pgrep = define({
  name: 'pgrep',
  summary: 'Display process(es) selected by regex PATTERN',
  usage: '[-flanovx] [-s SID|-P PPID|PATTERN]',
  *run(process, args) {
    const options = parseOptions(args, 'flanovxcs:P:u:d:', {
      full: 'f',
      'list-name': 'l',
      'list-full': 'a',
      exact: 'x',
      count: 'c',
      'parent=': 'P',
    })
    const found = matches(process, options)
    if (options.has('c')) yield* process.print(`${found.length}\n`)
    else
      for (const info of found)
        yield* process.print(
          `${info.pid}${options.has('a') ? ` ${commandText(info)}` : options.has('l') ? ` ${commandName(info)}` : ''}\n`,
        )
    return found.length > 0 ? 0 : 1
  },
})

export const pkill = define({
  name: 'pkill',
  summary: 'Send signal to processes selected by regex PATTERN',
  usage: '[-l|-SIGNAL] [-xfvno] [-s SID|-P PPID|PATTERN]',
  *run(process, args): Run<number> {
    const rest = [...args]
    let signal: ReturnType<typeof parseSignal> = 'TERM'
    const at = rest.findIndex((arg) => /^-(\d+|[A-Z][A-Z0-9]{2,})$/.test(arg) || arg.startsWith('--signal'))
    if (at >= 0) {
      const [flag = ''] = rest.splice(at, 1)
      const name = flag.startsWith('--signal=')
        ? flag.slice(9)
        : flag === '--signal'
          ? String(rest.splice(at, 1)[0] ?? '')
          : flag.slice(1)
      signal = parseSignal(name)
      if (signal === undefined) throw new Failure(`bad signal name '${name}'`)
    }
    const found = matches(process, parseOptions(rest, 'xfvnoes:P:u:', { full: 'f', exact: 'x', 'parent=': 'P' }))
    let code = found.length > 0 ? 0 : 1
    for (const { pid } of found) {
      try {
        process.kill(pid, signal)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(`pkill: ${pid}: ${error.text}\n`)
        code = 1
      }
    }
    return code
  },
})
