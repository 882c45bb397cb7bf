import { define, parseOptions, UsageError } from './options.ts'
import { linesOf, readInput } from './streams.ts'

export const join = define({
  name: 'join',
  summary: 'Join lines of two files on a common field',
  usage: '[-1 FIELD] [-2 FIELD] [-t CHAR] [-a 1|2] FILE1 FILE2',
  *run(process, args) {
    const options = parseOptions(args, '1:2:j:t:a:v:e:o:i')
    const [first, second] = options.operands
    if (first === undefined || second === undefined) throw new UsageError('missing operand')
    const separator = options.value('t')
    const split = (line: string) => (separator === undefined ? line.trim().split(/\s+/) : line.split(separator))
    const key = (which: string) => Number(options.value(which) ?? options.value('j') ?? 1) - 1
    const left = linesOf(yield* readInput(process, first)).map(split)
    const right = linesOf(yield* readInput(process, second)).map(split)
    const between = separator ?? ' '
    const rest = (fields: readonly string[], at: number) => fields.filter((_, i) => i !== at)
    const extra = [...options.values('a'), ...options.values('v')]
    let text = ''
    const used = new Set<readonly string[]>()
    for (const row of left) {
      const partners = right.filter((other) => other[key('2')] === row[key('1')])
      for (const other of partners) {
        used.add(other)
        if (!options.has('v'))
          text += `${[row[key('1')] ?? '', ...rest(row, key('1')), ...rest(other, key('2'))].join(between)}\n`
      }
      if (partners.length === 0 && extra.includes('1')) text += `${row.join(between)}\n`
    }
    if (extra.includes('2')) for (const row of right) if (!used.has(row)) text += `${row.join(between)}\n`
    yield* process.print(text)
    return 0
  },
})
