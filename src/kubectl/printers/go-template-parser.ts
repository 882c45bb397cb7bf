import { KubectlError } from '../errors.ts'

/** An operand or a call in a pipeline of a Go template. */
export type Expression =
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'field'; readonly fields: readonly string[] }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'pipe'; readonly pipe: Pipeline; readonly fields: readonly string[] }

export interface Pipeline {
  /** `$i, $x := …` */
  readonly declare: readonly string[]
  readonly assign: boolean
  readonly commands: readonly Expression[]
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipeline }
  | Block
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
export interface Block {
  readonly kind: 'if' | 'with' | 'range'
  readonly pipe: Pipeline
  readonly body: Body
  readonly otherwise: Body
}
type Body = readonly TemplateNode[]

const failure = (message: string) => new KubectlError(`error parsing template: template: output:1: ${message}`)

/** Parses a Go template (text/template), without `define` and `template`. @throws KubectlError */
export function parseGoTemplate(source: string): readonly TemplateNode[] {
  const parser = new TemplateParser(pieces(source))
  const { body, ended } = parser.body()
  if (ended) throw failure(`unexpected {{${ended}}}`)
  return body
}

type Piece = { readonly text: string } | { readonly action: string }

/** Cuts at `{{` and `}}`, trimming where `{{-` and `-}}` say so. */
function pieces(source: string): Piece[] {
  const out: Piece[] = []
  let at = 0
  let trimNext = false
  for (;;) {
    const open = source.indexOf('{{', at)
    let text = source.slice(at, open < 0 ? undefined : open)
    if (trimNext) text = text.replace(/^\s+/, '')
    trimNext = false
    if (open < 0) {
      if (text) out.push({ text })
      return out
    }
    let start = open + 2
    if (/^-\s/.test(source.slice(start, start + 2))) {
      text = text.replace(/\s+$/, '')
      start += 1
    }
    if (text) out.push({ text })
    const close = closing(source, start)
    let action = source.slice(start, close)
    if (/\s-$/.test(action)) {
      trimNext = true
      action = action.slice(0, -1)
    }
    action = action.trim()
    if (!action.startsWith('/*')) out.push({ action })
    at = close + 2
  }
}

function closing(source: string, start: number): number {
  let quote = ''
  for (let i = start; i < source.length; i++) {
    const c = String(source[i])
    if (quote !== '') {
      if (c === '\\' && quote === '"') i++
      else if (c === quote) quote = ''
    } else if (c === '"' || c === '`') quote = c
    else if (source.startsWith('}}', i)) return i
  }
  throw failure('unclosed action')
}

class TemplateParser {
  private at = 0

  constructor(private readonly pieces: readonly Piece[]) {}

  body(): { body: Body; ended: string | undefined } {
    const body: TemplateNode[] = []
    while (this.at < this.pieces.length) {
      const piece = this.pieces[this.at++]
      if (!piece) break
      if ('text' in piece) {
        body.push({ kind: 'text', text: piece.text })
        continue
      }
      const word = /^[a-z]+/.exec(piece.action)?.[0] ?? ''
      if (word === 'end' || word === 'else') return { body, ended: piece.action }
      if (word === 'break' || word === 'continue') body.push({ kind: word })
      else if (word === 'if' || word === 'with' || word === 'range') body.push(this.block(word, piece.action.slice(word.length)))
      else body.push({ kind: 'action', pipe: parsePipeline(piece.action) })
    }
    return { body, ended: undefined }
  }

  private block(kind: 'if' | 'with' | 'range', pipeText: string): Block {
    const pipe = parsePipeline(pipeText)
    const first = this.body()
    if (first.ended === undefined) throw failure('unexpected EOF')
    if (first.ended === 'end') return { kind, pipe, body: first.body, otherwise: [] }
    const chained = /^else\s+(if|with)\b(.*)$/s.exec(first.ended)
    if (chained) {
      const next = chained[1] === 'with' ? 'with' : 'if'
      return { kind, pipe, body: first.body, otherwise: [this.block(next, String(chained[2]))] }
    }
    const second = this.body()
    if (second.ended !== 'end') throw failure('unexpected EOF')
    return { kind, pipe, body: first.body, otherwise: second.body }
  }
}

type Token = { readonly kind: 'word' | 'text' | 'punctuation' | 'chain'; readonly value: string }

