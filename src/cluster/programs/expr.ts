import { define, Failure, UsageError } from './options.ts'
import { posixRegExp } from './patterns.ts'

class Expression {
  private at = 0
  constructor(private readonly words: readonly string[]) {}

  evaluate(): string {
    const value = this.or()
    if (this.at < this.words.length) throw new Failure('syntax error', 2)
    return value
  }

  private take(operators: readonly string[]): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || !operators.includes(word)) return undefined
    this.at++
    return word
  }

  private or(): string {
    let left = this.and()
    while (this.take(['|'])) {
      const right = this.and()
      left = isTrue(left) ? left : isTrue(right) ? right : '0'
    }
    return left
  }

  private and(): string {
    let left = this.comparison()
    while (this.take(['&'])) {
      const right = this.comparison()
      left = isTrue(left) && isTrue(right) ? left : '0'
    }
    return left
  }

  private comparison(): string {
    let left = this.sum()
    for (;;) {
      const operator = this.take(['<', '<=', '=', '==', '!=', '>=', '>'])
      if (!operator) return left
      const right = this.sum()
      const numbers = /^-?\d+$/.test(left) && /^-?\d+$/.test(right)
      const order = numbers ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0
      const result =
        operator === '<'
          ? order < 0
          : operator === '<='
            ? order <= 0
            : operator === '!='
              ? order !== 0
              : operator === '>='
                ? order >= 0
                : operator === '>'
                  ? order > 0
                  : order === 0
      left = result ? '1' : '0'
    }
  }

  private sum(): string {
    let left = this.product()
    for (;;) {
      const operator = this.take(['+', '-'])
      if (!operator) return left
      const right = this.product()
      left = String(operator === '+' ? whole(left) + whole(right) : whole(left) - whole(right))
    }
  }

  private product(): string {
    let left = this.match()
    for (;;) {
      const operator = this.take(['*', '/', '%'])
      if (!operator) return left
      const right = whole(this.match())
      if (operator !== '*' && right === 0) throw new Failure('division by zero', 2)
      const number = whole(left)
      left = String(operator === '*' ? number * right : operator === '/' ? Math.trunc(number / right) : number % right)
    }
  }

  private match(): string {
    let left = this.primary()
    while (this.take([':'])) left = matched(left, this.primary())
    return left
  }

  private primary(): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new Failure('syntax error', 2)
    if (word === '(') {
      const value = this.or()
      if (!this.take([')'])) throw new Failure('syntax error', 2)
      return value
    }
    if (word === 'length' && this.at < this.words.length) return String(this.primary().length)
    if (word === 'match' && this.at + 1 < this.words.length) return matched(this.primary(), this.primary())
    if (word === 'index' && this.at + 1 < this.words.length) {
      const text = this.primary()
      const set = this.primary()
      return String([...text].findIndex((c) => set.includes(c)) + 1)
    }
    if (word === 'substr' && this.at + 2 < this.words.length) {
      const text = this.primary()
      const start = whole(this.primary())
      const length = whole(this.primary())
      return start < 1 || length < 1 ? '' : text.slice(start - 1, start - 1 + length)
    }
    return word
  }
}

function matched(text: string, pattern: string): string {
  const match = posixRegExp(`^${pattern.replace(/^\^/, '')}`, false).exec(text)
  if (pattern.includes('\\(')) return match?.[1] ?? ''
  return String(match?.[0].length ?? 0)
}

const isTrue = (text: string) => text !== '' && !/^-?0+$/.test(text)

function whole(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Failure('non-integer argument', 2)
  return Number(text)
}

export const expr = define({
  name: 'expr',
  summary: 'Print the value of EXPRESSION',
  usage: 'EXPRESSION',
  failureCode: 2,
  *run(process, args) {
    if (args.length === 0) throw new UsageError('', 2)
    const value = new Expression(args).evaluate()
    yield* process.print(`${value}\n`)
    return isTrue(value) ? 0 : 1
  },
})
