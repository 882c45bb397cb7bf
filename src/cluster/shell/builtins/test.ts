import type { Bytes, Process, Run } from '../../machine/program.ts'
import { type Shell, ShellError } from '../shell.ts'
import { compareNumbers, fileTest, unaryTest } from '../test-command.ts'
import type { Builtin } from './builtins.ts'

const comparisons = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

/** What `test` finds wrong with its words. */
export class TestSyntax extends Error {}

/** test(1) for whoever has a process: the builtin and the program. Throws TestSyntax. */
export function evaluateTest(process: Process, args: readonly Bytes[], words: TestWords, shell?: Shell): boolean {
  if (args.length === 0) return false
  const parser = new TestParser(process, args, words, shell)
  const result = parser.either()
  parser.mustBeAtEnd()
  return result
}

/** How a flavor words its complaints. */
export interface TestWords {
  readonly badNumber: (text: Bytes) => string
  readonly unknownOperand: (text: Bytes) => string
  readonly argumentExpected: string
}

class TestParser {
  private at = 0

  constructor(
    private readonly process: Process,
    private readonly args: readonly Bytes[],
    private readonly words: TestWords,
    private readonly shell: Shell | undefined,
  ) {}

  mustBeAtEnd(): void {
    const extra = this.args[this.at]
    if (extra !== undefined) throw new TestSyntax(this.words.unknownOperand(extra))
  }

  either(): boolean {
    let result = this.both()
    while (this.args[this.at] === '-o') {
      this.at++
      result = this.both() || result
    }
    return result
  }

  private both(): boolean {
    let result = this.not()
    while (this.args[this.at] === '-a') {
      this.at++
      result = this.not() && result
    }
    return result
  }

  private not(): boolean {
    // `! = x` compares
    if (
      this.args[this.at] === '!' &&
      !(this.isComparison(this.at + 1) && this.at + 2 < this.args.length) &&
      this.at + 1 < this.args.length
    ) {
      this.at++
      return !this.not()
    }
    return this.primary()
  }

  private isComparison(index: number): boolean {
    return comparisons.has(this.args[index] ?? '')
  }

  private primary(): boolean {
    const { args } = this
    const word = args[this.at]
    if (word === undefined) throw new TestSyntax(this.words.argumentExpected)
    if (this.isComparison(this.at + 1) && this.at + 2 < args.length) {
      const [operator = '', right = ''] = args.slice(this.at + 1, this.at + 3)
      this.at += 3
      return this.compare(word, operator, right)
    }
    if (word === '(' && args.length - this.at > 1) {
      this.at++
      const result = this.either()
      if (args[this.at] !== ')') throw new TestSyntax('closing paren expected')
      this.at++
      return result
    }
    const operand = args[this.at + 1]
    if (/^-[a-zA-Z]$/.test(word) && operand !== undefined) {
      const result = unaryTest(this.process, word, operand, this.shell)
      if (result !== undefined) {
        this.at += 2
        return result
      }
    }
    this.at++
    return word !== ''
  }

  private compare(left: Bytes, operator: string, right: Bytes): boolean {
    switch (operator) {
      case '=':
      case '==':
        return left === right
      case '!=':
        return left !== right
      case '<':
        return left < right
      case '>':
        return left > right
      case '-nt':
      case '-ot':
      case '-ef':
        return fileTest(this.process, left, operator, right)
      default:
        return compareNumbers(operator, this.number(left), this.number(right))
    }
  }

  private number(text: Bytes): number {
    if (/^\s*[-+]?\d+\s*$/.test(text)) return Number(text)
    throw new TestSyntax(this.words.badNumber(text))
  }
}

/** busybox: coreutils/test.c. */
export const ashTestWords: TestWords = {
  badNumber: (text) => (text === '' ? 'bad number' : `${text}: bad number`),
  unknownOperand: (text) => `${text}: unknown operand`,
  argumentExpected: 'argument expected',
}

const dashTestWords: TestWords = {
  badNumber: (text) => `Illegal number: ${text}`,
  unknownOperand: (text) => `${text}: unexpected operator`,
  argumentExpected: 'argument expected',
}

const bashTestWords: TestWords = {
  badNumber: (text) => `${text}: integer expression expected`,
  unknownOperand: (text) => `${text}: binary operator expected`,
  argumentExpected: 'argument expected',
}

function test(isBracket: boolean) {
  return (shell: Shell, args: readonly Bytes[]): number | Run<number> => {
    const { name } = shell.flavor
    let words = args
    if (isBracket) {
      if (args.at(-1) !== ']') throw new ShellError(name === 'bash' ? "missing `]'" : 'missing ]', 2, false, shell.builtin)
      words = args.slice(0, -1)
    }
    const texts = name === 'bash' ? bashTestWords : name === 'dash' ? dashTestWords : ashTestWords
    try {
      return evaluateTest(shell.process, words, texts, shell) ? 0 : 1
    } catch (error) {
      if (error instanceof TestSyntax) return complain(shell, error.message)
      throw error
    }
  }
}

function* complain(shell: Shell, message: string): Run<number> {
  yield* shell.complain(message)
  return 2
}

export const testBuiltins: readonly Builtin[] = [
  { name: 'test', run: test(false) },
  { name: '[', run: test(true) },
]
