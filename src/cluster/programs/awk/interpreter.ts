import { Errno, type Process, type Run } from '../../machine/program.ts'
import { formatDate } from '../date-format.ts'
import { posixRegExp } from '../patterns.ts'
import { formatPrintf } from '../printf-format.ts'
import { shellCode } from '../signal-names.ts'
import { Lines, Output } from '../streams.ts'
import type { AwkProgram, Expression, Rule, Statement } from './syntax.ts'
import { compare, isTrue, toNumber, toText, type Value } from './values.ts'

type Table = Map<string, Value>
type Flow = 'next' | 'nextfile' | 'break' | 'continue' | 'exit' | 'return' | undefined

interface Stream {
  readonly fd: number
  readonly output?: Output
  readonly lines?: Lines
  readonly pid?: number
}

/** Something that the program does wrong while it runs. */
export class AwkError extends Error {}

export class Interpreter {
  private readonly globals = new Map<string, Value | Table>()
  private locals: Map<string, Value | Table> | undefined
  private record = ''
  private fields: string[] | undefined
  private readonly streams = new Map<string, Stream>()
  private readonly output: Output
  private returned: Value | undefined
  private exitCode = 0
  private input: Lines | undefined
  private inputFd = 0
  private argument = 1
  private usedStdin = false
  private seed = 0
  private readonly patterns = new Map<string, RegExp>()

  constructor(
    private readonly process: Process,
    private readonly program: AwkProgram,
    args: readonly string[],
  ) {
    this.output = new Output(process)
    const set = (name: string, value: Value) => this.globals.set(name, value)
    for (const [name, value] of [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['SUBSEP', '\x1c'],
      ['CONVFMT', '%.6g'],
      ['OFMT', '%.6g'],
      ['FILENAME', ''],
      ['NR', 0],
      ['NF', 0],
      ['FNR', 0],
      ['RSTART', 0],
      ['RLENGTH', -1],
      ['ARGC', args.length + 1],
    ] as const)
      set(name, value)
    this.globals.set(
      'ARGV',
      new Map<string, Value>([['0', 'awk'], ...args.map((arg, i): [string, Value] => [String(i + 1), { input: arg }])]),
    )
    this.globals.set('ENVIRON', new Map([...process.env].map(([name, value]): [string, Value] => [name, { input: value }])))
  }

