import { type Bytes, Errno, type Run } from '../../machine/program.ts'
import { type Shell, ShellError } from '../shell.ts'
import type { Builtin } from './builtins.ts'

/** Without `.`, `..` and double slashes, as the logical working directory is kept. */
export function normalPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function* cd(shell: Shell, args: readonly Bytes[]): Run<number> {
  const { process, variables } = shell
  const physical = args.includes('-P')
  const [target] = args.filter((arg) => arg !== '-P' && arg !== '-L' && arg !== '--')
  const failed = shell.flavor.isBash ? 1 : 2
  let path = target
  let tells = false
  if (path === undefined || path === '') {
    path = variables.get('HOME')
    if (path === undefined) throw new ShellError('HOME not set', failed, false, shell.builtin)
  } else if (path === '-') {
    path = variables.get('OLDPWD')
    if (path === undefined) throw new ShellError('OLDPWD not set', failed, false, shell.builtin)
    tells = true
  } else if (!path.startsWith('/') && !path.startsWith('.')) {
    for (const base of (variables.get('CDPATH') ?? '').split(':')) {
      if (base === '' || !process.exists(`${base}/${path}`)) continue
      path = `${base}/${path}`
      tells = true
      break
    }
  }
  const before = variables.get('PWD') ?? process.cwd
  const logical = path.startsWith('/') ? normalPath(path) : normalPath(`${before}/${path}`)
  try {
    process.chdir(physical ? path : logical)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    throw new ShellError(shell.flavor.cannotChangeTo(target ?? path, error.text), failed, false, shell.builtin)
  }
  variables.set('OLDPWD', before)
  variables.set('PWD', physical ? process.cwd : logical)
  if (tells) yield* process.print(`${variables.get('PWD')}\n`)
  return 0
}

function pwd(shell: Shell, args: readonly Bytes[]): Run<number> {
  const path = args.includes('-P') ? shell.process.cwd : (shell.variables.get('PWD') ?? shell.process.cwd)
  return printLine(shell, path)
}

function* printLine(shell: Shell, text: Bytes): Run<number> {
  yield* shell.process.print(`${text}\n`)
  return 0
}

function* umask(shell: Shell, args: readonly Bytes[]): Run<number> {
  const { process } = shell
  const mask = args.find((arg) => !arg.startsWith('-'))
  if (mask === undefined) {
    const symbolic = args.includes('-S')
    yield* process.print(`${symbolic ? symbolicMask(process.umask) : process.umask.toString(8).padStart(4, '0')}\n`)
    return 0
  }
  if (/^[0-7]+$/.test(mask)) process.setUmask(Number.parseInt(mask, 8))
  else {
    const bits = parseSymbolic(mask, process.umask)
    if (bits === undefined) throw new ShellError(`Illegal number: ${mask}`, 2, false, shell.builtin)
    process.setUmask(bits)
  }
  return 0
}

function symbolicMask(mask: number): string {
  const letters = (bits: number) => `${bits & 4 ? '' : 'r'}${bits & 2 ? '' : 'w'}${bits & 1 ? '' : 'x'}`
  return `u=${letters(mask >> 6)},g=${letters(mask >> 3)},o=${letters(mask)}`
}

function parseSymbolic(text: string, mask: number): number | undefined {
  let allowed = ~mask & 0o777
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([=+-])([rwx]*)$/.exec(clause)
    if (!match) return undefined
    const [, who = '', operator, letters = ''] = match
    const bits = (letters.includes('r') ? 4 : 0) | (letters.includes('w') ? 2 : 0) | (letters.includes('x') ? 1 : 0)
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes(letter) && !who.includes('a')) continue
      if (operator === '=') allowed = (allowed & ~(7 << shift)) | (bits << shift)
      else if (operator === '+') allowed |= bits << shift
      else allowed &= ~(bits << shift)
    }
  }
  return ~allowed & 0o777
}

export const directoryBuiltins: readonly Builtin[] = [
  { name: 'cd', run: cd },
  { name: 'chdir', only: ['ash', 'dash'], run: cd },
  { name: 'pwd', run: pwd },
  { name: 'umask', run: umask },
]
