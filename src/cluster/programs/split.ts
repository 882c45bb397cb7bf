import { byteCount, define, parseOptions } from './options.ts'
import { linesOf, readInput } from './streams.ts'

export const split = define({
  name: 'split',
  summary: 'Split a file into pieces',
  usage: '[OPTIONS] [INPUT [PREFIX]]',
  *run(process, args) {
    const options = parseOptions(args, 'b:l:a:d', {
      'bytes=': 'b',
      'lines=': 'l',
      'suffix-length=': 'a',
      'numeric-suffixes': 'd',
    })
    const [input = '-', prefix = 'x'] = options.operands
    const text = yield* readInput(process, input)
    const length = Number(options.value('a') ?? 2)
    const parts: string[] = []
    const bytes = options.value('b')
    if (bytes !== undefined)
      for (let i = 0, size = Math.max(1, byteCount(bytes)); i < text.length; i += size) parts.push(text.slice(i, i + size))
    else {
      const lines = linesOf(text)
      const count = Math.max(1, Number(options.value('l') ?? 1000))
      for (let i = 0; i < lines.length; i += count)
        parts.push(
          lines
            .slice(i, i + count)
            .map((line) => `${line}\n`)
            .join(''),
        )
    }
    parts.forEach((part, i) => {
      let suffix = ''
      for (let n = i, j = 0; j < length; j++) {
        suffix = (options.has('d') ? String(n % 10) : String.fromCharCode(97 + (n % 26))) + suffix
        n = Math.floor(n / (options.has('d') ? 10 : 26))
      }
      process.writeFile(prefix + suffix, part)
    })
    return 0
  },
})
