import { Errno, type Process, type Run } from '../machine/program.ts'
import { define, parseOptions } from './options.ts'
import { shellCode } from './signal-names.ts'
import { readInput } from './streams.ts'

/** Words as xargs splits them: blanks, quotes, backslashes. */
function words(text: string): string[] {
  const found: string[] = []
  for (const match of text.matchAll(/(?:[^\s"'\\]|\\[\s\S]|"[^"\n]*"|'[^'\n]*')+/g)) {
    found.push(
      match[0].replace(/\\([\s\S])|"([^"\n]*)"|'([^'\n]*)'/g, (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? ''),
    )
  }
  return found
}

function* execute(process: Process, command: readonly string[], trace: boolean): Run<number> {
  if (trace) yield* process.printError(`${command.join(' ')}\n`)
  try {
    const pid = process.spawn({ what: command })
    for (;;) {
      const status = yield* process.wait(pid)
      if (status) return shellCode(status)
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(`xargs: ${command[0]}: ${error.text}\n`)
    return error.code === 'ENOENT' ? 127 : 126
  }
}

export const xargs = define({
  name: 'xargs',
  summary: 'Run PROG on every item given by stdin',
  usage: '[OPTIONS] [PROG ARGS]',
  simplified: '-P runs one command after the other',
  *run(process, args) {
    const options = parseOptions(
      args,
      '0rtpn:L:I:i::s:E:e:P:d:a:x',
      {
        null: '0',
        'no-run-if-empty': 'r',
        'max-args=': 'n',
        'max-procs=': 'P',
        'delimiter=': 'd',
        'replace=': 'I',
        'max-lines=': 'L',
        'arg-file=': 'a',
        verbose: 't',
      },
      { stopEarly: true },
    )
    const command = options.operands.length === 0 ? ['echo'] : options.operands
    const text = yield* readInput(process, options.value('a') ?? '-')
    const delimiter = options.has('0') ? '\0' : options.value('d')?.replace('\\n', '\n').replace('\\0', '\0')
    const replace = options.value('I') ?? (options.has('i') ? options.value('i') || '{}' : undefined)
    let items: string[]
    if (delimiter !== undefined) {
      items = text.split(delimiter)
      if (items.at(-1) === '') items.pop()
    } else if (replace !== undefined || options.has('L'))
      items = text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
    else items = words(text)
    let code = 0
    const note = (status: number) => {
      if (status === 0) return true
      code = status >= 126 && status <= 127 ? status : 123
      return status < 126 && status !== 255
    }
    const trace = options.has('t')
    if (replace !== undefined) {
      for (const item of items)
        if (
          !note(
            yield* execute(
              process,
              command.map((word) => word.replaceAll(replace, item)),
              trace,
            ),
          )
        )
          return code
      return code
    }
    const size = Number(options.value('n') ?? options.value('L') ?? 5000)
    if (items.length === 0) return options.has('r') ? 0 : yield* execute(process, command, trace)
    for (let i = 0; i < items.length; i += size) {
      const batch = items.slice(i, i + size)
      const added = options.has('L') ? batch.flatMap(words) : batch
      if (!note(yield* execute(process, [...command, ...added], trace))) return code
    }
    return code
  },
})
