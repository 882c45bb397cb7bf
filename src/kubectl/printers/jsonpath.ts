import { KubectlError } from '../errors.ts'
import { isObject } from '../json-value.ts'
import { printJson } from './json.ts'
import { type Node, parseJsonPath } from './jsonpath-parser.ts'

/**
 * kubectl's JSONPath (client-go/util/jsonpath): templates of text and `{expressions}`, with `range`…`end`, filters,
 * slices, unions and recursive descent.
 */
export class JsonPath {
  private readonly nodes: readonly Node[]

  /** @throws KubectlError as `error parsing jsonpath …` */
  constructor(
    readonly template: string,
    private readonly allowMissingKeys = true,
  ) {
    this.nodes = parseJsonPath(template)
  }

  /** The text of the template for `data`. */
  print(data: unknown): string {
    try {
      return this.execute(this.nodes, [data])
    } catch (error) {
      if (!(error instanceof PathError)) throw error
      throw new KubectlError(executionFailure(this.template, error.message, data))
    }
  }

  /** What the expressions find, one list for each expression of the template. */
  find(data: unknown): readonly (readonly unknown[])[] {
    const out: unknown[][] = []
    for (const node of this.nodes) if (node.kind === 'expression') out.push([...this.evaluate(node.steps, [data])])
    return out
  }

  private execute(nodes: readonly Node[], values: readonly unknown[]): string {
    let out = ''
    for (const node of nodes) {
      if (node.kind === 'text') out += node.text
      else if (node.kind === 'range') {
        for (const item of this.evaluate(node.over, values)) out += this.execute(node.body, [item])
      } else if (node.kind === 'expression') out += this.evaluate(node.steps, values).map(valueText).join(' ')
    }
    return out
  }

  private evaluate(steps: readonly Node[], start: readonly unknown[]): readonly unknown[] {
    let values: readonly unknown[] = start
    for (const step of steps) values = this.step(step, values, start)
    return values
  }

  private step(step: Node, values: readonly unknown[], start: readonly unknown[]): readonly unknown[] {
    switch (step.kind) {
      case 'root':
        return start
      case 'field':
        return values.flatMap((value) => this.field(value, step.name))
      case 'wildcard':
        return values.flatMap((value) => (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []))
      case 'slice':
        return values.flatMap((value) => this.slice(value, step))
      case 'union':
        return step.paths.flatMap((path) => [...this.evaluate(path, values)])
      case 'recursive':
        return values.flatMap((value) => descendants(value))
      case 'filter':
        return values.flatMap((value) => {
          if (!Array.isArray(value)) throw new PathError(`${goText(value)} is not array or slice and cannot be filtered`)
          return value.filter((item) => this.matches(step, item))
        })
      case 'literal':
        return [step.value]
      case 'text':
        return [step.text]
      default:
        return values
    }
  }

  private field(value: unknown, name: string): unknown[] {
    if (isObject(value)) {
      if (Object.hasOwn(value, name)) return value[name] === null ? [] : [value[name]]
      if (this.allowMissingKeys) return []
      throw new PathError(`${name} is not found`)
    }
    if (this.allowMissingKeys || value === null || value === undefined) return []
    throw new PathError(`${name} is not found`)
  }

  private slice(value: unknown, step: Extract<Node, { kind: 'slice' }>): unknown[] {
    if (!Array.isArray(value)) {
      if (value === undefined || value === null) return []
      throw new PathError(`${goText(value)} is not array or slice`)
    }
    const { length } = value
    if (step.index !== undefined) {
      const index = step.index < 0 ? step.index + length : step.index
      if (index < 0 || index >= length) {
        throw new PathError(`array index out of bounds: index ${step.index}, length ${length}`)
      }
      return [value[index]]
    }
    const from = step.from ?? 0
    const to = step.to ?? length
    const first = from < 0 ? from + length : from
    const last = to < 0 ? to + length : Math.min(to, length)
    const out: unknown[] = []
    for (let i = first; i < last; i += step.by ?? 1) out.push(value[i])
    return out
  }

  private matches(filter: Extract<Node, { kind: 'filter' }>, item: unknown): boolean {
    const left = this.evaluate(filter.left, [item])
    if (filter.operator === 'exists') return left.length > 0
    const right = this.evaluate(filter.right, [item])
    if (left.length === 0 || right.length === 0) return false
    if (left.length > 1 || right.length > 1) throw new PathError('can only compare one element at a time')
    return compare(left[0], filter.operator, right[0])
  }
}

class PathError extends Error {}

function compare(left: unknown, operator: string, right: unknown): boolean {
  const same = typeof left === typeof right || typeof right === 'number' || typeof left === 'number'
  if (!same) return operator === '!='
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  const smaller = Number(left) < Number(right) || (typeof left === 'string' && typeof right === 'string' && left < right)
  if (operator === '<') return smaller
  if (operator === '>=') return !smaller
  const equal = left === right
  return operator === '<=' ? smaller || equal : !smaller && !equal
}

/** The value and everything below it, as `..` visits them. */
function descendants(value: unknown): unknown[] {
  const children = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []
  return [value, ...children.filter((child) => typeof child === 'object' && child !== null).flatMap(descendants)]
}

/** Texts and numbers as they are, the rest as JSON. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') return printJsonCompact(value)
  return String(value)
}

function printJsonCompact(value: unknown): string {
  return JSON.stringify(JSON.parse(printJson(value)))
}

/** A value as Go's `%#v` would roughly say it; only in messages. */
function goText(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value)
}

function executionFailure(template: string, message: string, data: unknown): string {
  const lines = [
    `error executing jsonpath "${template.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}": Error executing template: ${message}. Printing more information for debugging the template:`,
    '\ttemplate was:',
    `\t\t${template}`,
    '\tobject given to jsonpath engine was:',
    `\t\t${JSON.stringify(data)}`,
    '',
    '',
  ]
  return lines.join('\n')
}
