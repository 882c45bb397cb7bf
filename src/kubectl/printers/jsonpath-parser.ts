import { KubectlError } from '../errors.ts'

/** A piece of a parsed template. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly steps: readonly Node[] }
  | { readonly kind: 'range'; readonly over: readonly Node[]; readonly body: readonly Node[] }
  | { readonly kind: 'root' }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'slice'; readonly index?: number; readonly from?: number; readonly to?: number; readonly by?: number }
  | { readonly kind: 'union'; readonly paths: readonly (readonly Node[])[] }
  | { readonly kind: 'filter'; readonly left: readonly Node[]; readonly operator: Operator; readonly right: readonly Node[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'exists'

/** Parses a template. @throws KubectlError with client-go's words */
export function parseJsonPath(template: string): readonly Node[] {
  try {
    return new Parser(template).template()
  } catch (error) {
    if (error instanceof Unparsable) throw new KubectlError(`error parsing jsonpath ${template}, ${error.message}`)
    throw error
  }
}

class Unparsable extends Error {}

class Parser {
  private at = 0

  constructor(private readonly input: string) {}

  template(): readonly Node[] {
    const { nodes, ended } = this.nodes(false)
    if (ended) throw new Unparsable('not in range, nothing to end')
    return nodes
  }

  private nodes(inRange: boolean): { nodes: readonly Node[]; ended: boolean } {
    const nodes: Node[] = []
    while (this.at < this.input.length) {
      const open = this.input.indexOf('{', this.at)
      if (open < 0) {
        nodes.push({ kind: 'text', text: this.input.slice(this.at) })
        this.at = this.input.length
        break
      }
      if (open > this.at) nodes.push({ kind: 'text', text: this.input.slice(this.at, open) })
      this.at = open + 1
      const word = /^\s*(range|end)(?![A-Za-z0-9_])/.exec(this.input.slice(this.at))?.[1]
      if (word === 'end') {
        this.at = this.close()
        return { nodes, ended: true }
      }
      if (word === 'range') {
        this.at += this.input.slice(this.at).indexOf('range') + 5
        const over = this.steps('}')
        const body = this.nodes(true)
        if (!body.ended) throw new Unparsable('unterminated range')
        nodes.push({ kind: 'range', over, body: body.nodes })
        continue
      }
      nodes.push({ kind: 'expression', steps: this.steps('}') })
    }
    if (inRange) return { nodes, ended: false }
    return { nodes, ended: false }
  }

  private close(): number {
    const close = this.input.indexOf('}', this.at)
    if (close < 0) throw new Unparsable('unclosed action')
    return close + 1
  }

  /** The steps of one expression, up to and over its closing bracket. */
  private steps(until: '}' | ')'): readonly Node[] {
    const steps: Node[] = []
    for (;;) {
      const c = this.input[this.at]
      if (c === undefined) throw new Unparsable('unclosed action')
      if (c === until) {
        this.at++
        return steps
      }
      if (/\s/.test(c)) this.at++
      else if (c === '$' || c === '@') {
        steps.push({ kind: 'root' })
        this.at++
      } else if (c === '[') steps.push(...this.array())
      else if (c === '"' || c === "'") steps.push({ kind: 'literal', value: this.quoted(c) })
      else if (c === '.') {
        this.at++
        if (this.input[this.at] === '.') {
          this.at++
          steps.push({ kind: 'recursive' })
        }
        const next = this.input[this.at]
        if (next === '*') {
          steps.push({ kind: 'wildcard' })
          this.at++
        } else if (next !== undefined && next !== until && next !== '[' && !/\s/.test(next)) steps.push(this.field())
      } else if (/[-+\d]/.test(c)) steps.push({ kind: 'literal', value: this.number() })
      else if (/[A-Za-z_]/.test(c)) {
        const word = /^[A-Za-z_]\w*/.exec(this.input.slice(this.at))?.[0] ?? ''
        this.at += word.length
        if (word === 'true' || word === 'false') steps.push({ kind: 'literal', value: word === 'true' })
        else throw new Unparsable(`unrecognized identifier ${word}`)
      } else if (c === '*') {
        steps.push({ kind: 'wildcard' })
        this.at++
      } else
        throw new Unparsable(
          `unrecognized character in action: U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${c}'`,
        )
    }
  }

  private field(): Node {
    let name = ''
    for (;;) {
      const c = this.input[this.at]
      if (c === undefined || /[\s.,[\]$@{}()=!<>]/.test(c)) break
      if (c === '\\') {
        name += this.input[this.at + 1] ?? ''
        this.at += 2
        continue
      }
      name += c
      this.at++
    }
    return { kind: 'field', name }
  }

