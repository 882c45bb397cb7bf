import { Errno, type Process, type Run } from '../../machine/program.ts'
import { Lines, Output } from '../streams.ts'
import { callFunction, type Evaluator, formatValues } from './functions.ts'
import { Streams } from './open-streams.ts'
import { State, type Table } from './state.ts'
import type { AwkProgram, Expression, Rule, Statement } from './syntax.ts'
import { AwkError, compare, isTrue, toNumber, toText, type Value } from './values.ts'

type Flow = 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return' | undefined

/** Runs an awk program over its input. */
export class Interpreter implements Evaluator {
  readonly state: State
  readonly streams: Streams
  seed = 0
  private readonly output: Output
  private returned: Value | undefined
  private exitCode = 0
  private input: Lines | undefined
  private inputFd = 0
  private argument = 1
  private usedStdin = false

  constructor(
    readonly process: Process,
    private readonly program: AwkProgram,
    args: readonly string[],
  ) {
    this.state = new State(process, args)
    this.output = new Output(process)
    this.streams = new Streams(process, this.output)
  }

  *run(): Run<number> {
    const { rules } = this.program
    let flow: Flow
    for (const rule of rules)
      if (rule.pattern === 'BEGIN' && rule.action && flow !== 'exit') flow = yield* this.execute(rule.action)
    const main = rules.filter(({ pattern }) => pattern !== 'BEGIN' && pattern !== 'END')
    const last = rules.filter(({ pattern }) => pattern === 'END')
    if (flow !== 'exit' && (main.length > 0 || last.length > 0)) {
      while (flow !== 'exit') {
        const line = yield* this.readRecord()
        if (line === undefined) break
        this.state.setRecord(line)
        this.state.bump('NR')
        this.state.bump('FNR')
        flow = yield* this.applyRules(main)
        if (flow === 'nextfile') this.input = undefined
      }
    }
    for (const rule of last) if (rule.action && (yield* this.execute(rule.action)) === 'exit') break
    yield* this.streams.closeAll()
    return this.exitCode
  }

  private *applyRules(rules: readonly Rule[]): Run<Flow> {
    for (const rule of rules) {
      const { pattern, until } = rule
      let matches = true
      if (pattern !== undefined && typeof pattern === 'object') {
        if (until && rule.active) matches = true
        else matches = isTrue(yield* this.evaluate(pattern))
        if (until && matches) rule.active = !isTrue(yield* this.evaluate(until))
      }
      if (!matches) continue
      const flow = rule.action ? yield* this.execute(rule.action) : yield* this.print({ kind: 'print', format: false, args: [] })
      if (flow === 'next' || flow === 'nextfile' || flow === 'exit') return flow
    }
    return undefined
  }

  private *readRecord(): Run<string | undefined> {
    for (;;) {
      if (!this.input && !(yield* this.openNext())) return undefined
      const line = yield* this.readFrom(this.input as Lines)
      if (line !== undefined) return line
      this.input = undefined
      if (this.inputFd !== 0) this.process.close(this.inputFd)
    }
  }

  /** RS may be a character, nothing (paragraphs) or, as GNU has it, a regular expression; the last is read as its first character. */
  private *readFrom(lines: Lines): Run<string | undefined> {
    const separator = this.state.text('RS')
    if (separator !== '') return yield* lines.next()
    let paragraph: string | undefined
    for (;;) {
      const line = yield* lines.next()
      if (line === undefined) return paragraph
      if (line === '' && paragraph !== undefined) return paragraph
      if (line !== '') paragraph = paragraph === undefined ? line : `${paragraph}\n${line}`
    }
  }

  private *openNext(): Run<boolean> {
    const argv = this.state.globals.get('ARGV') as Table
    const count = toNumber(this.state.globals.get('ARGC') as Value)
    const separator = this.state.text('RS') === '' ? '\n' : this.state.text('RS').charAt(0)
    for (; this.argument < count; ) {
      const path = toText(argv.get(String(this.argument++)))
      if (path === '') continue
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(path)
      if (assignment) {
        this.state.assign(String(assignment[1]), String(assignment[2]))
        continue
      }
      this.usedStdin = true
      this.state.globals.set('FILENAME', path)
      this.state.globals.set('FNR', 0)
      try {
        this.inputFd = path === '-' ? 0 : this.process.open(path, { read: true })
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* this.output.flush()
        yield* this.process.printError(`awk: ${path}: ${error.text}\n`)
        this.exitCode = 2
        continue
      }
      this.input = new Lines(this.process, this.inputFd, this.output, separator)
      return true
    }
    if (this.usedStdin) return false
    this.usedStdin = true
    this.inputFd = 0
    this.input = new Lines(this.process, 0, this.output, separator)
    return true
  }

  // --- records and fields

  // --- variables

