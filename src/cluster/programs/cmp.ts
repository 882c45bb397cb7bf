import { define, parseOptions, UsageError } from './options.ts'
import { readInput } from './streams.ts'

export const cmp = define({
  name: 'cmp',
  summary: 'Compare FILE1 with FILE2 (or stdin)',
  usage: '[-ls] FILE1 [FILE2]',
  failureCode: 2,
  *run(process, args) {
    const options = parseOptions(args, 'lsn:', { silent: 's', quiet: 's', verbose: 'l' })
    const [first, second = '-'] = options.operands
    if (first === undefined) throw new UsageError('', 2)
    const a = yield* readInput(process, first)
    const b = yield* readInput(process, second)
    if (a === b) return 0
    let at = 0
    while (at < a.length && at < b.length && a[at] === b[at]) at++
    if (options.has('s')) return 1
    if (options.has('l')) {
      for (let i = at; i < Math.min(a.length, b.length); i++)
        if (a[i] !== b[i])
          yield* process.print(
            `${String(i + 1).padStart(4)} ${a.charCodeAt(i).toString(8).padStart(3)} ${b.charCodeAt(i).toString(8).padStart(3)}\n`,
          )
      return 1
    }
    if (at === a.length || at === b.length) yield* process.printError(`cmp: EOF on ${at === a.length ? first : second}\n`)
    else yield* process.print(`${first} ${second} differ: char ${at + 1}, line ${a.slice(0, at).split('\n').length}\n`)
    return 1
  },
})
