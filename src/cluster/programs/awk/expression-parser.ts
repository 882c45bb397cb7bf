import { posixRegExp } from '../patterns.ts'
import type { Token } from './lexer.ts'
import { AwkSyntaxError, type Expression } from './syntax.ts'

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

/** Reads awk's expressions, from the loosest operator to the tightest. */
export class ExpressionParser {
  protected at = 0
  /** Inside print's arguments, `>` redirects; inside for(), `in` ends the first part. */
  protected noGreater = 0
  protected noIn = 0
  constructor(protected readonly tokens: readonly Token[]) {}

  protected get token(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '', line: 0 }
  }

  protected fail(): never {
    throw new AwkSyntaxError(`cmd. line:${this.token.line}: Unexpected token`)
  }

  protected is(text: string): boolean {
    const { kind, text: own } = this.token
    return own === text && (kind === 'operator' || kind === 'word')
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  protected expect(text: string): void {
    if (!this.take(text)) this.fail()
  }

  protected newlines(): void {
    while (this.token.kind === 'newline') this.at++
  }

  protected terminators(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.at++
  }

  protected name(): string {
    const { kind, text } = this.token
    if (kind !== 'word') this.fail()
    this.at++
    return text
  }

  protected list(end: string): Expression[] {
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

  protected conditional(): Expression {
    const test = this.or()
    if (!this.take('?')) return test
    this.newlines()
    const yes = this.expression()
    this.newlines()
    this.expect(':')
    this.newlines()
    return { kind: 'conditional', test, yes, no: this.expression() }
  }

  protected or(): Expression {
    let left = this.and()
    while (this.take('||')) {
      this.newlines()
      left = { kind: 'binary', operator: '||', left, right: this.and() }
    }
    return left
  }

  protected and(): Expression {
    let left = this.membership()
    while (this.take('&&')) {
      this.newlines()
      left = { kind: 'binary', operator: '&&', left, right: this.membership() }
    }
    return left
  }

  protected membership(): Expression {
    let left = this.matching()
    while (this.noIn === 0 && this.take('in')) left = { kind: 'in', index: [left], name: this.name() }
    return left
  }

  protected matching(): Expression {
    let left = this.comparison()
    while (this.is('~') || this.is('!~')) {
      const operator = this.token.text
      this.at++
      left = { kind: 'binary', operator, left, right: this.comparison() }
    }
    return left
  }

  protected comparison(): Expression {
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

  protected concatenation(): Expression {
    let left = this.sum()
    while (this.startsOperand()) left = { kind: 'binary', operator: ' ', left, right: this.sum() }
    return left
  }

  protected startsOperand(): boolean {
    const { kind, text } = this.token
    if (kind === 'number' || kind === 'string' || kind === 'regex') return true
    if (kind === 'word') return !/^(in|getline)$/.test(text)
    return (
      kind === 'operator' && /^(\$|!|\(|-|\+|\+\+|--)$/.test(text) && !(text === '!' && this.tokens[this.at + 1]?.text === '~')
    )
  }

  protected sum(): Expression {
    let left = this.product()
    while (this.is('+') || this.is('-')) {
      const operator = this.token.text
      this.at++
      left = { kind: 'binary', operator, left, right: this.product() }
    }
    return left
  }

  protected product(): Expression {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.token.text
      this.at++
      left = { kind: 'binary', operator, left, right: this.unary() }
    }
    return left
  }

  protected unary(): Expression {
    for (const operator of ['!', '-', '+']) if (this.take(operator)) return { kind: 'unary', operator, operand: this.unary() }
    return this.power()
  }

  protected power(): Expression {
    const left = this.postfix()
    if (!this.is('^') && !this.is('**')) return left
    this.at++
    return { kind: 'binary', operator: '^', left, right: this.unary() }
  }

  protected postfix(): Expression {
    const operand = this.primary()
    if (['name', 'field', 'element'].includes(operand.kind)) {
      if (this.take('++')) return { kind: 'step', by: 1, before: false, target: operand }
      if (this.take('--')) return { kind: 'step', by: -1, before: false, target: operand }
    }
    return operand
  }

  protected getlineTarget(): Expression | undefined {
    return this.token.kind === 'word' || this.is('$') ? this.primary() : undefined
  }

  protected primary(): Expression {
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

  protected innerList(): Expression[] {
    const noGreater = this.noGreater
    this.noGreater = 0
    const list = this.list(')')
    this.noGreater = noGreater
    return list
  }
}
