import { posixRegExp } from '../patterns.ts'
import { type Token, tokenize } from './lexer.ts'
import { type AwkProgram, AwkSyntaxError, type Expression, type Rule, type Statement } from './syntax.ts'

const builtins = new Set([
  'length',
  'substr',
  'index',
  'split',
  'sub',
  'gsub',
  'match',
  'sprintf',
  'sin',
  'cos',
  'atan2',
  'exp',
  'log',
  'sqrt',
  'int',
  'rand',
  'srand',
  'tolower',
  'toupper',
  'system',
  'close',
  'fflush',
  'strftime',
  'systime',
  'mktime',
  'gensub',
  'and',
  'or',
  'xor',
  'lshift',
  'rshift',
])

export function parseAwk(source: string): AwkProgram {
  return new Parser(tokenize(source)).program()
}

class Parser {
  private at = 0
  /** Inside print's arguments, `>` redirects; inside for(), `in` ends the first part. */
  private noGreater = 0
  private noIn = 0
  constructor(private readonly tokens: readonly Token[]) {}

  private get token(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '', line: 0 }
  }

  private fail(): never {
    throw new AwkSyntaxError(`cmd. line:${this.token.line}: Unexpected token`)
  }

  private is(text: string): boolean {
    const { kind, text: own } = this.token
    return own === text && (kind === 'operator' || kind === 'word')
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail()
  }

  private newlines(): void {
    while (this.token.kind === 'newline') this.at++
  }

  private terminators(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.at++
  }

  program(): AwkProgram {
    const rules: Rule[] = []
    const functions = new Map<string, { parameters: string[]; body: Statement }>()
    for (this.terminators(); this.token.kind !== 'end'; this.terminators()) {
      if (this.take('function') || this.take('func')) {
        const name = this.name()
        this.expect('(')
        const parameters: string[] = []
        while (!this.take(')')) {
          parameters.push(this.name())
          this.take(',')
          this.newlines()
        }
        this.newlines()
        functions.set(name, { parameters, body: this.block() })
      } else if (this.take('BEGIN')) rules.push({ pattern: 'BEGIN', action: this.block() })
      else if (this.take('END')) rules.push({ pattern: 'END', action: this.block() })
      else if (this.is('{')) rules.push({ pattern: undefined, action: this.block() })
      else {
        const pattern = this.expression()
        let until: Expression | undefined
        if (this.take(',')) {
          this.newlines()
          until = this.expression()
        }
        rules.push({ pattern, until, ...(this.is('{') ? { action: this.block() } : {}) })
      }
    }
    return { rules, functions }
  }

  private name(): string {
    const { kind, text } = this.token
    if (kind !== 'word') this.fail()
    this.at++
    return text
  }

  private block(): Statement {
    this.newlines()
    this.expect('{')
    const body: Statement[] = []
    for (this.terminators(); !this.take('}'); this.terminators()) {
      if (this.token.kind === 'end') this.fail()
      body.push(this.statement())
    }
    return { kind: 'block', body }
  }

  private end(): void {
    if (this.token.kind === 'newline' || this.is(';')) this.at++
    else if (!this.is('}') && this.token.kind !== 'end') this.fail()
  }

  private body(): Statement {
    this.newlines()
    if (this.take(';')) return { kind: 'block', body: [] }
    return this.statement()
  }

  private statement(): Statement {
    if (this.is('{')) return this.block()
    if (this.take('if')) {
      this.expect('(')
      const test = this.expression()
      this.expect(')')
      const yes = this.body()
      const mark = this.at
      this.terminators()
      if (this.take('else')) return { kind: 'if', test, yes, no: this.body() }
      this.at = mark
      return { kind: 'if', test, yes }
    }
    if (this.take('while')) {
      this.expect('(')
      const test = this.expression()
      this.expect(')')
      return { kind: 'while', test, body: this.body(), bodyFirst: false }
    }
    if (this.take('do')) {
      const body = this.body()
      this.terminators()
      this.expect('while')
      this.expect('(')
      const test = this.expression()
      this.expect(')')
      this.end()
      return { kind: 'while', test, body, bodyFirst: true }
    }
    if (this.take('for')) return this.forStatement()
    const statement = this.simple()
    this.end()
    return statement
  }

  private forStatement(): Statement {
    this.expect('(')
    const [first, second, third, fourth] = this.tokens.slice(this.at, this.at + 4)
    if (first?.kind === 'word' && second?.text === 'in' && third?.kind === 'word' && fourth?.text === ')') {
      this.at += 4
      return { kind: 'for-in', name: first.text, array: third.text, body: this.body() }
    }
    const begin = this.is(';') ? undefined : this.simple()
    this.expect(';')
    this.newlines()
    const test = this.is(';') ? undefined : this.expression()
    this.expect(';')
    this.newlines()
    const step = this.is(')') ? undefined : this.simple()
    this.expect(')')
    return { kind: 'for', begin, test, step, body: this.body() }
  }

  private simple(): Statement {
    if (this.is('print') || this.is('printf')) return this.print()
    if (this.take('next')) return { kind: 'next' }
    if (this.take('nextfile')) return { kind: 'nextfile' }
    if (this.take('break')) return { kind: 'break' }
    if (this.take('continue')) return { kind: 'continue' }
    if (this.is('exit') || this.is('return')) {
      const kind = this.name() as 'exit' | 'return'
      const ends = this.token.kind === 'newline' || this.token.kind === 'end' || this.is(';') || this.is('}')
      return { kind, value: ends ? undefined : this.expression() }
    }
    if (this.take('delete')) {
      const name = this.name()
      if (!this.take('[')) return { kind: 'delete', name }
      const index = this.list(']')
      return { kind: 'delete', name, index }
    }
    return { kind: 'expression', expression: this.expression() }
  }

  private print(): Statement {
    const format = this.name() === 'printf'
    this.noGreater++
    let args: Expression[] = []
    const ends = () =>
      this.token.kind === 'newline' ||
      this.token.kind === 'end' ||
      this.is(';') ||
      this.is('}') ||
      this.is('>') ||
      this.is('>>') ||
      this.is('|')
    if (!ends()) {
      const mark = this.at
      // `print (a, b)` has its list in parentheses; `print (a) b` does not.
      if (this.take('(')) {
        const outer = this.noGreater
        this.noGreater = 0
        const list = this.list(')')
        this.noGreater = outer
        if (ends()) args = list
        else this.at = mark
      }
      if (args.length === 0) {
        args.push(this.expression())
        while (this.take(',')) {
          this.newlines()
          args.push(this.expression())
        }
      }
    }
    let to: { operator: string; target: Expression } | undefined
    for (const operator of ['>', '>>', '|']) if (!to && this.take(operator)) to = { operator, target: this.concatenation() }
    this.noGreater--
    return { kind: 'print', format, args, to }
  }

  private list(end: string): Expression[] {
    const items: Expression[] = []
    this.newlines()
    while (!this.take(end)) {
      items.push(this.expression())
      this.newlines()
      if (!this.take(',') && !this.is(end)) this.fail()
      this.newlines()
    }
    return items
  }

  expression(): Expression {
    const left = this.conditional()
    const operator = /^(=|\+=|-=|\*=|\/=|%=|\^=|\*\*=)$/.exec(this.token.text)?.[0]
    if (operator === undefined || this.token.kind !== 'operator' || !['name', 'field', 'element'].includes(left.kind)) return left
    this.at++
    this.newlines()
    return { kind: 'assign', operator: operator === '**=' ? '^' : operator.slice(0, -1), target: left, value: this.expression() }
  }

  private conditional(): Expression {
    const test = this.or()
    if (!this.take('?')) return test
    this.newlines()
    const yes = this.expression()
    this.newlines()
    this.expect(':')
    this.newlines()
    return { kind: 'conditional', test, yes, no: this.expression() }
  }

  private or(): Expression {
    let left = this.and()
    while (this.take('||')) {
      this.newlines()
      left = { kind: 'binary', operator: '||', left, right: this.and() }
    }
    return left
  }

  private and(): Expression {
    let left = this.membership()
    while (this.take('&&')) {
      this.newlines()
      left = { kind: 'binary', operator: '&&', left, right: this.membership() }
    }
    return left
  }

  private membership(): Expression {
    let left = this.matching()
    while (this.noIn === 0 && this.take('in')) left = { kind: 'in', index: [left], name: this.name() }
    return left
  }

  private matching(): Expression {
    let left = this.comparison()
    while (this.is('~') || this.is('!~')) {
      const operator = this.token.text
      this.at++
      left = { kind: 'binary', operator, left, right: this.comparison() }
    }
    return left
  }

  private comparison(): Expression {
    const left = this.concatenation()
    const operator = /^(<|<=|==|!=|>|>=)$/.exec(this.token.text)?.[0]
    if (operator === undefined || this.token.kind !== 'operator' || (operator === '>' && this.noGreater > 0)) {
      if (this.is('|') && this.tokens[this.at + 1]?.text === 'getline') {
        this.at += 2
        return { kind: 'getline', command: left, target: this.getlineTarget() }
      }
      return left
    }
    this.at++
    return { kind: 'binary', operator, left, right: this.concatenation() }
  }

  private concatenation(): Expression {
    let left = this.sum()
    while (this.startsOperand()) left = { kind: 'binary', operator: ' ', left, right: this.sum() }
    return left
  }

  private startsOperand(): boolean {
    const { kind, text } = this.token
    if (kind === 'number' || kind === 'string' || kind === 'regex') return true
    if (kind === 'word') return !/^(in|getline)$/.test(text)
    return (
      kind === 'operator' && /^(\$|!|\(|-|\+|\+\+|--)$/.test(text) && !(text === '!' && this.tokens[this.at + 1]?.text === '~')
    )
  }

  private sum(): Expression {
    let left = this.product()
    while (this.is('+') || this.is('-')) {
      const operator = this.token.text
      this.at++
      left = { kind: 'binary', operator, left, right: this.product() }
    }
    return left
  }

  private product(): Expression {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.token.text
      this.at++
      left = { kind: 'binary', operator, left, right: this.unary() }
    }
    return left
  }

  private unary(): Expression {
    for (const operator of ['!', '-', '+']) if (this.take(operator)) return { kind: 'unary', operator, operand: this.unary() }
    return this.power()
  }

  private power(): Expression {
    const left = this.postfix()
    if (!this.is('^') && !this.is('**')) return left
    this.at++
    return { kind: 'binary', operator: '^', left, right: this.unary() }
  }

  private postfix(): Expression {
    const operand = this.primary()
    if (['name', 'field', 'element'].includes(operand.kind)) {
      if (this.take('++')) return { kind: 'step', by: 1, before: false, target: operand }
      if (this.take('--')) return { kind: 'step', by: -1, before: false, target: operand }
    }
    return operand
  }

  private getlineTarget(): Expression | undefined {
    return this.token.kind === 'word' || this.is('$') ? this.primary() : undefined
  }

  private primary(): Expression {
    const { kind, text, beforeParenthesis } = this.token
    if (kind === 'number') {
      this.at++
      return { kind: 'number', value: Number(text) }
    }
    if (kind === 'string') {
      this.at++
      return { kind: 'string', value: text }
    }
    if (kind === 'regex') {
      this.at++
      return { kind: 'regex', pattern: posixRegExp(text, true, '', true) }
    }
    if (this.take('++')) return { kind: 'step', by: 1, before: true, target: this.primary() }
    if (this.take('--')) return { kind: 'step', by: -1, before: true, target: this.primary() }
    if (this.take('$'))
      return { kind: 'field', index: this.is('++') || this.is('--') || this.is('-') ? this.unary() : this.primary() }
    if (this.take('(')) {
      const [noGreater, noIn] = [this.noGreater, this.noIn]
      this.noGreater = 0
      this.noIn = 0
      const list = this.list(')')
      this.noGreater = noGreater
      this.noIn = noIn
      if (list.length > 1) {
        this.expect('in')
        return { kind: 'in', index: list, name: this.name() }
      }
      return { kind: 'group', inner: list[0] ?? this.fail() }
    }
    if (kind !== 'word') this.fail()
    this.at++
    if (text === 'getline') {
      const target = this.getlineTarget()
      return this.take('<') ? { kind: 'getline', target, file: this.primary() } : { kind: 'getline', target }
    }
    if (builtins.has(text)) {
      if (this.take('(')) return { kind: 'call', name: text, args: this.innerList() }
      if (text === 'length') return { kind: 'call', name: 'length', args: [] }
      this.fail()
    }
    if (beforeParenthesis) {
      this.at++
      return { kind: 'call', name: text, args: this.innerList() }
    }
    if (this.take('[')) {
      const noGreater = this.noGreater
      this.noGreater = 0
      const index = this.list(']')
      this.noGreater = noGreater
      return { kind: 'element', name: text, index }
    }
    return { kind: 'name', name: text }
  }

  private innerList(): Expression[] {
    const noGreater = this.noGreater
    this.noGreater = 0
    const list = this.list(')')
    this.noGreater = noGreater
    return list
  }
}
