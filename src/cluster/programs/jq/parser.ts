/** jq's language: parsed to a tree. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type Filter =
  | { readonly kind: 'identity' | 'recurse' }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'string'; readonly parts: readonly (string | Filter)[]; readonly format?: string | undefined }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Filter; readonly key: Filter }
  | { readonly kind: 'slice'; readonly of: Filter; readonly from?: Filter | undefined; readonly to?: Filter | undefined }
  | { readonly kind: 'each' | 'try' | 'negate'; readonly of: Filter }
  | { readonly kind: 'catch'; readonly of: Filter; readonly handler: Filter }
  | { readonly kind: 'pipe' | 'comma' | 'alternative' | 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'binary' | 'update'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'array'; readonly of?: Filter | undefined }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: Filter, value: Filter])[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'as'; readonly source: Filter; readonly name: string; readonly body: Filter }
  | { readonly kind: 'if'; readonly test: Filter; readonly yes: Filter; readonly no?: Filter | undefined }
  | { readonly kind: 'reduce'; readonly source: Filter; readonly name: string; readonly start: Filter; readonly step: Filter }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Filter[] }

export class JqSyntaxError extends Error {}

const tokenPattern =
  /\s+|#[^\n]*|("(?:[^"\\]|\\(?:u[0-9a-fA-F]{4}|\((?:[^()"]|"(?:[^"\\]|\\.)*"|\((?:[^()]|\([^()]*\))*\))*\)|.))*")|(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|(@\w+)|(\$\w+)|(\.[A-Za-z_]\w*)|([A-Za-z_]\w*(?:::\w+)*)|(\/\/=|\|=|\+=|-=|\*=|\/=|==|!=|<=|>=|\.\.|\/\/|[.[\](){}|,:;=<>+\-*/%?])/gy

