import type { ParameterExpansionPart, Word } from 'unbash'
import { decode, encode } from '../machine/bytes.ts'
import type { Bytes, Run } from '../machine/program.ts'
import { arithmeticOf } from './arithmetic.ts'
import { expandToPattern, expandToString } from './expand.ts'
import { patternRegExp } from './pattern.ts'
import { missingParameter, optionLetters, type Shell, ShellError } from './shell.ts'

/** The value of `$name`; undefined if it is not set. Throws under set -u. */
export function parameterValue(shell: Shell, name: string): Bytes | undefined {
  const value = rawValue(shell, name)
  if (value === undefined && shell.options.has('nounset')) {
    throw missingParameter(shell, `${name}: ${shell.flavor.isBash ? 'unbound variable' : 'parameter not set'}`)
  }
  return value
}

function rawValue(shell: Shell, name: string): Bytes | undefined {
  const code = name.charCodeAt(0)
  if (code >= 48 && code <= 57) return name === '0' ? shell.name : shell.parameters[Number(name) - 1]
  switch (name) {
    case '?':
      return String(shell.lastStatus)
    case '$':
      return String(shell.rootPid)
    case '!':
      return shell.lastBackgroundPid === undefined ? '' : String(shell.lastBackgroundPid)
    case '#':
      return String(shell.parameters.length)
    case '-':
      return [...shell.options].map((option) => optionLetters[option]).join('')
    case '@':
      return shell.parameters.length === 0 ? undefined : shell.parameters.join(' ')
    case '*':
      return shell.parameters.length === 0 ? undefined : shell.parameters.join(shell.variables.ifs.slice(0, 1))
    case 'LINENO':
      return String(shell.line)
    case 'RANDOM':
      return shell.flavor.name === 'dash' ? shell.variables.get(name) : String(Math.floor(shell.process.random() * 32_768))
    case 'SECONDS':
      return shell.flavor.isBash ? String(Math.floor((shell.process.now - shell.startedAt) / 1000)) : shell.variables.get(name)
    case 'EPOCHSECONDS':
      return shell.flavor.name === 'dash' ? undefined : String(Math.floor(shell.process.now / 1000))
    default:
      return shell.variables.get(name)
  }
}

/** `${a[@]}`, `${@:2}`, `${!a[@]}`: expansions that are a list; undefined for all others. */
export function* listOf(
  shell: Shell,
  part: ParameterExpansionPart,
): Run<{ readonly values: readonly Bytes[]; readonly kind: '@' | '*' } | undefined> {
  const { parameter, index, operation, prefix } = part
  const indexText = index?.text
  const isArray = indexText === '@' || indexText === '*'
  if (operation?.type === 'Names' && prefix === '!') {
    return { values: shell.variables.names().filter((name) => name.startsWith(parameter)), kind: operation.operator }
  }
  if (!isArray && parameter !== '@' && parameter !== '*') return undefined
  if (prefix === '#') return undefined
  const kind = (isArray ? indexText : parameter) === '*' ? '*' : '@'
  const elements = isArray ? shell.variables.elements(parameter) : undefined
  if (isArray && prefix === '!') return { values: [...(elements?.keys() ?? [])], kind }
  let values: readonly Bytes[] = isArray ? [...(elements?.values() ?? [])] : shell.parameters
  if (operation?.type === 'Default') {
    const hasValue = values.length > 0 && !(operation.operator.startsWith(':') && values.join('') === '')
    if (operation.operator.endsWith('+') ? hasValue : !hasValue) return undefined
    return operation.operator.endsWith('+') ? { values: [], kind } : { values, kind }
  }
  if (operation?.type === 'Slice') {
    const offset = yield* arithmeticOf(shell, yield* expandToString(shell, operation.offset))
    const length = operation.length && (yield* arithmeticOf(shell, yield* expandToString(shell, operation.length)))
    const all = isArray ? values : [shell.name, ...values]
    const from = offset < 0 ? all.length + offset : isArray ? offset : offset === 0 ? 0 : offset
    values = all.slice(from, length === undefined ? undefined : length < 0 ? length : from + length)
  } else if (operation) {
    const changed: Bytes[] = []
    for (const value of values) changed.push(yield* operate(shell, part, value))
    values = changed
  }
  return { values, kind }
}

