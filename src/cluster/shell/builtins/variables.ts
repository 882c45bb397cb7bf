import type { Bytes, Run } from '../../machine/program.ts'
import { arithmeticOf } from '../arithmetic.ts'
import { parseScript } from '../script.ts'
import { type Shell, ShellError } from '../shell.ts'
import { assign, setVariable } from '../simple-command.ts'
import { singleQuoted } from '../trace.ts'
import type { Builtin } from './builtins.ts'

const namePattern = /^[A-Za-z_]\w*$/

/** `name` or `name=value`; throws the shell's complaint of a bad name. */
function splitAssignment(
  shell: Shell,
  word: Bytes,
): { readonly name: string; readonly value: Bytes | undefined; readonly appends: boolean } {
  const equals = word.indexOf('=')
  const appends = equals > 0 && word[equals - 1] === '+'
  const name = equals < 0 ? word : word.slice(0, appends ? equals - 1 : equals)
  if (!namePattern.test(name)) {
    const message = shell.flavor.isBash ? `\`${word}': not a valid identifier` : `${name}: bad variable name`
    throw new ShellError(message, shell.flavor.isBash ? 1 : 2, !shell.flavor.isBash, shell.builtin)
  }
  return { name, value: equals < 0 ? undefined : word.slice(equals + 1), appends }
}

function* assignWord(shell: Shell, word: Bytes): Run<string> {
  const { name, value, appends } = splitAssignment(shell, word)
  if (value?.startsWith('(') && value.endsWith(')') && shell.flavor.isBash) {
    const parsed = parseScript(word).statements[0]?.command
    if (parsed?.type === 'Command') for (const part of parsed.prefix) if (part.type === 'Assignment') yield* assign(shell, part)
  } else if (value !== undefined) setVariable(shell, name, appends ? (shell.variables.get(name) ?? '') + value : value)
  return name
}

function* exportNames(shell: Shell, args: readonly Bytes[]): Run<number> {
  const removes = args.includes('-n')
  if (removes && shell.flavor.name === 'dash') throw new ShellError('Illegal option -n', 2, true, shell.builtin)
  const words = args.filter((arg) => !/^-[npf]+$/.test(arg) && arg !== '--')
  if (words.length === 0) return yield* list(shell, 'exported', shell.flavor.isBash ? 'declare -x' : 'export')
  for (const word of words) shell.variables.export(yield* assignWord(shell, word), !removes)
  return 0
}

function* readOnly(shell: Shell, args: readonly Bytes[]): Run<number> {
  const words = args.filter((arg) => !arg.startsWith('-'))
  if (words.length === 0) return yield* list(shell, 'read-only', shell.flavor.isBash ? 'declare -r' : 'readonly')
  for (const word of words) shell.variables.makeReadOnly(yield* assignWord(shell, word))
  return 0
}

function* list(shell: Shell, which: 'exported' | 'read-only', keyword: string): Run<number> {
  for (const name of shell.variables.names(which)) {
    const value = shell.variables.get(name)
    const text =
      value === undefined ? '' : `=${shell.flavor.isBash ? `"${value.replace(/[\\"$`]/g, '\\$&')}"` : singleQuoted(value)}`
    yield* shell.process.print(`${keyword} ${name}${text}\n`)
  }
  return 0
}

function unset(shell: Shell, args: readonly Bytes[]): number {
  let kind: 'any' | 'variable' | 'function' = 'any'
  for (const arg of args) {
    if (arg === '-f') kind = 'function'
    else if (arg === '-v') kind = 'variable'
    else if (kind === 'function') shell.functions.delete(arg)
    else if (/^\d/.test(arg) && !shell.flavor.isBash) {
      throw new ShellError(`${arg}: bad variable name`, 2, true, shell.builtin)
    } else {
      const element = /^(\w+)\[(.*)\]$/.exec(arg)
      if (element) {
        const elements = new Map(shell.variables.elements(element[1] ?? ''))
        elements.delete(element[2] ?? '')
        shell.variables.setElements(element[1] ?? '', elements)
      } else if (shell.variables.isSet(arg) || kind === 'variable') shell.variables.unset(arg)
      else {
        shell.variables.unset(arg)
        shell.functions.delete(arg)
      }
    }
  }
  return 0
}

function* local(shell: Shell, args: readonly Bytes[]): Run<number> {
  if (!shell.variables.inFunction) {
    const message = shell.flavor.isBash ? 'can only be used in a function' : 'not in a function'
    throw new ShellError(message, shell.flavor.isBash ? 1 : 2, !shell.flavor.isBash, shell.builtin)
  }
  return yield* declare(shell, args)
}

function* declare(shell: Shell, args: readonly Bytes[]): Run<number> {
  const flags = args.filter((arg) => /^[-+][a-zA-Z]+$/.test(arg)).join('')
  const words = args.filter((arg) => !/^[-+][a-zA-Z]+$/.test(arg))
  if (flags.includes('p') && words.length === 0) return yield* list(shell, 'exported', 'declare --')
  for (const word of words) {
    const { name, value } = splitAssignment(shell, word)
    if (flags.includes('p')) {
      yield* shell.process.print(`declare -- ${name}="${shell.variables.get(name) ?? ''}"\n`)
      continue
    }
    if (shell.variables.inFunction && !flags.includes('g')) {
      shell.variables.makeLocal(name)
      if (value === undefined && shell.flavor.isBash) shell.variables.unset(name)
    }
    if (flags.includes('A')) shell.variables.makeAssociative(name)
    if (flags.includes('i') && value !== undefined) shell.variables.set(name, String(yield* arithmeticOf(shell, value)))
    else yield* assignWord(shell, word)
    if (flags.includes('x')) shell.variables.export(name)
    if (flags.includes('r')) shell.variables.makeReadOnly(name)
  }
  return 0
}

function* evaluateLet(shell: Shell, args: readonly Bytes[]): Run<number> {
  let value = 0
  for (const arg of args) value = yield* arithmeticOf(shell, arg)
  return value === 0 ? 1 : 0
}

export const variableBuiltins: readonly Builtin[] = [
  { name: 'export', isSpecial: true, run: exportNames },
  { name: 'readonly', isSpecial: true, run: readOnly },
  { name: 'unset', isSpecial: true, run: unset },
  { name: 'local', run: local },
  { name: 'declare', only: ['bash'], run: declare },
  { name: 'typeset', only: ['bash'], run: declare },
  { name: 'let', only: ['ash', 'bash'], run: evaluateLet },
]
