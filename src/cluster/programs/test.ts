import { Errno, type FileStat, type Process, type Program, type Run } from '../machine/program.ts'

class TestError extends Error {}

/** A recursive-descent reading of test's operands, as POSIX orders them. */
class Expression {
  private at = 0
  constructor(
    private readonly process: Process,
    private readonly args: readonly string[],
  ) {}

  evaluate(): boolean {
    if (this.args.length === 0) return false
    const value = this.or()
    if (this.at < this.args.length) throw new TestError(`${this.args[this.at]}: unknown operand`)
    return value
  }

  private or(): boolean {
    let value = this.and()
    while (this.args[this.at] === '-o') {
      this.at++
      const right = this.and()
      value = value || right
    }
    return value
  }

  private and(): boolean {
    let value = this.not()
    while (this.args[this.at] === '-a') {
      this.at++
      const right = this.not()
      value = value && right
    }
    return value
  }

  private not(): boolean {
    if (this.args[this.at] === '!' && this.at + 1 < this.args.length) {
      this.at++
      return !this.not()
    }
    return this.primary()
  }

  private primary(): boolean {
    const first = this.args[this.at]
    if (first === undefined) throw new TestError('argument expected')
    const operator = this.args[this.at + 1]
    const third = this.args[this.at + 2]
    if (operator !== undefined && third !== undefined && binary.has(operator)) {
      this.at += 3
      return this.compare(first, operator, third)
    }
    if (first === '(' && this.at + 1 < this.args.length) {
      this.at++
      const value = this.or()
      if (this.args[this.at] !== ')') throw new TestError('closing paren expected')
      this.at++
      return value
    }
    if (/^-[bcdefghknLprsSStuvwxzOGN]$/.test(first) && operator !== undefined) {
      this.at += 2
      return this.unary(first, operator)
    }
    this.at++
    return first !== ''
  }

  private number(text: string): number {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`${text}: bad number`)
    return Number(text)
  }

  private compare(left: string, operator: string, right: string): boolean {
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
      case '-eq':
        return this.number(left) === this.number(right)
      case '-ne':
        return this.number(left) !== this.number(right)
      case '-lt':
        return this.number(left) < this.number(right)
      case '-le':
        return this.number(left) <= this.number(right)
      case '-gt':
        return this.number(left) > this.number(right)
      case '-ge':
        return this.number(left) >= this.number(right)
      case '-nt':
        return (this.stat(left)?.mtime ?? 0) > (this.stat(right)?.mtime ?? 0)
      case '-ot':
        return (this.stat(left)?.mtime ?? 0) < (this.stat(right)?.mtime ?? 0)
      default: {
        const a = this.stat(left)
        const b = this.stat(right)
        return a !== undefined && b !== undefined && a.inode === b.inode && a.device === b.device
      }
    }
  }

  private unary(operator: string, operand: string): boolean {
    const stat = (): FileStat | undefined => this.stat(operand)
    switch (operator) {
      case '-n':
        return operand !== ''
      case '-z':
        return operand === ''
      case '-e':
        return stat() !== undefined
      case '-f':
        return stat()?.type === 'file'
      case '-d':
        return stat()?.type === 'directory'
      case '-s':
        return (stat()?.size ?? 0) > 0
      case '-p':
        return stat()?.type === 'fifo'
      case '-S':
        return stat()?.type === 'socket'
      case '-b':
        return stat()?.type === 'block-device'
      case '-c':
        return stat()?.type === 'character-device'
      case '-h':
      case '-L':
        return this.stat(operand, true)?.type === 'symlink'
      case '-r':
        return stat() !== undefined && this.process.access(operand, 'read')
      case '-w':
        return stat() !== undefined && this.process.access(operand, 'write')
      case '-x':
        return stat() !== undefined && this.process.access(operand, 'execute')
      case '-t':
        return this.process.isTerminal(Number(operand))
      case '-u':
        return ((stat()?.mode ?? 0) & 0o4000) !== 0
      case '-g':
        return ((stat()?.mode ?? 0) & 0o2000) !== 0
      case '-k':
        return ((stat()?.mode ?? 0) & 0o1000) !== 0
      case '-O':
        return stat()?.uid === this.process.uid
      case '-G':
        return stat()?.gid === this.process.gid
      default:
        return operand !== ''
    }
  }

  private stat(path: string, link = false): FileStat | undefined {
    try {
      return link ? this.process.lstat(path) : this.process.stat(path)
    } catch (error) {
      if (error instanceof Errno) return undefined
      throw error
    }
  }
}

const binary = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

/** What `[` and `test` say: 0 true, 1 false, 2 nonsense. The shell's built-in may use it too. */
export function* evaluateTest(process: Process, name: string, args: readonly string[]): Run<number> {
  try {
    return new Expression(process, args).evaluate() ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    yield* process.printError(`${name}: ${error.message}\n`)
    return 2
  }
}

export const test: Program = {
  name: 'test',
  summary: 'Check file types, compare values etc. Return a 0/1 exit code',
  run: (process, args) => evaluateTest(process, 'test', args),
}

export const bracket: Program = {
  name: '[',
  summary: 'Check file types, compare values etc. Return a 0/1 exit code',
  *run(process, args) {
    if (args.at(-1) !== ']') {
      yield* process.printError('[: missing ]\n')
      return 2
    }
    return yield* evaluateTest(process, '[', args.slice(0, -1))
  },
}
