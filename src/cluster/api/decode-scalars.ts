/** Single values for decode.ts: type checks with the texts of Go's encoding/json. */
import { quote } from './field-errors.ts'
import { formatMicroTime, formatTime } from './object.ts'
import { quantityFormatError, tryParseQuantity } from './quantity.ts'
import type { FieldSchema } from './schema.ts'

/** What decoding collects on its way. */
export interface Problems {
  /** Where the decoder stands. */
  readonly path: (string | number)[]
  readonly unknown: string[]
  /** The first type error; Go reports no other. */
  fatal: string | undefined
  fatalPath: string | undefined
}

/** What Go's decoder calls a JSON value. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'bool'
    default:
      return 'object'
  }
}

/** Notes a type error; returns undefined, for the field to be left out. */
export function fail(problems: Problems, kind: string, struct: string | undefined, goPath: string, type: string): undefined {
  const where = struct && goPath ? `Go struct field ${struct}.${goPath}` : 'Go value'
  return failWith(problems, `json: cannot unmarshal ${kind} into ${where} of type ${type}`)
}

function failWith(problems: Problems, text: string): undefined {
  if (problems.fatal === undefined) {
    problems.fatal = text
    problems.fatalPath = problems.path.reduce<string>(
      (path, step) => (typeof step === 'number' ? `${path}[${step}]` : path ? `${path}.${step}` : step),
      '',
    )
  }
  return undefined
}

const int32Max = 2_147_483_647

/** Decodes a string, number, boolean, quantity, int-or-string, time or base64 text. */
export function decodeScalar(
  schema: FieldSchema,
  type: string,
  value: unknown,
  problems: Problems,
  struct: string | undefined,
  goPath: string,
): unknown {
  switch (schema.format) {
    case 'quantity':
      return decodeQuantity(value, problems)
    case 'int-or-string':
      return decodeIntOrString(value, problems)
    case 'date-time':
    case 'micro-time':
      return decodeTime(schema.format, value, problems)
    case 'byte':
      return decodeBytes(value, problems, struct, goPath)
    default:
  }
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' ? value : fail(problems, goKind(value), struct, goPath, type)
    case 'boolean':
      return typeof value === 'boolean' ? value : fail(problems, goKind(value), struct, goPath, type)
    case 'integer':
      return decodeInteger(type, value, problems, struct, goPath)
    case 'number':
      return typeof value === 'number' ? value : fail(problems, goKind(value), struct, goPath, type)
    default:
      return value
  }
}

function decodeInteger(
  type: string,
  value: unknown,
  problems: Problems,
  struct: string | undefined,
  goPath: string,
): number | undefined {
  if (typeof value !== 'number') return fail(problems, goKind(value), struct, goPath, type)
  const fits = type === 'int32' ? value <= int32Max && value >= -int32Max - 1 : Math.abs(value) < 2 ** 63
  if (Number.isInteger(value) && fits) return value
  return fail(problems, `number ${numberText(value)}`, struct, goPath, type)
}

/** A number as the JSON text most likely had it. */
function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value)
}

function decodeQuantity(value: unknown, problems: Problems): string | undefined {
  const quantity = typeof value === 'string' || typeof value === 'number' ? tryParseQuantity(value) : undefined
  return quantity ? quantity.text : failWith(problems, quantityFormatError)
}

function decodeIntOrString(value: unknown, problems: Problems): string | number | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return fail(problems, goKind(value), undefined, '', 'int32')
  if (Number.isInteger(value) && Math.abs(value) <= int32Max) return value
  return fail(problems, `number ${numberText(value)}`, undefined, '', 'int32')
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const timeLayout = '2006-01-02T15:04:05Z07:00'

function decodeTime(format: 'date-time' | 'micro-time', value: unknown, problems: Problems): string | undefined {
  if (typeof value !== 'string') return fail(problems, goKind(value), undefined, '', 'string')
  const match = rfc3339.exec(value)
  const wallTime = match ? Date.parse(value) : Number.NaN
  if (Number.isNaN(wallTime)) {
    const layout = format === 'date-time' ? timeLayout : '2006-01-02T15:04:05.000000Z07:00'
    const rest = restFrom(value)
    return failWith(
      problems,
      `parsing time ${quote(value)} as ${quote(layout)}: cannot parse ${quote(rest.text)} as ${quote(rest.wanted)}`,
    )
  }
  if (value.endsWith('Z')) {
    if (format === 'date-time' && match?.[7] === undefined) return value
    if (format === 'micro-time' && match?.[7]?.length === 7) return value
  }
  return format === 'date-time' ? formatTime(wallTime) : formatMicroTime(wallTime)
}

/** Where Go's time parser gave up, and what it looked for there. */
function restFrom(text: string): { readonly text: string; readonly wanted: string } {
  const parts: readonly (readonly [RegExp, string])[] = [
    [/^\d{4}/, '2006'],
    [/^-/, '-'],
    [/^\d\d/, '01'],
    [/^-/, '-'],
    [/^\d\d/, '02'],
    [/^T/, 'T'],
    [/^\d\d/, '15'],
    [/^:/, ':'],
    [/^\d\d/, '04'],
    [/^:/, ':'],
    [/^\d\d(\.\d+)?/, '05'],
  ]
  let rest = text
  for (const [pattern, wanted] of parts) {
    const match = pattern.exec(rest)
    if (!match) return { text: rest, wanted }
    rest = rest.slice(match[0].length)
  }
  return { text: rest, wanted: 'Z07:00' }
}

const base64Text = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function decodeBytes(value: unknown, problems: Problems, struct: string | undefined, goPath: string): string | undefined {
  if (typeof value !== 'string') return fail(problems, goKind(value), struct, goPath, '[]uint8')
  const text = value.includes('\n') || value.includes('\r') ? value.replace(/[\r\n]/g, '') : value
  if (base64Text.test(text)) return text
  const bad = text.search(/[^A-Za-z0-9+/]/)
  const at = bad < 0 ? text.length - (text.length % 4) : bad
  return failWith(problems, `illegal base64 data at input byte ${at}`)
}
