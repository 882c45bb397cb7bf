import type { TestExpression } from 'unbash'
import { type Bytes, Errno, type FileStat, type Process, type Run } from '../machine/program.ts'
import { arithmeticOf } from './arithmetic.ts'
import { expandToPattern, expandToString } from './expand.ts'
import { matches, unquoted } from './pattern.ts'
import { type Shell, ShellError } from './shell.ts'

function statOf(process: Process, path: Bytes, follow = true): FileStat | undefined {
  try {
    return follow ? process.stat(path) : process.lstat(path)
  } catch (error) {
    if (error instanceof Errno) return undefined
    throw error
  }
}

const fileTypes: Readonly<Record<string, FileStat['type']>> = {
  b: 'block-device',
  c: 'character-device',
  d: 'directory',
  f: 'file',
  p: 'fifo',
  S: 'socket',
}

/** `-f path`, `-z text`…; undefined if there is no such operator. */
export function unaryTest(process: Process, operator: string, operand: Bytes, shell?: Shell): boolean | undefined {
  const letter = operator.slice(1)
  const type = fileTypes[letter]
  if (type) return statOf(process, operand)?.type === type
  switch (letter) {
    case 'n':
      return operand !== ''
    case 'z':
      return operand === ''
    case 'a':
    case 'e':
      return statOf(process, operand) !== undefined
    case 'h':
    case 'L':
      return statOf(process, operand, false)?.type === 'symlink'
    case 'r':
      return process.access(operand, 'read')
    case 'w':
      return process.access(operand, 'write')
    case 'x':
      return process.access(operand, 'execute')
    case 's':
      return (statOf(process, operand)?.size ?? 0) > 0
    case 'O':
      return statOf(process, operand)?.uid === process.uid
    case 'G':
      return statOf(process, operand)?.gid === process.gid
    case 'u':
      return ((statOf(process, operand)?.mode ?? 0) & 0o4000) !== 0
    case 'g':
      return ((statOf(process, operand)?.mode ?? 0) & 0o2000) !== 0
    case 'k':
      return ((statOf(process, operand)?.mode ?? 0) & 0o1000) !== 0
    case 't':
      return process.isTerminal(Number(operand))
    case 'v':
      return shell?.variables.isSet(operand) ?? false
    case 'o':
      return [...(shell?.options ?? [])].some((option) => option === operand)
    default:
      return undefined
  }
}

/** Compares files: -nt, -ot, -ef. */
export function fileTest(process: Process, left: Bytes, operator: string, right: Bytes): boolean {
  const one = statOf(process, left)
  const other = statOf(process, right)
  if (operator === '-nt') return one !== undefined && (other === undefined || one.mtime > other.mtime)
  if (operator === '-ot') return other !== undefined && (one === undefined || one.mtime < other.mtime)
  return one !== undefined && one.inode === other?.inode && one.device === other.device
}

export function compareNumbers(operator: string, left: number, right: number): boolean {
  switch (operator) {
    case '-eq':
      return left === right
    case '-ne':
      return left !== right
    case '-lt':
      return left < right
    case '-le':
      return left <= right
    case '-gt':
      return left > right
    default:
      return left >= right
  }
}

/** `[[ … ]]` */
export function* evaluateTestCommand(shell: Shell, node: TestExpression): Run<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return yield* evaluateTestCommand(shell, node.expression)
    case 'TestNot':
      return (yield* evaluateTestCommand(shell, node.operand)) !== (node.negations.length % 2 === 1)
    case 'TestLogical': {
      for (const operand of node.operands) {
        const holds = yield* evaluateTestCommand(shell, operand)
        if (holds !== (node.operator === '&&')) return holds
      }
      return node.operator === '&&'
    }
    case 'TestUnary':
      return unaryTest(shell.process, node.operator, yield* expandToString(shell, node.operand), shell) ?? false
    case 'TestBinary':
      return yield* binaryTest(shell, node)
  }
}

function* binaryTest(shell: Shell, node: TestExpression & { readonly type: 'TestBinary' }): Run<boolean> {
  const { operator } = node
  const left = yield* expandToString(shell, node.left)
  if (operator === '=' || operator === '==') return matches(left, yield* expandToPattern(shell, node.right))
  if (operator === '!=') return !matches(left, yield* expandToPattern(shell, node.right))
  if (operator === '=~') return matchRegExp(shell, left, yield* expandToPattern(shell, node.right))
  const right = yield* expandToString(shell, node.right)
  if (operator === '<') return left < right
  if (operator === '>') return left > right
  if (operator === '-nt' || operator === '-ot' || operator === '-ef') return fileTest(shell.process, left, operator, right)
  return compareNumbers(operator, yield* arithmeticOf(shell, left), yield* arithmeticOf(shell, right))
}

function matchRegExp(shell: Shell, text: Bytes, pattern: string): boolean {
  let regExp: RegExp
  try {
    // quoted characters stand for themselves
    regExp = new RegExp(
      pattern
        .replace(/\u0100(.)/gs, '\\$1')
        .replaceAll('[[:', '[:')
        .replace(/\[:(\w+):\]+/g, posixClass),
    )
  } catch {
    throw new ShellError(`invalid regular expression: ${unquoted(pattern)}`, 2, false)
  }
  const match = regExp.exec(text)
  if (shell.flavor.isBash) {
    shell.variables.setElements('BASH_REMATCH', new Map((match ?? []).map((part, index) => [String(index), part ?? ''])))
  }
  return match !== null
}

function posixClass(_: string, name: string): string {
  const sets: Readonly<Record<string, string>> = {
    digit: '0-9',
    alpha: 'A-Za-z',
    alnum: 'A-Za-z0-9',
    space: '\\s',
    upper: 'A-Z',
    lower: 'a-z',
  }
  return `[${sets[name] ?? ''}]`
}