/** Its value, or the operand word that stands in for it. */
export function* expandParameter(shell: Shell, part: ParameterExpansionPart, _inQuotes: boolean): Run<Bytes | Word> {
  const { operation, prefix } = part
  let { parameter } = part
  if (prefix === '#' && !operation) return String(yield* lengthOf(shell, part))
  if (prefix === '!') {
    if (!shell.flavor.isBash) throw badSubstitution(shell, part)
    parameter = rawValue(shell, parameter) ?? ''
  }
  if (!/^(\w+|[?$!#@*-])$/.test(parameter)) throw badSubstitution(shell, part)
  const value = part.index ? yield* elementOf(shell, parameter, part.index) : rawValue(shell, parameter)
  if (operation?.type !== 'Default') {
    if (value === undefined && shell.options.has('nounset')) parameterValue(shell, parameter)
    return operation ? yield* operate(shell, part, value ?? '') : (value ?? '')
  }
  const { operator, operand } = operation
  const isMissing = value === undefined || (operator.startsWith(':') && value === '')
  switch (operator.at(-1)) {
    case '+':
      return isMissing ? '' : operand
    case '-':
      return isMissing ? operand : value
    case '=': {
      if (!isMissing) return value
      const assigned = yield* expandToString(shell, operand)
      shell.variables.set(parameter, assigned)
      return assigned
    }
    default: {
      if (!isMissing) return value
      const message = yield* expandToString(shell, operand)
      throw missingParameter(shell, `${parameter}: ${message || missingText(shell, operator === ':?')}`)
    }
  }
}

function missingText(shell: Shell, orNull: boolean): string {
  if (shell.flavor.isBash) return orNull ? 'parameter null or not set' : 'parameter not set'
  return orNull ? 'parameter not set or null' : 'parameter not set'
}

function badSubstitution(shell: Shell, part: ParameterExpansionPart): ShellError {
  const message = shell.flavor.isBash
    ? `${part.text}: bad substitution`
    : shell.flavor.name === 'dash'
      ? 'Bad substitution'
      : 'syntax error: bad substitution'
  return new ShellError(message, shell.flavor.errorStatus, true)
}

function* elementOf(shell: Shell, name: string, index: Word): Run<Bytes | undefined> {
  const elements = shell.variables.elements(name)
  const key = yield* expandToString(shell, index)
  if (elements?.has(key)) return elements.get(key)
  const number = yield* arithmeticOf(shell, key)
  const keys = [...(elements?.keys() ?? [])]
  return elements?.get(number < 0 ? (keys.at(number) ?? '') : String(number))
}

function* lengthOf(shell: Shell, part: ParameterExpansionPart): Run<number> {
  const { parameter, index } = part
  if (index?.text === '@' || index?.text === '*') return shell.variables.elements(parameter)?.size ?? 0
  if (parameter === '@' || parameter === '*') return shell.parameters.length
  const value = index ? yield* elementOf(shell, parameter, index) : parameterValue(shell, parameter)
  return decode(value ?? '').length
}

function* operate(shell: Shell, part: ParameterExpansionPart, value: Bytes): Run<Bytes> {
  const { operation } = part
  switch (operation?.type) {
    case 'Remove':
      return removeAffix(value, yield* expandToPattern(shell, operation.operand), operation.operator)
    case 'Replace': {
      if (shell.flavor.name === 'dash') throw badSubstitution(shell, part)
      const pattern = yield* expandToPattern(shell, operation.pattern)
      return replace(value, pattern, yield* expandToString(shell, operation.replacement), operation.operator)
    }
    case 'Slice': {
      if (shell.flavor.name === 'dash') throw badSubstitution(shell, part)
      const offset = yield* arithmeticOf(shell, yield* expandToString(shell, operation.offset))
      const length = operation.length && (yield* arithmeticOf(shell, yield* expandToString(shell, operation.length)))
      const text = decode(value)
      const from = offset < 0 ? Math.max(0, text.length + offset) : offset
      return encode(text.slice(from, length === undefined ? undefined : length < 0 ? length : from + length))
    }
    case 'CaseModification': {
      if (!shell.flavor.isBash) throw badSubstitution(shell, part)
      const change = operation.operator.startsWith('^')
        ? (text: string) => text.toUpperCase()
        : (text: string) => text.toLowerCase()
      return operation.operator.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1)
    }
    case 'Transform':
      if (!shell.flavor.isBash) throw badSubstitution(shell, part)
      if (operation.operand.text === 'Q') return `'${value.replaceAll("'", "'\\''")}'`
      if (operation.operand.text === 'U') return value.toUpperCase()
      if (operation.operand.text === 'L') return value.toLowerCase()
      return value
    case 'Unknown':
    case 'Names':
      throw badSubstitution(shell, part)
    default:
      return value
  }
}

/** `#` and `%` the shortest, `##` and `%%` the longest. */
function removeAffix(value: Bytes, pattern: string, operator: '#' | '##' | '%' | '%%'): Bytes {
  const regExp = patternRegExp(pattern)
  const { length } = value
  for (let i = 0; i <= length; i++) {
    const cut = operator.length === 1 ? i : length - i
    if (operator.startsWith('#')) {
      if (regExp.test(value.slice(0, cut))) return value.slice(cut)
    } else if (regExp.test(value.slice(length - cut))) return value.slice(0, length - cut)
  }
  return value
}

function replace(value: Bytes, pattern: string, by: Bytes, operator: '/' | '//' | '/#' | '/%'): Bytes {
  if (pattern === '') return value
  const source = patternRegExp(pattern, 'none').source
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source
  return value.replace(new RegExp(anchored, operator === '//' ? 'gs' : 's'), () => by)
}
