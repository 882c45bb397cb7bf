import { decode } from '../../cluster/machine/bytes.ts'
import { KubectlError } from '../errors.ts'
import { byBytes, isObject } from '../json-value.ts'
import { type Block, type Expression, type Pipeline, parseGoTemplate, type TemplateNode } from './go-template-parser.ts'

/** `-o go-template=…`: Go's text/template over the object, with kubectl's `exists` and `base64decode`. */
export class GoTemplate {
  private readonly nodes: readonly TemplateNode[]

  /** @throws KubectlError as `error parsing template …` */
  constructor(private readonly source: string) {
    this.nodes = parseGoTemplate(source)
  }

  print(data: unknown): string {
    try {
      return new Run(data).body(this.nodes, data)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw new KubectlError(
        `error executing template "${this.source}": template: output:1: executing "output" at <${error.where}>: ${error.message}`,
      )
    }
  }
}

class TemplateError extends Error {
  constructor(
    message: string,
    readonly where = '.',
  ) {
    super(message)
  }
}
class Leave extends Error {
  constructor(readonly how: 'break' | 'continue') {
    super(how)
  }
}

class Run {
  private scopes: Map<string, unknown>[]

  constructor(data: unknown) {
    this.scopes = [new Map([['$', data]])]
  }

  body(nodes: readonly TemplateNode[], dot: unknown): string {
    let out = ''
    for (const node of nodes) {
      if (node.kind === 'text') out += node.text
      else if (node.kind === 'action') {
        const value = this.pipeline(node.pipe, dot)
        if (node.pipe.declare.length === 0) out += goPrint(value)
      } else if (node.kind === 'break' || node.kind === 'continue') throw new PartialOutput(out, node.kind)
      else out += this.scoped(() => this.block(node, dot))
    }
    return out
  }

  private block(node: Block, dot: unknown): string {
    if (node.kind === 'range') return this.range(node, dot)
    const value = this.pipeline(node.pipe, dot)
    if (!truth(value)) return this.body(node.otherwise, dot)
    return this.body(node.body, node.kind === 'with' ? value : dot)
  }

  private range(node: Block, dot: unknown): string {
    const value = this.pipeline({ ...node.pipe, declare: [] }, dot)
    const entries = iterate(value)
    if (entries.length === 0) return this.body(node.otherwise, dot)
    const [first, second] = node.pipe.declare
    let out = ''
    for (const [key, item] of entries) {
      if (first !== undefined) this.declare(first, second === undefined ? item : key)
      if (second !== undefined) this.declare(second, item)
      try {
        out += this.scoped(() => this.body(node.body, item))
      } catch (error) {
        if (!(error instanceof PartialOutput)) throw error
        out += error.output
        if (error.how === 'break') break
      }
    }
    return out
  }

  private scoped(work: () => string): string {
    this.scopes.push(new Map())
    try {
      return work()
    } finally {
      this.scopes.pop()
    }
  }

  private declare(name: string, value: unknown): void {
    this.scopes.at(-1)?.set(name, value)
  }

  private pipeline(pipe: Pipeline, dot: unknown): unknown {
    let value: unknown
    pipe.commands.forEach((command, i) => {
      value = this.evaluate(command, dot, i === 0 ? [] : [value])
    })
    const [name] = pipe.declare
    if (name !== undefined) {
      const scope = pipe.assign ? this.scopes.findLast((one) => one.has(name)) : this.scopes.at(-1)
      scope?.set(name, value)
    }
    return value
  }

  private evaluate(expression: Expression, dot: unknown, piped: readonly unknown[]): unknown {
    switch (expression.kind) {
      case 'dot':
        return dot
      case 'literal':
        return expression.value
      case 'field':
        return follow(dot, expression.fields)
      case 'variable': {
        const scope = this.scopes.findLast((one) => one.has(expression.name))
        if (!scope) throw new TemplateError(`undefined variable "${expression.name}"`, expression.name)
        return follow(scope.get(expression.name), expression.fields)
      }
      case 'pipe':
        return follow(this.pipeline(expression.pipe, dot), expression.fields)
      case 'call': {
        const lazy = expression.name === 'and' || expression.name === 'or'
        if (lazy) return this.logic(expression, dot, piped)
        return call(expression.name, [...expression.args.map((arg) => this.evaluate(arg, dot, [])), ...piped])
      }
    }
  }

  private logic(expression: Extract<Expression, { kind: 'call' }>, dot: unknown, piped: readonly unknown[]): unknown {
    let value: unknown
    for (const arg of expression.args) {
      value = this.evaluate(arg, dot, [])
      if (truth(value) === (expression.name === 'or')) return value
    }
    return piped.length > 0 ? piped[0] : value
  }
}

class PartialOutput extends Leave {
  constructor(
    readonly output: string,
    how: 'break' | 'continue',
  ) {
    super(how)
  }
}