  private number(): number {
    const text = /^[-+]?\d+(\.\d+)?/.exec(this.input.slice(this.at))?.[0] ?? ''
    this.at += Math.max(1, text.length)
    return Number(text)
  }

  private quoted(quote: string): string {
    let out = ''
    for (this.at++; this.at < this.input.length; this.at++) {
      const c = this.input[this.at]
      if (c === quote) {
        this.at++
        return out
      }
      if (c === '\\') {
        const escaped = String(this.input[++this.at] ?? '')
        out += { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07' }[escaped] ?? escaped
      } else out += c
    }
    throw new Unparsable('unterminated quoted string')
  }

  /** `[0]`, `[*]`, `[1:3]`, `['key']`, `[0,2]`, `[?(@.x=="y")]`. */
  private array(): Node[] {
    const filter = /^\[\s*\?\s*\(/.exec(this.input.slice(this.at))
    if (filter) {
      this.at += filter[0].length
      return [this.filter()]
    }
    const end = this.arrayEnd()
    const text = this.input.slice(this.at + 1, end)
    this.at = end + 1
    const parts = splitOutsideQuotes(text)
    const paths = parts.map((part) => this.arrayPart(part))
    return paths.length === 1 && paths[0] ? paths[0] : [{ kind: 'union', paths }]
  }

  /** One index, slice, or quoted path of an array. */
  private arrayPart(text: string): Node[] {
    if (text === '*') return [{ kind: 'wildcard' }]
    const quoted = /^(['"])(.*)\1$/s.exec(text)
    if (quoted) return [...new Parser(`.${quoted[2]}}`).steps('}')]
    if (/^-?\d+$/.test(text)) return [{ kind: 'slice', index: Number(text) }]
    const slice = /^(-?\d*):(-?\d*)(?::(\d*))?$/.exec(text)
    if (!slice) throw new Unparsable(`invalid array index ${text}`)
    return [
      {
        kind: 'slice',
        ...(slice[1] ? { from: Number(slice[1]) } : {}),
        ...(slice[2] ? { to: Number(slice[2]) } : {}),
        ...(slice[3] ? { by: Number(slice[3]) } : {}),
      },
    ]
  }

  private arrayEnd(): number {
    let quote = ''
    for (let i = this.at + 1; i < this.input.length; i++) {
      const c = String(this.input[i])
      if (c === '\\') i++
      else if (quote !== '') quote = c === quote ? '' : quote
      else if (c === "'" || c === '"') quote = c
      else if (c === ']') return i
    }
    throw new Unparsable('unterminated array')
  }

  private filter(): Node {
    const start = this.at
    let depth = 1
    let quote = ''
    let i = start
    for (; i < this.input.length && depth > 0; i++) {
      const c = String(this.input[i])
      if (c === '\\') i++
      else if (quote !== '') quote = c === quote ? '' : quote
      else if (c === "'" || c === '"') quote = c
      else if (c === '(') depth++
      else if (c === ')') depth--
    }
    if (depth > 0) throw new Unparsable('unterminated filter')
    const text = this.input.slice(start, i - 1)
    const close = /^\s*\]/.exec(this.input.slice(i))
    if (!close) throw new Unparsable('unclosed array expect ]')
    this.at = i + close[0].length
    const { left, operator, right } = splitFilter(text)
    return {
      kind: 'filter',
      left: new Parser(`${left})`).steps(')'),
      operator,
      right: right === undefined ? [] : new Parser(`${right})`).steps(')'),
    }
  }
}

function splitFilter(text: string): { left: string; operator: Operator; right: string | undefined } {
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = String(text[i])
    if (c === '\\') i++
    else if (quote !== '') quote = c === quote ? '' : quote
    else if (c === "'" || c === '"') quote = c
    else {
      const operator = (['==', '!=', '<=', '>=', '<', '>'] as const).find((one) => text.startsWith(one, i))
      if (operator) return { left: text.slice(0, i), operator, right: text.slice(i + operator.length) }
    }
  }
  return { left: text, operator: 'exists', right: undefined }
}

function splitOutsideQuotes(text: string): string[] {
  const out = ['']
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const c = String(text[i])
    if (quote === '' && c === ',') {
      out.push('')
      continue
    }
    if (quote !== '' ? c === quote : c === "'" || c === '"') quote = quote === '' ? c : ''
    out[out.length - 1] += c
  }
  return out.map((part) => part.trim())
}

/** Accepts `x.y`, `.x.y`, `{x.y}` and `{.x.y}` alike and returns `{.x.y}` (RelaxedJSONPathExpression). */
export function relaxed(path: string): string {
  if (path === '') return path
  const matched = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path)
  if (!matched) {
    throw new KubectlError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    )
  }
  return `{.${matched[1] ?? matched[2]}}`
}