  private *key(index: readonly Expression[]): Run<string> {
    const parts: string[] = []
    for (const each of index) parts.push(toText(yield* this.evaluate(each), this.state.text('CONVFMT')))
    return parts.join(this.state.text('SUBSEP'))
  }

  *store(target: Expression, value: Value): Run<void> {
    if (target.kind === 'name') this.state.setVariable(target.name, value)
    else if (target.kind === 'element') this.state.table(target.name).set(yield* this.key(target.index), value)
    else if (target.kind === 'field') this.state.setField(toNumber(yield* this.evaluate(target.index)), toText(value))
    else if (target.kind === 'group') yield* this.store(target.inner, value)
    else throw new AwkError('assignment to a value')
  }

  // --- statements

  private *execute(statement: Statement): Run<Flow> {
    switch (statement.kind) {
      case 'expression':
        yield* this.evaluate(statement.expression)
        return undefined
      case 'print':
        return yield* this.print(statement)
      case 'block':
        for (const each of statement.body) {
          const flow = yield* this.execute(each)
          if (flow) return flow
        }
        return undefined
      case 'if':
        if (isTrue(yield* this.evaluate(statement.test))) return yield* this.execute(statement.yes)
        return statement.no ? yield* this.execute(statement.no) : undefined
      case 'while':
        for (let first = statement.bodyFirst; first || isTrue(yield* this.evaluate(statement.test)); first = false) {
          yield* this.pay()
          const flow = yield* this.execute(statement.body)
          if (flow === 'break') break
          if (flow && flow !== 'continue') return flow
        }
        return undefined
      case 'for':
        if (statement.begin) yield* this.execute(statement.begin)
        while (!statement.test || isTrue(yield* this.evaluate(statement.test))) {
          yield* this.pay()
          const flow = yield* this.execute(statement.body)
          if (flow === 'break') break
          if (flow && flow !== 'continue') return flow
          if (statement.step) yield* this.execute(statement.step)
        }
        return undefined
      case 'for-in':
        for (const key of [...this.state.table(statement.array).keys()]) {
          this.state.setVariable(statement.name, { input: key })
          const flow = yield* this.execute(statement.body)
          if (flow === 'break') break
          if (flow && flow !== 'continue') return flow
        }
        return undefined
      case 'delete':
        if (statement.index) this.state.table(statement.name).delete(yield* this.key(statement.index))
        else this.state.table(statement.name).clear()
        return undefined
      case 'exit':
        if (statement.value) this.exitCode = toNumber(yield* this.evaluate(statement.value)) & 255
        return 'exit'
      case 'return':
        this.returned = statement.value ? yield* this.evaluate(statement.value) : undefined
        return 'return'
      default:
        return statement.kind
    }
  }

  private turns = 0

  /** Loops cost CPU time, so that one without end cannot stop the world. */
  private *pay(): Run<void> {
    if (++this.turns % 1000 === 0) yield* this.process.compute(0.5)
  }

  private *print(statement: Extract<Statement, { kind: 'print' }>): Run<Flow> {
    const values: Value[] = []
    for (const each of statement.args) values.push((yield* this.evaluate(each)) ?? '')
    const text = statement.format
      ? formatValues(values)
      : (values.length === 0
          ? this.state.record
          : values.map((value) => toText(value, this.state.text('OFMT'))).join(this.state.text('OFS'))) + this.state.text('ORS')
    const { to } = statement
    if (!to) {
      yield* this.output.write(text)
      return undefined
    }
    const name = toText(yield* this.evaluate(to.target))
    const stream = this.streams.open.get(name) ?? (yield* this.streams.openOutput(name, to.operator))
    yield* stream.output?.write(text) ?? this.output.flush()
    return undefined
  }

  // --- expressions