function follow(value: unknown, fields: readonly string[]): unknown {
  let here = value
  for (const field of fields) {
    if (here === undefined) return undefined
    if (here === null) throw new TemplateError(`nil pointer evaluating interface {}.${field}`, `.${fields.join('.')}`)
    if (!isObject(here)) throw new TemplateError(`can't evaluate field ${field} in type ${goType(here)}`, `.${fields.join('.')}`)
    here = Object.hasOwn(here, field) ? here[field] : undefined
  }
  return here
}

function iterate(value: unknown): [unknown, unknown][] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.map((item, i) => [i, item])
  if (isObject(value))
    return Object.keys(value)
      .sort(byBytes)
      .map((key) => [key, value[key]])
  if (typeof value === 'number') return Array.from({ length: value }, (_, i) => [i, i])
  throw new TemplateError(`range can't iterate over ${goPrint(value)}`)
}

function truth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isObject(value)) return Object.keys(value).length > 0
  return Boolean(value)
}

function call(name: string, args: readonly unknown[]): unknown {
  const [a, b] = args
  switch (name) {
    case 'eq':
      return args.slice(1).some((other) => a === other)
    case 'ne':
      return a !== b
    case 'lt':
      return less(a, b)
    case 'le':
      return less(a, b) || a === b
    case 'gt':
      return less(b, a)
    case 'ge':
      return !less(a, b)
    case 'not':
      return !truth(a)
    case 'len':
      if (typeof a === 'string' || Array.isArray(a)) return a.length
      if (isObject(a)) return Object.keys(a).length
      throw new TemplateError('error calling len: len of nil pointer', 'len')
    case 'index':
      return args.slice(1).reduce(indexed, a)
    case 'slice':
      return typeof a === 'string' || Array.isArray(a)
        ? a.slice(Number(b ?? 0), args[2] === undefined ? undefined : Number(args[2]))
        : a
    case 'print':
      return args.map(goPrint).join(args.every((arg) => typeof arg !== 'string') ? ' ' : '')
    case 'println':
      return `${args.map(goPrint).join(' ')}\n`
    case 'printf':
      return sprintf(String(a), args.slice(1))
    case 'html':
      return args
        .map(goPrint)
        .join('')
        .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    case 'urlquery':
      return encodeURIComponent(args.map(goPrint).join(''))
    case 'js':
      return JSON.stringify(args.map(goPrint).join('')).slice(1, -1)
    case 'base64decode':
      try {
        return decode(atob(String(a)))
      } catch {
        throw new TemplateError('error calling base64decode: illegal base64 data at input byte 0', name)
      }
    case 'exists':
      return args.slice(1).reduce(indexedOrNothing, a) !== undefined
    default:
      throw new KubectlError(`error parsing template: template: output:1: function "${name}" not defined`)
  }
}

function indexed(from: unknown, key: unknown): unknown {
  if (Array.isArray(from)) {
    const index = Number(key)
    if (index < 0 || index >= from.length) throw new TemplateError(`error calling index: index out of range: ${index}`, 'index')
    return from[index]
  }
  if (isObject(from)) return Object.hasOwn(from, String(key)) ? from[String(key)] : undefined
  if (from === undefined || from === null) throw new TemplateError('error calling index: index of untyped nil', 'index')
  throw new TemplateError(`error calling index: can't index item of type ${goType(from)}`, 'index')
}

function indexedOrNothing(from: unknown, key: unknown): unknown {
  if (Array.isArray(from)) return from[Number(key)]
  return isObject(from) && Object.hasOwn(from, String(key)) ? from[String(key)] : undefined
}

function less(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b)
}

function goType(value: unknown): string {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

/** As fmt's `%v`. */
function goPrint(value: unknown): string {
  if (value === undefined || value === null) return '<no value>'
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`
  if (isObject(value)) {
    const keys = Object.keys(value).sort(byBytes)
    return `map[${keys.map((key) => `${key}:${goPrint(value[key])}`).join(' ')}]`
  }
  return String(value)
}

function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0
  const out = format.replace(
    /%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (whole, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%'
      if (next >= args.length) return `%!${verb}(MISSING)`
      const value = args[next++]
      let text = goPrint(value)
      if (verb === 'q') text = JSON.stringify(String(value))
      else if (verb === 'f') text = Number(value).toFixed(precision === undefined ? 6 : Number(precision))
      else if (verb === 'x') text = typeof value === 'number' ? value.toString(16) : text
      else if (verb === 'T') text = goType(value)
      else if (verb === 's' && precision !== undefined) text = text.slice(0, Number(precision))
      else if (!'svdt'.includes(verb)) return `%!${verb}(${goType(value)}=${whole === '' ? '' : text})`
      if (width === '') return text
      return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width), flags.includes('0') ? '0' : ' ')
    },
  )
  return next < args.length
    ? `${out}%!(EXTRA ${args
        .slice(next)
        .map((arg) => `${goType(arg)}=${goPrint(arg)}`)
        .join(', ')})`
    : out
}