function tokens(text: string): Token[] {
  const out: Token[] = []
  let rest = text
  while (rest !== '') {
    const space = /^\s+/.exec(rest)
    if (space) {
      rest = rest.slice(space[0].length)
      continue
    }
    const string = /^"(?:\\.|[^"\\])*"|^`[^`]*`|^'(?:\\.|[^'\\])'/.exec(rest)
    const mark = /^(:=|[(){}|,=])/.exec(rest)
    const word = /^[^\s(){}|,="`]+/.exec(rest)
    const found = string ?? mark ?? word
    if (!found) throw failure(`unexpected ${JSON.stringify(rest[0])} in operand`)
    const previous = out.at(-1)
    const glued = previous?.value === ')' && found[0].startsWith('.') && text[text.length - rest.length - 1] === ')'
    out.push({ kind: string ? 'text' : mark ? 'punctuation' : glued ? 'chain' : 'word', value: found[0] })
    rest = rest.slice(found[0].length)
  }
  return out
}

function parsePipeline(text: string): Pipeline {
  const list = tokens(text)
  const cursor = { at: 0 }
  const pipe = pipeline(list, cursor)
  if (cursor.at < list.length) throw failure(`unexpected "${list[cursor.at]?.value}" in command`)
  return pipe
}

function pipeline(list: readonly Token[], cursor: { at: number }): Pipeline {
  const declare: string[] = []
  let assign = false
  const sign = list.findIndex((token, i) => i >= cursor.at && (token.value === ':=' || token.value === '='))
  if (sign > 0 && list.slice(cursor.at, sign).every((token) => token.value.startsWith('$') || token.value === ',')) {
    assign = list[sign]?.value === '='
    for (const token of list.slice(cursor.at, sign)) if (token.value !== ',') declare.push(token.value)
    cursor.at = sign + 1
  }
  const commands: Expression[] = []
  do {
    if (list[cursor.at]?.value === '|') cursor.at++
    commands.push(command(list, cursor))
  } while (list[cursor.at]?.value === '|')
  return { declare, assign, commands }
}

function command(list: readonly Token[], cursor: { at: number }): Expression {
  const operands: Expression[] = []
  for (let token = list[cursor.at]; token && token.value !== '|' && token.value !== ')'; token = list[cursor.at]) {
    operands.push(operand(list, cursor))
  }
  const [first, ...rest] = operands
  if (!first) throw failure('missing value for command')
  if (first.kind === 'call') return { ...first, args: rest }
  if (rest.length > 0) throw failure(`can't give argument to non-function`)
  return first
}

function operand(list: readonly Token[], cursor: { at: number }): Expression {
  const token = list[cursor.at++]
  if (!token) throw failure('missing value for command')
  const { value } = token
  if (value === '(') {
    const pipe = pipeline(list, cursor)
    if (list[cursor.at]?.value !== ')') throw failure('unclosed left paren')
    cursor.at++
    const chain = list[cursor.at]
    if (chain?.kind !== 'chain') return { kind: 'pipe', pipe, fields: [] }
    cursor.at++
    return { kind: 'pipe', pipe, fields: fieldsOf(chain.value) }
  }
  if (token.kind === 'text') return { kind: 'literal', value: unquote(value) }
  if (value === '.') return { kind: 'dot' }
  if (value.startsWith('.')) return { kind: 'field', fields: fieldsOf(value) }
  if (value.startsWith('$')) {
    const dot = value.indexOf('.')
    return dot < 0
      ? { kind: 'variable', name: value, fields: [] }
      : { kind: 'variable', name: value.slice(0, dot), fields: fieldsOf(value.slice(dot)) }
  }
  if (value === 'true' || value === 'false') return { kind: 'literal', value: value === 'true' }
  if (value === 'nil') return { kind: 'literal', value: null }
  if (/^[-+]?\d/.test(value)) return { kind: 'literal', value: Number(value) }
  if (/^\w+$/.test(value)) return { kind: 'call', name: value, args: [] }
  throw failure(`unexpected "${value}" in operand`)
}

function fieldsOf(chain: string): string[] {
  return chain.split('.').filter((name) => name !== '')
}

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1)
  return text.slice(1, -1).replace(/\\(n|t|r|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (_, code: string) => {
    if (code === 'n') return '\n'
    if (code === 't') return '\t'
    if (code === 'r') return '\r'
    return code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : code
  })
}