  *evaluate(expression: Expression): Run<Value | undefined> {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value
      case 'regex':
        return expression.pattern.test(this.state.record) ? 1 : 0
      case 'group':
        return yield* this.evaluate(expression.inner)
      case 'name':
        return this.state.variable(expression.name)
      case 'field':
        return this.state.getField(toNumber(yield* this.evaluate(expression.index)))
      case 'element': {
        const table = this.state.table(expression.name)
        const key = yield* this.key(expression.index)
        // Asking makes it be, as awk has it.
        if (!table.has(key)) table.set(key, { input: '' })
        return table.get(key)
      }
      case 'assign': {
        let value: Value = (yield* this.evaluate(expression.value)) ?? { input: '' }
        if (expression.operator !== '')
          value = this.arithmetic(expression.operator, toNumber(yield* this.evaluate(expression.target)), toNumber(value))
        yield* this.store(expression.target, value)
        return value
      }
      case 'conditional':
        return isTrue(yield* this.evaluate(expression.test))
          ? yield* this.evaluate(expression.yes)
          : yield* this.evaluate(expression.no)
      case 'unary': {
        const value = yield* this.evaluate(expression.operand)
        return expression.operator === '!'
          ? isTrue(value)
            ? 0
            : 1
          : expression.operator === '-'
            ? -toNumber(value)
            : toNumber(value)
      }
      case 'step': {
        const before = toNumber(yield* this.evaluate(expression.target))
        yield* this.store(expression.target, before + expression.by)
        return expression.before ? before + expression.by : before
      }
      case 'in':
        return this.state.table(expression.name).has(yield* this.key(expression.index)) ? 1 : 0
      case 'binary':
        return yield* this.binary(expression)
      case 'getline':
        return yield* this.getline(expression)
      case 'call':
        return yield* this.call(expression.name, expression.args)
    }
  }

  private *binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Run<Value> {
    if (operator === '&&') return isTrue(yield* this.evaluate(left)) && isTrue(yield* this.evaluate(right)) ? 1 : 0
    if (operator === '||') return isTrue(yield* this.evaluate(left)) || isTrue(yield* this.evaluate(right)) ? 1 : 0
    const a = yield* this.evaluate(left)
    if (operator === '~' || operator === '!~') {
      const pattern = right.kind === 'regex' ? right.pattern : this.state.pattern(toText(yield* this.evaluate(right)))
      return pattern.test(toText(a)) === (operator === '~') ? 1 : 0
    }
    const b = yield* this.evaluate(right)
    switch (operator) {
      case ' ':
        return toText(a, this.state.text('CONVFMT')) + toText(b, this.state.text('CONVFMT'))
      case '<':
        return compare(a, b) < 0 ? 1 : 0
      case '<=':
        return compare(a, b) <= 0 ? 1 : 0
      case '==':
        return compare(a, b) === 0 ? 1 : 0
      case '!=':
        return compare(a, b) !== 0 ? 1 : 0
      case '>':
        return compare(a, b) > 0 ? 1 : 0
      case '>=':
        return compare(a, b) >= 0 ? 1 : 0
      default:
        return this.arithmetic(operator, toNumber(a), toNumber(b))
    }
  }

  private arithmetic(operator: string, a: number, b: number): number {
    if ((operator === '/' || operator === '%') && b === 0) throw new AwkError('Division by zero')
    return operator === '+'
      ? a + b
      : operator === '-'
        ? a - b
        : operator === '*'
          ? a * b
          : operator === '/'
            ? a / b
            : operator === '%'
              ? a % b
              : a ** b
  }

  private *getline({ target, file, command }: Extract<Expression, { kind: 'getline' }>): Run<Value> {
    let line: string | undefined
    if (file || command) {
      const name = toText(yield* this.evaluate((file ?? command) as Expression))
      let stream = this.streams.open.get(name)
      if (!stream) {
        try {
          stream = command ? this.streams.openCommand(name) : { fd: name === '-' ? 0 : this.process.open(name, { read: true }) }
        } catch (error) {
          if (error instanceof Errno) return -1
          throw error
        }
        stream = { ...stream, lines: new Lines(this.process, stream.fd, this.output) }
        this.streams.open.set(name, stream)
      }
      line = yield* (stream.lines as Lines).next()
    } else {
      line = yield* this.readRecord()
      if (line !== undefined) this.state.bump('FNR')
    }
    if (line === undefined) return 0
    if (!file) this.state.bump('NR')
    if (target) yield* this.store(target, { input: line })
    else this.state.setRecord(line)
    return 1
  }

  private *call(name: string, args: readonly Expression[]): Run<Value | undefined> {
    const own = this.program.functions.get(name)
    return own ? yield* this.callOwn(own, args) : yield* callFunction(this, name, args)
  }

  private *callOwn(
    own: { readonly parameters: readonly string[]; readonly body: Statement },
    args: readonly Expression[],
  ): Run<Value | undefined> {
    const frame = new Map<string, Value | Table>()
    for (const [i, parameter] of own.parameters.entries()) {
      const arg = args[i]
      if (arg === undefined) {
        frame.set(parameter, { input: '' })
        continue
      }
      // A bare name may be an array: it is handed over as it is.
      const bare = arg.kind === 'name' ? (this.state.locals?.get(arg.name) ?? this.state.globals.get(arg.name)) : undefined
      if (bare instanceof Map) frame.set(parameter, bare)
      else frame.set(parameter, (yield* this.evaluate(arg)) ?? { input: '' })
    }
    const outer = this.state.locals
    this.state.locals = frame
    this.returned = undefined
    yield* this.pay()
    const flow = yield* this.execute(own.body)
    this.state.locals = outer
    if (flow === 'exit') {
      yield* this.output.flush()
      this.process.exit(this.exitCode)
    }
    const value = this.returned
    this.returned = undefined
    return value
  }
}
