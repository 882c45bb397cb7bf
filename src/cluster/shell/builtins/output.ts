import type { Bytes, Run } from '../../machine/program.ts'
import { unescapeEcho } from '../escapes.ts'
import { formatPrintf } from '../printf.ts'
import { type Shell, ShellError } from '../shell.ts'
import type { Builtin } from './builtins.ts'

function* echo(shell: Shell, args: readonly Bytes[]): Run<number> {
  // dash's echo always understands escapes, and knows no option but -n
  const isDash = shell.flavor.name === 'dash'
  let newline = true
  let escapes = isDash
  let first = 0
  const option = isDash ? /^-n$/ : /^-[neE]+$/
  for (; first < args.length && option.test(args[first] ?? ''); first++) {
    for (const letter of (args[first] ?? '').slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  let text = first === 0 ? args.join(' ') : args.slice(first).join(' ')
  if (escapes) {
    const result = unescapeEcho(text)
    text = result.text
    if (result.stops) newline = false
  }
  yield* shell.process.print(newline ? `${text}\n` : text)
  return 0
}

function* printf(shell: Shell, args: readonly Bytes[]): Run<number> {
  let words = args
  let variable: string | undefined
  if (shell.flavor.isBash && words[0] === '-v') {
    variable = words[1]
    words = words.slice(2)
  }
  if (words[0] === '--') words = words.slice(1)
  const [format, ...values] = words
  if (format === undefined) throw new ShellError('usage: printf FORMAT [ARG]...', 2, false, shell.builtin)
  const result = formatPrintf(format, values, shell.flavor.name)
  if (variable === undefined) yield* shell.process.print(result.text)
  else shell.variables.set(variable, result.text)
  for (const error of result.errors) yield* shell.complain(error)
  return result.errors.length > 0 ? 1 : 0
}

export const outputBuiltins: readonly Builtin[] = [
  { name: 'echo', run: echo },
  { name: 'printf', run: printf },
]
