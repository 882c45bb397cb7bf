import { define, parseOptions, UsageError } from './options.ts'
import { linesOf, readInput } from './streams.ts'

export const comm = define({
  name: 'comm',
  summary: 'Compare FILE1 with FILE2',
  usage: '[-123] FILE1 FILE2',
  *run(process, args) {
    const options = parseOptions(args, '123')
    const [first, second] = options.operands
    if (first === undefined || second === undefined) throw new UsageError('missing operand')
    const a = linesOf(yield* readInput(process, first))
    const b = linesOf(yield* readInput(process, second))
    const indent = (column: number) =>
      [1, 2]
        .filter((each) => each < column && !options.has(String(each)))
        .map(() => '\t')
        .join('')
    let text = ''
    const put = (column: number, line: string) => {
      if (!options.has(String(column))) text += `${indent(column)}${line}\n`
    }
    let i = 0
    let j = 0
    while (i < a.length || j < b.length) {
      const x = a[i]
      const y = b[j]
      if (y === undefined || (x !== undefined && x < y)) put(1, String(a[i++]))
      else if (x === undefined || y < x) put(2, String(b[j++]))
      else {
        put(3, x)
        i++
        j++
      }
    }
    yield* process.print(text)
    return 0
  },
})
