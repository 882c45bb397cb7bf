import type { Process } from '../../machine/program.ts'
import { posixRegExp } from '../patterns.ts'
import { AwkError, toNumber, toText, type Value } from './values.ts'

export type Table = Map<string, Value>

/** Variables, the record and its fields. */
export class State {
  readonly globals = new Map<string, Value | Table>()
  /** Of the function that runs. */
  locals: Map<string, Value | Table> | undefined
  record = ''
  private fields: string[] | undefined
  private readonly patterns = new Map<string, RegExp>()

  constructor(process: Process, args: readonly string[]) {
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

  bump(name: string): void {
    this.globals.set(name, toNumber(this.globals.get(name) as Value) + 1)
  }

  text(name: string): string {
    const value = this.globals.get(name)
    return value instanceof Map ? '' : toText(value)
  }

  setRecord(text: string): void {
    this.record = text
    this.fields = undefined
  }

  split(): string[] {
    if (!this.fields) this.fields = this.splitText(this.record, this.text('FS'))
    return this.fields
  }

  splitText(text: string, separator: string | RegExp): string[] {
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

  getField(index: number): Value {
    if (index < 0) throw new AwkError('Access to negative field')
    if (index === 0) return { input: this.record }
    const text = this.split()[index - 1]
    return text === undefined ? { input: '' } : { input: text }
  }

  setField(index: number, text: string): void {
    if (index === 0) {
      this.setRecord(text)
      return
    }
    const fields = this.split()
    while (fields.length < index) fields.push('')
    fields[index - 1] = text
    this.record = fields.join(this.text('OFS'))
  }

  pattern(source: string): RegExp {
    const known = this.patterns.get(source)
    if (known) return known
    const made = posixRegExp(source, true, '', true)
    this.patterns.set(source, made)
    return made
  }

  variable(name: string): Value | undefined {
    if (name === 'NF') return this.split().length
    const scope = this.locals?.has(name) ? this.locals : this.globals
    const value = scope.get(name)
    return value instanceof Map ? undefined : value
  }

  setVariable(name: string, value: Value): void {
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

  table(name: string): Table {
    const scope = this.locals?.has(name) ? this.locals : this.globals
    const value = scope.get(name)
    if (value instanceof Map) return value
    const made: Table = new Map()
    scope.set(name, made)
    return made
  }
}