  assign(name: string, value: string): void {
    this.globals.set(name, { input: value })
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
        this.setRecord(line)
        this.bump('NR')
        this.bump('FNR')
        flow = yield* this.applyRules(main)
        if (flow === 'nextfile') this.input = undefined
      }
    }
    for (const rule of last) if (rule.action && (yield* this.execute(rule.action)) === 'exit') break
    yield* this.output.flush()
    for (const name of [...this.streams.keys()]) yield* this.close(name)
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

  private bump(name: string): void {
    this.globals.set(name, toNumber(this.globals.get(name) as Value) + 1)
  }

  private text(name: string): string {
    const value = this.globals.get(name)
    return value instanceof Map ? '' : toText(value)
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
    const separator = this.text('RS')
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
    const argv = this.globals.get('ARGV') as Table
    const count = toNumber(this.globals.get('ARGC') as Value)
    const separator = this.text('RS') === '' ? '\n' : this.text('RS').charAt(0)
    for (; this.argument < count; ) {
      const path = toText(argv.get(String(this.argument++)))
      if (path === '') continue
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(path)
      if (assignment) {
        this.assign(String(assignment[1]), String(assignment[2]))
        continue
      }
      this.usedStdin = true
      this.globals.set('FILENAME', path)
      this.globals.set('FNR', 0)
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

  private setRecord(text: string): void {
    this.record = text
    this.fields = undefined
  }

  private split(): string[] {
    if (!this.fields) this.fields = this.splitText(this.record, this.text('FS'))
    return this.fields
  }

  private splitText(text: string, separator: string | RegExp): string[] {
    if (text === '') return []
    if (separator === ' ')
      return text
        .trim()
        .split(/[ \t\n]+/)
        .filter((part) => part !== '')
    if (separator === '') return [...text]
    if (typeof separator === 'string' && separator.length === 1 && separator !== '\\')
      return separator === '\t' ? text.split('\t') : text.split(separator)
    const pattern = typeof separator === 'string' ? this.pattern(separator) : separator
    return text.split(new RegExp(pattern.source.replace(/\((?!\?)/g, '(?:')))
  }

  private getField(index: number): Value {
    if (index < 0) throw new AwkError('Access to negative field')
    if (index === 0) return { input: this.record }
    const text = this.split()[index - 1]
    return text === undefined ? { input: '' } : { input: text }
  }

  private setField(index: number, text: string): void {
    if (index === 0) {
      this.setRecord(text)
      return
    }
    const fields = this.split()
    while (fields.length < index) fields.push('')
    fields[index - 1] = text
    this.record = fields.join(this.text('OFS'))
  }

  private pattern(source: string): RegExp {
    const known = this.patterns.get(source)
    if (known) return known
    const made = posixRegExp(source, true, '', true)
    this.patterns.set(source, made)
    return made
  }

  // --- variables

  private variable(name: string): Value | undefined {
    if (name === 'NF') return this.split().length
    const scope = this.locals?.has(name) ? this.locals : this.globals
    const value = scope.get(name)
    return value instanceof Map ? undefined : value
  }

  private setVariable(name: string, value: Value): void {
    if (name === 'NF') {
      const count = toNumber(value)
      const fields = this.split()
      while (fields.length < count) fields.push('')
      fields.length = count
      this.record = fields.join(this.text('OFS'))
      return
    }
    const scope = this.locals?.has(name) ? this.locals : this.globals
    scope.set(name, value)
  }

  private table(name: string): Table {
    const scope = this.locals?.has(name) ? this.locals : this.globals
    const value = scope.get(name)
    if (value instanceof Map) return value
    const made: Table = new Map()
    scope.set(name, made)
    return made
  }

  private *key(index: readonly Expression[]): Run<string> {
    const parts: string[] = []
    for (const each of index) parts.push(toText(yield* this.evaluate(each), this.text('CONVFMT')))
    return parts.join(this.text('SUBSEP'))
  }

  private *store(target: Expression, value: Value): Run<void> {
    if (target.kind === 'name') this.setVariable(target.name, value)
    else if (target.kind === 'element') this.table(target.name).set(yield* this.key(target.index), value)
    else if (target.kind === 'field') this.setField(toNumber(yield* this.evaluate(target.index)), toText(value))
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
        for (const key of [...this.table(statement.array).keys()]) {
          this.setVariable(statement.name, { input: key })
          const flow = yield* this.execute(statement.body)
          if (flow === 'break') break
          if (flow && flow !== 'continue') return flow
        }
        return undefined
      case 'delete':
        if (statement.index) this.table(statement.name).delete(yield* this.key(statement.index))
        else this.table(statement.name).clear()
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
      ? this.format(values)
      : (values.length === 0 ? this.record : values.map((value) => toText(value, this.text('OFMT'))).join(this.text('OFS'))) +
        this.text('ORS')
    const { to } = statement
    if (!to) {
      yield* this.output.write(text)
      return undefined
    }
    const name = toText(yield* this.evaluate(to.target))
    const stream = this.streams.get(name) ?? (yield* this.openOutput(name, to.operator))
    yield* stream.output?.write(text) ?? this.output.flush()
    return undefined
  }

  private *openOutput(name: string, operator: string): Run<Stream> {
    yield* this.output.flush()
    let stream: Stream
    if (operator === '|') {
      const { read, write } = this.process.pipe()
      const pid = this.process.spawn({ what: ['sh', '-c', name], fds: { 0: read, 1: 1, 2: 2 } })
      this.process.close(read)
      stream = { fd: write, output: new Output(this.process, write), pid }
    } else {
      const fd =
        name === '/dev/stdout'
          ? 1
          : name === '/dev/stderr'
            ? 2
            : this.process.open(name, { write: true, create: true, truncate: operator === '>', append: operator === '>>' })
      stream = { fd, output: new Output(this.process, fd) }
    }
    this.streams.set(name, stream)
    return stream
  }

  private *close(name: string): Run<number> {
    const stream = this.streams.get(name)
    if (!stream) return -1
    this.streams.delete(name)
    if (stream.output) yield* stream.output.flush()
    if (stream.fd > 2) this.process.close(stream.fd)
    if (stream.pid === undefined) return 0
    for (;;) {
      const status = yield* this.process.wait(stream.pid)
      if (status) return shellCode(status)
    }
  }

  private format(values: readonly Value[]): string {
    const [format, ...rest] = values
    const formatted = formatPrintf(
      toText(format).replace(/%c/g, '%s'),
      rest.map((value, i) => {
        const isCharacter = [...toText(format).matchAll(/%[-+ 0#]*[\d.*]*([a-zA-Z])/g)][i]?.[1] === 'c'
        return isCharacter
          ? typeof value === 'number'
            ? String.fromCharCode(value & 255)
            : toText(value).charAt(0)
          : typeof value === 'number'
            ? String(value)
            : toText(value)
      }),
      (text) => toNumber(text === 'Infinity' ? Number.POSITIVE_INFINITY : text),
      false,
    )
    return formatted.text
  }

  // --- expressions

  private *evaluate(expression: Expression): Run<Value | undefined> {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value
      case 'regex':
        return expression.pattern.test(this.record) ? 1 : 0
      case 'group':
        return yield* this.evaluate(expression.inner)
      case 'name':
        return this.variable(expression.name)
      case 'field':
        return this.getField(toNumber(yield* this.evaluate(expression.index)))
      case 'element': {
        const table = this.table(expression.name)
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
        return this.table(expression.name).has(yield* this.key(expression.index)) ? 1 : 0
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
      const pattern = right.kind === 'regex' ? right.pattern : this.pattern(toText(yield* this.evaluate(right)))
      return pattern.test(toText(a)) === (operator === '~') ? 1 : 0
    }
    const b = yield* this.evaluate(right)
    switch (operator) {
      case ' ':
        return toText(a, this.text('CONVFMT')) + toText(b, this.text('CONVFMT'))
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
      let stream = this.streams.get(name)
      if (!stream) {
        try {
          stream = command ? this.openCommand(name) : { fd: name === '-' ? 0 : this.process.open(name, { read: true }) }
        } catch (error) {
          if (error instanceof Errno) return -1
          throw error
        }
        stream = { ...stream, lines: new Lines(this.process, stream.fd, this.output) }
        this.streams.set(name, stream)
      }
      line = yield* (stream.lines as Lines).next()
    } else {
      line = yield* this.readRecord()
      if (line !== undefined) this.bump('FNR')
    }
    if (line === undefined) return 0
    if (!file) this.bump('NR')
    if (target) yield* this.store(target, { input: line })
    else this.setRecord(line)
    return 1
  }

  private openCommand(command: string): Stream {
    const { read, write } = this.process.pipe()
    const pid = this.process.spawn({ what: ['sh', '-c', command], fds: { 0: 0, 1: write, 2: 2 } })
    this.process.close(write)
    return { fd: read, pid }
  }

  private *call(name: string, args: readonly Expression[]): Run<Value | undefined> {
    const own = this.program.functions.get(name)
    if (own) return yield* this.callOwn(own, args)
    const [first, second, third] = args
    const text = function* (this: Interpreter, expression: Expression | undefined): Run<string> {
      return expression ? toText(yield* this.evaluate(expression), this.text('CONVFMT')) : this.record
    }.bind(this)
    const number = function* (this: Interpreter, expression: Expression | undefined): Run<number> {
      return expression ? toNumber(yield* this.evaluate(expression)) : 0
    }.bind(this)
    const regex = function* (this: Interpreter, expression: Expression | undefined): Run<RegExp> {
      return expression?.kind === 'regex' ? expression.pattern : this.pattern(yield* text(expression))
    }.bind(this)
    switch (name) {
      case 'length': {
        const scope = first?.kind === 'name' ? (this.locals?.get(first.name) ?? this.globals.get(first.name)) : undefined
        return scope instanceof Map ? scope.size : (yield* text(first)).length
      }
      case 'substr': {
        const whole = yield* text(first)
        const start = Math.round(yield* number(second))
        const length = third ? Math.round(yield* number(third)) : Number.POSITIVE_INFINITY
        return whole.slice(Math.max(0, start - 1), Math.max(0, start - 1 + length))
      }
      case 'index': {
        const whole = yield* text(first)
        return whole.indexOf(yield* text(second)) + 1
      }
      case 'split': {
        const whole = yield* text(first)
        const separator = third === undefined ? this.text('FS') : third.kind === 'regex' ? third.pattern : yield* text(third)
        const parts = this.splitText(whole, separator)
        if (second?.kind !== 'name') throw new AwkError('split needs an array')
        const table = this.table(second.name)
        table.clear()
        for (const [i, part] of parts.entries()) table.set(String(i + 1), { input: part })
        return parts.length
      }
      case 'sub':
      case 'gsub': {
        const pattern = yield* regex(first)
        const replacement = yield* text(second)
        const target: Expression = third ?? { kind: 'field', index: { kind: 'number', value: 0 } }
        const before = toText(yield* this.evaluate(target))
        let count = 0
        const after = before.replace(new RegExp(pattern.source, name === 'gsub' ? 'g' : ''), (found: string) => {
          count++
          return replacement.replace(/\\\\&|\\&|&/g, (each) => (each === '&' ? found : each === '\\&' ? '&' : `\\${found}`))
        })
        if (count > 0) yield* this.store(target, after)
        return count
      }
      case 'gensub': {
        const pattern = yield* regex(first)
        const replacement = yield* text(second)
        const how = yield* text(third)
        const whole = args[3] ? yield* text(args[3]) : this.record
        let count = 0
        return whole.replace(new RegExp(pattern.source, 'g'), (...found: unknown[]) => {
          count++
          if (!/^[gG]/.test(how) && count !== Number(how)) return String(found[0])
          return replacement.replace(/\\(\d)|&/g, (_, digit?: string) => String(found[Number(digit ?? 0)] ?? ''))
        })
      }
      case 'match': {
        const whole = yield* text(first)
        const found = (yield* regex(second)).exec(whole)
        this.globals.set('RSTART', found ? found.index + 1 : 0)
        this.globals.set('RLENGTH', found ? found[0].length : -1)
        if (third?.kind === 'name') {
          const table = this.table(third.name)
          table.clear()
          for (const [i, part] of (found ?? []).entries()) table.set(String(i), { input: part ?? '' })
        }
        return found ? found.index + 1 : 0
      }
      case 'sprintf': {
        const values: Value[] = []
        for (const each of args) values.push((yield* this.evaluate(each)) ?? '')
        return this.format(values)
      }
      case 'tolower':
        return (yield* text(first)).toLowerCase()
      case 'toupper':
        return (yield* text(first)).toUpperCase()
      case 'int':
        return Math.trunc(yield* number(first))
      case 'sqrt':
        return Math.sqrt(yield* number(first))
      case 'exp':
        return Math.exp(yield* number(first))
      case 'log':
        return Math.log(yield* number(first))
      case 'sin':
        return Math.sin(yield* number(first))
      case 'cos':
        return Math.cos(yield* number(first))
      case 'atan2':
        return Math.atan2(yield* number(first), yield* number(second))
      case 'rand':
        return this.process.random()
      case 'srand': {
        const before = this.seed
        this.seed = first ? yield* number(first) : Math.floor(this.process.now / 1000)
        return before
      }
      case 'and':
        return (yield* number(first)) & (yield* number(second))
      case 'or':
        return (yield* number(first)) | (yield* number(second))
      case 'xor':
        return (yield* number(first)) ^ (yield* number(second))
      case 'lshift':
        return (yield* number(first)) * 2 ** (yield* number(second))
      case 'rshift':
        return Math.floor((yield* number(first)) / 2 ** (yield* number(second)))
      case 'systime':
        return Math.floor(this.process.now / 1000)
      case 'strftime':
        return formatDate(first ? yield* text(first) : '%c', second ? (yield* number(second)) * 1000 : this.process.now)
      case 'mktime': {
        const parts = (yield* text(first)).split(/\s+/).map(Number)
        return Math.floor(
          Date.UTC(parts[0] ?? 1970, (parts[1] ?? 1) - 1, parts[2] ?? 1, parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0) / 1000,
        )
      }
      case 'fflush':
        yield* this.output.flush()
        for (const stream of this.streams.values()) if (stream.output) yield* stream.output.flush()
        return 0
      case 'close':
        return yield* this.close(yield* text(first))
      case 'system': {
        yield* this.output.flush()
        const command = yield* text(first)
        const pid = this.process.spawn({ what: ['sh', '-c', command] })
        for (;;) {
          const status = yield* this.process.wait(pid)
          if (status) return shellCode(status)
        }
      }
      default:
        throw new AwkError('Call to undefined function')
    }
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
      const bare = arg.kind === 'name' ? (this.locals?.get(arg.name) ?? this.globals.get(arg.name)) : undefined
      if (bare instanceof Map) frame.set(parameter, bare)
      else frame.set(parameter, (yield* this.evaluate(arg)) ?? { input: '' })
    }
    const outer = this.locals
    this.locals = frame
    this.returned = undefined
    yield* this.pay()
    const flow = yield* this.execute(own.body)
    this.locals = outer
    if (flow === 'exit') {
      yield* this.output.flush()
      this.process.exit(this.exitCode)
    }
    const value = this.returned
    this.returned = undefined
    return value
  }
}
