import { readEscapes } from './escapes.ts'
import { define, parseOptions } from './options.ts'
import { linesOf, readInput } from './streams.ts'

export const paste = define({
  name: 'paste',
  summary: 'Paste lines from each input file together using TAB',
  usage: '[-s] [-d LIST] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'd:s', { 'delimiters=': 'd', serial: 's' })
    const list = readEscapes(options.value('d') ?? '\t', 'printf').text
    const paths = options.operands.length === 0 ? ['-'] : options.operands
    const dashes = paths.filter((path) => path === '-').length
    const stdin = dashes > 0 ? linesOf(yield* readInput(process, '-')) : []
    let dash = 0
    const columns: string[][] = []
    for (const path of paths) {
      if (path !== '-') columns.push(linesOf(yield* readInput(process, path)))
      else {
        const own = dash++
        columns.push(options.has('s') ? stdin : stdin.filter((_, i) => i % dashes === own))
      }
    }
    const joined = (cells: readonly string[]) =>
      cells.reduce(
        (text, cell, i) => (i === 0 ? cell : text + (list === '' ? '' : list.charAt((i - 1) % list.length)) + cell),
        '',
      )
    if (options.has('s')) for (const column of columns) yield* process.print(`${joined(column)}\n`)
    else {
      const rows = Math.max(0, ...columns.map(({ length }) => length))
      let text = ''
      for (let i = 0; i < rows; i++) text += `${joined(columns.map((column) => column[i] ?? ''))}\n`
      if (text !== '') yield* process.print(text)
    }
    return 0
  },
})
