import { encode } from '../../machine/bytes.ts'
import type { Bytes, Run } from '../../machine/program.ts'
import { type OptionName, optionLetters, type Shell, ShellError } from '../shell.ts'
import { singleQuoted } from '../trace.ts'
import type { Builtin } from './builtins.ts'

const byLetter = new Map<string, OptionName>()
for (const [name, letter] of Object.entries(optionLetters)) if (letter !== '') byLetter.set(letter, name as OptionName)

function optionNamed(text: string): OptionName | undefined {
  return Object.hasOwn(optionLetters, text) ? (text as OptionName) : undefined
}

/** Options as `set` and the command line take them; returns how many words were options. */
export function applyOptions(shell: Shell, args: readonly Bytes[]): number {
  let i = 0
  for (; i < args.length; i++) {
    const word = args[i] as string
    if (word === '--' || word === '-') return i + 1
    if (!/^[-+][a-zA-Z]/.test(word)) return i
    const on = word.startsWith('-')
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        const name = args[++i]
        const isKnown = name !== undefined && !(name === 'pipefail' && shell.flavor.name === 'dash')
        const option = isKnown ? optionNamed(name) : undefined
        if (!option) {
          if (name !== undefined && !['posix', 'vi', 'emacs', 'history', 'errtrace', 'functrace', 'hashall'].includes(name)) {
            throw new ShellError(
              shell.flavor.isBash
                ? `${name}: invalid option name`
                : `${shell.flavor.name === 'dash' ? 'Illegal' : 'illegal'} option -o ${name}`,
              2,
              !shell.flavor.isBash,
              shell.builtin,
            )
          }
        } else setOption(shell, option, on)
        continue
      }
      const option = byLetter.get(letter)
      if (option) setOption(shell, option, on)
      else if (!'hBEHTpbtk'.includes(letter)) {
        throw new ShellError(
          shell.flavor.isBash
            ? `-${letter}: invalid option`
            : `${shell.flavor.name === 'dash' ? 'Illegal' : 'illegal'} option -${letter}`,
          2,
          !shell.flavor.isBash,
          shell.builtin,
        )
      }
    }
  }
  return i
}

function setOption(shell: Shell, option: OptionName, on: boolean): void {
  if (on) shell.options.add(option)
  else shell.options.delete(option)
}

function* set(shell: Shell, args: readonly Bytes[]): Run<number> {
  const { process, variables } = shell
  if (args.length === 0) {
    for (const name of variables.names()) yield* process.print(`${name}=${singleQuoted(variables.get(name) ?? '')}\n`)
    return 0
  }
  if (args.length === 1 && (args[0] === '-o' || args[0] === '+o')) {
    for (const name of Object.keys(optionLetters).sort()) {
      yield* process.print(`${name.padEnd(15)} ${[...shell.options].some((option) => option === name) ? 'on' : 'off'}\n`)
    }
    return 0
  }
  const used = applyOptions(shell, args)
  if (used < args.length || args[used - 1] === '--') shell.parameters = args.slice(used)
  return 0
}

function* getopts(shell: Shell, args: readonly Bytes[]): Run<number> {
  const [spec = '', name = '', ...given] = args
  const { variables } = shell
  const words = given.length > 0 ? given : shell.parameters
  const quiet = spec.startsWith(':')
  let index = Number(variables.get('OPTIND') ?? 1)
  if (index === 1 && shell.getoptsOffset > (words[0]?.length ?? 0)) shell.getoptsOffset = 0
  const word = words[index - 1]
  const end = () => {
    variables.set(name, '?')
    shell.getoptsOffset = 0
    return 1
  }
  if (word === undefined || !/^-./.test(word)) return end()
  if (word === '--') {
    variables.set('OPTIND', String(index + 1))
    return end()
  }
  const offset = Math.max(1, shell.getoptsOffset)
  const letter = word[offset] ?? ''
  const advance = () => {
    if (offset + 1 < word.length) shell.getoptsOffset = offset + 1
    else {
      shell.getoptsOffset = 0
      index++
    }
  }
  const at = spec.indexOf(letter, quiet ? 1 : 0)
  variables.unset('OPTARG')
  if (letter === ':' || at < 0) {
    advance()
    variables.set(name, '?')
    if (quiet) variables.set('OPTARG', letter)
    else
      yield* shell.process.printError(
        `${shell.flavor.isBash ? `${shell.name}: ${shell.flavor.name === 'dash' ? 'Illegal' : 'illegal'} option -- ${letter}` : `Illegal option -${letter}`}\n`,
      )
  } else if (spec[at + 1] === ':') {
    let value: Bytes | undefined = word.slice(offset + 1)
    shell.getoptsOffset = 0
    index++
    if (value === '') value = words[index++ - 1]
    if (value === undefined) {
      index--
      variables.set(name, quiet ? ':' : '?')
      if (quiet) variables.set('OPTARG', letter)
      else
        yield* shell.process.printError(
          `${shell.flavor.isBash ? `${shell.name}: option requires an argument -- ${letter}` : `No arg for -${letter} option`}\n`,
        )
    } else {
      variables.set(name, letter)
      variables.set('OPTARG', value)
    }
  } else {
    advance()
    variables.set(name, letter)
  }
  variables.set('OPTIND', String(index))
  return 0
}

const limits: Readonly<Record<string, readonly [string, string]>> = {
  t: ['cpu time (seconds)', 'unlimited'],
  f: ['file size (blocks)', 'unlimited'],
  d: ['data seg size (kb)', 'unlimited'],
  s: ['stack size (kb)', '8192'],
  c: ['core file size (blocks)', '0'],
  m: ['resident set size (kb)', 'unlimited'],
  l: ['locked memory (kb)', '64'],
  p: ['processes', '1024'],
  n: ['file descriptors', '1024'],
  v: ['address space (kb)', 'unlimited'],
}

/** Limits can be looked at; setting them is accepted and changes nothing. */
function* ulimit(shell: Shell, args: readonly Bytes[]): Run<number> {
  if (args.includes('-a')) {
    for (const [letter, [text, value]] of Object.entries(limits)) {
      yield* shell.process.print(`${`${text}`.padEnd(31)}(-${letter})  ${value}\n`)
    }
    return 0
  }
  if (args.some((arg) => !arg.startsWith('-'))) return 0
  const letter = args.join('').replace(/[-SH]/g, '') || 'f'
  yield* shell.process.print(`${limits[letter]?.[1] ?? 'unlimited'}\n`)
  return 0
}

function* times(shell: Shell): Run<number> {
  const format = (ms: number) => `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`
  yield* shell.process.print(`${format(shell.process.cpuMs)} ${format(0)}\n${format(0)} ${format(0)}\n`)
  return 0
}

function* history(shell: Shell): Run<number> {
  for (const [index, line] of shell.history.entries()) {
    yield* shell.process.print(`${String(index + (shell.flavor.isBash ? 1 : 0)).padStart(5)}  ${encode(line)}\n`)
  }
  return 0
}

export const settingBuiltins: readonly Builtin[] = [
  { name: 'set', isSpecial: true, run: set },
  { name: 'getopts', run: getopts },
  { name: 'ulimit', run: ulimit },
  { name: 'times', isSpecial: true, run: times },
  { name: 'history', only: ['ash', 'bash'], run: history },
  { name: 'shopt', only: ['bash'], run: () => 0 },
]
