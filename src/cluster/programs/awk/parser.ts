import { ExpressionParser } from './expression-parser.ts'
import { tokenize } from './lexer.ts'
import type { AwkProgram, Expression, Rule, Statement } from './syntax.ts'

/** @throws AwkSyntaxError */
export function parseAwk(source: string): AwkProgram {
  return new Parser(tokenize(source)).program()
}

class Parser extends ExpressionParser {
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
}
