import type { ArithmeticExpansionPart, ArithmeticExpression } from 'unbash'
import type { Bytes, Run } from '../machine/program.ts'
import { addQuotedPart, expandHereDocument } from './expand.ts'
import { FieldBuilder } from './field-builder.ts'
import { parameterValue } from './parameter.ts'
import { unquoted } from './pattern.ts'
import { parseScript } from './script.ts'
import { type Shell, ShellError } from './shell.ts'
import { substitute } from './substitution.ts'

const maxDepth = 64

/** `$((…))` */
export function* evaluateArithmetic(shell: Shell, part: ArithmeticExpansionPart): Run<number> {
  if (part.expression) return yield* evaluate(shell, part.expression, 0)
  // operators that come out of variables: expand first, then look again
  const inner = part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1)
  return yield* arithmeticOf(shell, yield* expandText(shell, inner))
}

/** Expands text as in double quotes. */
function* expandText(shell: Shell, text: Bytes): Run<Bytes> {
  const simple = /^\$(\w+|[?#!$])$/.exec(text)
  if (simple) return parameterValue(shell, simple[1] as string) ?? ''
  const body = parseScript(`cat <<X\n${text}\nX\n`).statements[0]?.command
  const document = body?.type === 'Command' ? body.redirects[0] : undefined
  return document?.type === 'HereDoc' ? yield* expandHereDocument(shell, document.body.parts, document.body.text) : ''
}

/** The value of an expression given as text: a variable's content, an operand. */
export function* arithmeticOf(shell: Shell, text: Bytes, depth = 0): Run<number> {
  const trimmed = text.trim()
  if (trimmed === '') return 0
  const number = literal(trimmed)
  if (number !== undefined) return number
  const parsed = parseScript(`((${trimmed}))`)
  const command = parsed.statements[0]?.command
  if (parsed.error || command?.type !== 'ArithmeticCommand' || !command.expression || depth > maxDepth)
    throw syntaxError(shell, trimmed)
  return yield* evaluate(shell, command.expression, depth + 1)
}

function syntaxError(shell: Shell, text: string): ShellError {
  const { name, errorStatus } = shell.flavor
  const message =
    name === 'ash'
      ? 'arithmetic syntax error'
      : name === 'dash'
        ? `arithmetic expression: expecting primary: "${text}"`
        : `${text}: syntax error: operand expected (error token is "${text}")`
  return new ShellError(message, errorStatus, true)
}

function literal(text: string): number | undefined {
  if (/^[1-9]\d*$|^0$/.test(text)) return Number(text)
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8)
  if (/^0[xX][\da-fA-F]+$/.test(text)) return Number.parseInt(text, 16)
  if (/^-\d+$/.test(text)) return Number(text)
  const based = /^(\d+)#(\w+)$/.exec(text)
  return based ? Number.parseInt(String(based[2]), Number(based[1])) : undefined
}

export function* evaluate(shell: Shell, node: ArithmeticExpression, depth: number): Run<number> {
  switch (node.type) {
    case 'ArithmeticWord':
      return yield* wordValue(shell, node, depth)
    case 'ArithmeticGroup':
      return yield* evaluate(shell, node.expression, depth)
    case 'ArithmeticTernary':
      return yield* evaluate(shell, (yield* evaluate(shell, node.test, depth)) !== 0 ? node.consequent : node.alternate, depth)
    case 'ArithmeticCommandExpansion':
      return yield* arithmeticOf(shell, yield* substitute(shell, node), depth)
    case 'ArithmeticUnary': {
      if (node.operator === '++' || node.operator === '--') {
        const before = yield* evaluate(shell, node.operand, depth)
        const after = before + (node.operator === '++' ? 1 : -1)
        assign(shell, node.operand, after)
        return node.prefix ? after : before
      }
      const value = yield* evaluate(shell, node.operand, depth)
      if (node.operator === '-') return -value
      if (node.operator === '!') return value === 0 ? 1 : 0
      return node.operator === '~' ? -value - 1 : value
    }
    case 'ArithmeticBinary':
      return yield* binary(shell, node.operator, node.left, node.right, depth)
  }
}

function* wordValue(shell: Shell, node: ArithmeticExpression & { readonly type: 'ArithmeticWord' }, depth: number): Run<number> {
  let text: string = node.value
  if (node.parts) {
    const builder = new FieldBuilder()
    for (const part of node.parts) yield* addQuotedPart(shell, part, builder, true)
    builder.endField()
    text = unquoted(builder.fields.join(' ')).trim()
    if (text === '') return 0
  }
  if (!node.parts && text.startsWith('$')) {
    text = (yield* expandText(shell, text)).trim()
    return text === '' ? 0 : (literal(text) ?? (yield* arithmeticOf(shell, text, depth + 1)))
  }
  const number = literal(text)
  if (number !== undefined) return number
  if (/^[A-Za-z_]\w*$/.test(text)) {
    const value = shell.variables.get(text)
    if (value === undefined) {
      if (shell.options.has('nounset'))
        throw new ShellError(
          `${text}: ${shell.flavor.isBash ? 'unbound variable' : 'parameter not set'}`,
          shell.flavor.errorStatus,
          true,
        )
      return 0
    }
    if (depth > maxDepth) throw new ShellError('expression recursion loop detected', shell.flavor.errorStatus, true)
    return literal(value) ?? (yield* arithmeticOf(shell, value, depth + 1))
  }
  if (!node.parts) throw syntaxError(shell, text)
  return yield* arithmeticOf(shell, text, depth + 1)
}

function assign(shell: Shell, target: ArithmeticExpression, value: number): void {
  if (target.type !== 'ArithmeticWord' || !/^[A-Za-z_]\w*$/.test(target.value)) throw syntaxError(shell, '=')
  shell.variables.set(target.value, String(value))
}

function* binary(
  shell: Shell,
  operator: string,
  leftNode: ArithmeticExpression,
  rightNode: ArithmeticExpression,
  depth: number,
): Run<number> {
  if (operator === '=') {
    const value = yield* evaluate(shell, rightNode, depth)
    assign(shell, leftNode, value)
    return value
  }
  const left = yield* evaluate(shell, leftNode, depth)
  if (operator === '&&') return left !== 0 && (yield* evaluate(shell, rightNode, depth)) !== 0 ? 1 : 0
  if (operator === '||') return left !== 0 || (yield* evaluate(shell, rightNode, depth)) !== 0 ? 1 : 0
  const right = yield* evaluate(shell, rightNode, depth)
  const assigns = operator.length > 1 && operator.endsWith('=') && !['==', '!=', '<=', '>='].includes(operator)
  const result = compute(shell, assigns ? operator.slice(0, -1) : operator, left, right)
  if (assigns) assign(shell, leftNode, result)
  return result
}

function compute(shell: Shell, operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*': {
      const product = left * right
      return Number.isSafeInteger(product) ? product : wide(BigInt(left) * BigInt(right))
    }
    case '**':
      return left ** right
    case '/':
    case '%': {
      if (right === 0) throw divisionByZero(shell, `${left}${operator}${right}`)
      const result = operator === '/' ? Math.trunc(left / right) : left % right
      return result === 0 ? 0 : result
    }
    case '==':
      return left === right ? 1 : 0
    case '!=':
      return left !== right ? 1 : 0
    case '<':
      return left < right ? 1 : 0
    case '>':
      return left > right ? 1 : 0
    case '<=':
      return left <= right ? 1 : 0
    case '>=':
      return left >= right ? 1 : 0
    case ',':
      return right
    case '&':
      return wide(BigInt(left) & BigInt(right))
    case '|':
      return wide(BigInt(left) | BigInt(right))
    case '^':
      return wide(BigInt(left) ^ BigInt(right))
    case '<<':
      return wide(BigInt(left) << BigInt(right & 63))
    case '>>':
      return wide(BigInt(left) >> BigInt(right & 63))
    default:
      throw syntaxError(shell, operator)
  }
}

/** 64 bits, as far as a JavaScript number holds them. */
function wide(value: bigint): number {
  return Number(BigInt.asIntN(64, value))
}

function divisionByZero(shell: Shell, text: string): ShellError {
  const { name, errorStatus } = shell.flavor
  const message =
    name === 'ash'
      ? 'divide by zero'
      : name === 'dash'
        ? `arithmetic expression: division by zero: "${text}"`
        : `${text}: division by 0 (error token is "0")`
  return new ShellError(message, errorStatus, true)
}