export function parseJq(source: string): Filter {
  const tokens: string[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < source.length) {
    const at = tokenPattern.lastIndex
    const match = tokenPattern.exec(source)
    if (!match) throw new JqSyntaxError(`syntax error, unexpected INVALID_CHARACTER at ${source.slice(at, at + 10)}`)
    if (!/^\s|^#/.test(match[0])) tokens.push(match[0])
  }
  const parser = new Parser(tokens)
  const filter = tokens.length === 0 ? ({ kind: 'identity' } as const) : parser.pipe()
  parser.end()
  return filter
}

class Parser {
  private at = 0
  constructor(private readonly tokens: readonly string[]) {}

  private peek(): string | undefined {
    return this.tokens[this.at]
  }

  private take(...texts: readonly string[]): string | undefined {
    const token = this.tokens[this.at]
    if (token === undefined || !texts.includes(token)) return undefined
    this.at++
    return token
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail()
  }

  private fail(): never {
    const token = this.peek()
    throw new JqSyntaxError(token === undefined ? 'syntax error, unexpected end of file' : `syntax error, unexpected '${token}'`)
  }

  end(): void {
    if (this.at < this.tokens.length) this.fail()
  }

  pipe(): Filter {
    const left = this.comma()
    if (this.take('as')) {
      const name = this.variable()
      this.expect('|')
      return { kind: 'as', source: left, name, body: this.pipe() }
    }
    return this.take('|') ? { kind: 'pipe', left, right: this.pipe() } : left
  }

  private variable(): string {
    const token = this.tokens[this.at++]
    if (token === undefined || !token.startsWith('$')) this.fail()
    return token.slice(1)
  }

  private comma(): Filter {
    let left = this.assignment()
    while (this.take(',')) left = { kind: 'comma', left, right: this.assignment() }
    return left
  }

  private assignment(): Filter {
    const left = this.alternative()
    const operator = this.take('=', '|=', '+=', '-=', '*=', '/=', '//=')
    return operator ? { kind: 'update', operator, left, right: this.alternative() } : left
  }

  private alternative(): Filter {
    const left = this.or()
    return this.take('//') ? { kind: 'alternative', left, right: this.alternative() } : left
  }

  private or(): Filter {
    let left = this.and()
    while (this.take('or')) left = { kind: 'or', left, right: this.and() }
    return left
  }

  private and(): Filter {
    let left = this.comparison()
    while (this.take('and')) left = { kind: 'and', left, right: this.comparison() }
    return left
  }

  private comparison(): Filter {
    const left = this.sum()
    const operator = this.take('==', '!=', '<', '<=', '>', '>=')
    return operator ? { kind: 'binary', operator, left, right: this.sum() } : left
  }

  private sum(): Filter {
    let left = this.product()
    for (let operator = this.take('+', '-'); operator; operator = this.take('+', '-'))
      left = { kind: 'binary', operator, left, right: this.product() }
    return left
  }

  private product(): Filter {
    let left = this.postfix()
    for (let operator = this.take('*', '/', '%'); operator; operator = this.take('*', '/', '%'))
      left = { kind: 'binary', operator, left, right: this.postfix() }
    return left
  }

  private postfix(): Filter {
    let of = this.term()
    for (;;) {
      const token = this.peek()
      if (token === '?') {
        this.at++
        of = { kind: 'try', of }
      } else if (token === '[') {
        this.at++
        of = this.bracket(of)
      } else if (token !== undefined && /^\.[A-Za-z_]/.test(token)) {
        this.at++
        of = { kind: 'index', of, key: { kind: 'literal', value: token.slice(1) } }
      } else if (token === '.' && (this.tokens[this.at + 1] === '[' || this.tokens[this.at + 1]?.startsWith('"'))) {
        this.at++
        const next = this.peek()
        if (next?.startsWith('"')) {
          this.at++
          of = { kind: 'index', of, key: this.string(next) }
        }
      } else return of
    }
  }

  private bracket(of: Filter): Filter {
    if (this.take(']')) return { kind: 'each', of }
    if (this.take(':')) {
      const to = this.pipe()
      this.expect(']')
      return { kind: 'slice', of, to }
    }
    const key = this.pipe()
    if (this.take(':')) {
      const to = this.peek() === ']' ? undefined : this.pipe()
      this.expect(']')
      return { kind: 'slice', of, from: key, to }
    }
    this.expect(']')
    return { kind: 'index', of, key }
  }

  private term(): Filter {
    const token = this.tokens[this.at++]
    if (token === undefined) {
      this.at--
      this.fail()
    }
    if (token === '.') {
      const next = this.peek()
      if (next?.startsWith('"')) {
        this.at++
        return { kind: 'index', of: { kind: 'identity' }, key: this.string(next) }
      }
      return { kind: 'identity' }
    }
    if (token === '..') return { kind: 'recurse' }
    if (/^\.[A-Za-z_]/.test(token))
      return { kind: 'index', of: { kind: 'identity' }, key: { kind: 'literal', value: token.slice(1) } }
    if (/^\.?\d/.test(token)) return { kind: 'literal', value: Number(token) }
    if (token.startsWith('"')) return this.string(token)
    if (token.startsWith('@')) {
      const next = this.peek()
      if (next?.startsWith('"')) {
        this.at++
        const inner = this.string(next)
        return inner.kind === 'string' ? { ...inner, format: token } : inner
      }
      return { kind: 'format', name: token }
    }
    if (token.startsWith('$')) return { kind: 'variable', name: token.slice(1) }
    if (token === '-') return { kind: 'negate', of: this.postfix() }
    if (token === '(') {
      const inner = this.pipe()
      this.expect(')')
      return inner
    }
    if (token === '[') {
      if (this.take(']')) return { kind: 'array' }
      const of = this.pipe()
      this.expect(']')
      return { kind: 'array', of }
    }
    if (token === '{') return this.object()
    if (token === 'if') return this.condition()
    if (token === 'try') {
      const of = this.postfix()
      return this.take('catch') ? { kind: 'catch', of, handler: this.postfix() } : { kind: 'try', of }
    }
    if (token === 'reduce') {
      const source = this.postfix()
      this.expect('as')
      const name = this.variable()
      this.expect('(')
      const start = this.pipe()
      this.expect(';')
      const step = this.pipe()
      this.expect(')')
      return { kind: 'reduce', source, name, start, step }
    }
    if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' }
    if (token === 'null') return { kind: 'literal', value: null }
    if (!/^[A-Za-z_]/.test(token) || /^(then|else|elif|end|and|or|as|catch)$/.test(token)) {
      this.at--
      this.fail()
    }
    const args: Filter[] = []
    if (this.take('(')) {
      do args.push(this.pipe())
      while (this.take(';'))
      this.expect(')')
    }
    return { kind: 'call', name: token, args }
  }

  private condition(): Filter {
    const test = this.pipe()
    this.expect('then')
    const yes = this.pipe()
    if (this.take('elif')) return { kind: 'if', test, yes, no: this.condition() }
    const no = this.take('else') ? this.pipe() : undefined
    this.expect('end')
    return { kind: 'if', test, yes, no }
  }

  private object(): Filter {
    const entries: (readonly [Filter, Filter])[] = []
    while (!this.take('}')) {
      const token = this.tokens[this.at++]
      if (token === undefined) this.fail()
      let key: Filter
      if (token === '(') {
        key = this.pipe()
        this.expect(')')
      } else if (token.startsWith('"')) key = this.string(token)
      else if (token.startsWith('$')) {
        entries.push([
          { kind: 'literal', value: token.slice(1) },
          { kind: 'variable', name: token.slice(1) },
        ])
        this.take(',')
        continue
      } else key = { kind: 'literal', value: token }
      if (this.take(':')) {
        let value = this.alternative()
        while (this.take('|')) value = { kind: 'pipe', left: value, right: this.alternative() }
        entries.push([key, value])
      } else entries.push([key, { kind: 'index', of: { kind: 'identity' }, key }])
      if (!this.take(',') && this.peek() !== '}') this.fail()
    }
    return { kind: 'object', entries }
  }

  private string(token: string): Filter {
    const body = token.slice(1, -1)
    const parts: (string | Filter)[] = []
    let text = ''
    for (let i = 0; i < body.length; i++) {
      if (body[i] !== '\\') {
        text += body[i]
        continue
      }
      const next = body.charAt(++i)
      if (next === '(') {
        let depth = 1
        const start = i + 1
        while (depth > 0 && ++i < body.length) depth += body[i] === '(' ? 1 : body[i] === ')' ? -1 : 0
        if (text !== '') parts.push(text)
        text = ''
        parts.push(parseJq(body.slice(start, i)))
      } else if (next === 'u') {
        text += String.fromCharCode(Number.parseInt(body.slice(i + 1, i + 5), 16))
        i += 4
      } else text += { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[next] ?? next
    }
    if (text !== '' || parts.length === 0) parts.push(text)
    return parts.every((part) => typeof part === 'string')
      ? { kind: 'literal', value: parts.join('') }
      : { kind: 'string', parts }
  }
}
