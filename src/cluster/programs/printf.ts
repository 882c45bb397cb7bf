import { define, UsageError } from './options.ts'
import { formatPrintf } from './printf-format.ts'

/** As printf(1) reads a number: decimal, hex, octal, or the code of a quoted character. */
function readNumber(text: string): number | undefined {
  if (/^["'].*/.test(text)) return text.charCodeAt(1)
  if (/^[+-]?0[xX][0-9a-fA-F]+$/.test(text)) return Number.parseInt(text, 16)
  if (/^[+-]?0[0-7]+$/.test(text)) return Number.parseInt(text, 8)
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

export const printf = define({
  name: 'printf',
  summary: 'Format and print ARGUMENT(s) according to FORMAT, where FORMAT controls the output exactly as in C printf',
  usage: 'FORMAT [ARG]...',
  *run(process, args) {
    const [format, ...rest] = args[0] === '--' ? args.slice(1) : args
    if (format === undefined) throw new UsageError('')
    let code = 0
    let left: readonly string[] = rest
    for (;;) {
      const formatted = formatPrintf(format, left, readNumber)
      yield* process.print(formatted.text)
      for (const error of formatted.errors) {
        yield* process.printError(`printf: ${error}\n`)
        code = 1
      }
      left = left.slice(formatted.used)
      if (formatted.stop || formatted.used === 0 || left.length === 0) return code
    }
  },
})
