import type { FieldPath } from './field-path.ts'

export type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueNotFound'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooShort'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

/**
 * What is wrong with one field: `k8s.io/apimachinery/pkg/util/validation/field.Error`. It has the shape of a cause in
 * a Status: `message` is the text without the field.
 */
export interface FieldError {
  readonly reason: FieldErrorReason
  readonly field: string
  readonly message: string
}

/** Where a field error is: a path, or text for paths that upstream spells in its own way. */
export type At = FieldPath | string

const error = (reason: FieldErrorReason, at: At, message: string): FieldError => ({ reason, field: String(at), message })
const withDetail = (text: string, detail: string) => (detail ? `${text}: ${detail}` : text)

export function required(at: At, detail = ''): FieldError {
  return error('FieldValueRequired', at, withDetail('Required value', detail))
}

export function invalid(at: At, value: unknown, detail: string): FieldError {
  return error('FieldValueInvalid', at, withDetail(`Invalid value: ${renderValue(value)}`, detail))
}

export function typeInvalid(at: At, value: unknown, detail: string): FieldError {
  return error('FieldValueTypeInvalid', at, withDetail(`Invalid value: ${renderValue(value)}`, detail))
}

/** @param supported in the order in which they are to be printed */
export function notSupported(at: At, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((one) => JSON.stringify(one)).join(', ')
  const detail = supported.length > 0 ? `supported values: ${list}` : ''
  return error('FieldValueNotSupported', at, withDetail(`Unsupported value: ${renderValue(value)}`, detail))
}

export function duplicate(at: At, value: unknown): FieldError {
  return error('FieldValueDuplicate', at, `Duplicate value: ${renderValue(value)}`)
}

export function notFound(at: At, value: unknown): FieldError {
  return error('FieldValueNotFound', at, `Not found: ${renderValue(value)}`)
}

export function forbidden(at: At, detail: string): FieldError {
  return error('FieldValueForbidden', at, withDetail('Forbidden', detail))
}

export function tooLong(at: At, maxBytes: number): FieldError {
  const detail = maxBytes < 0 ? 'value is too long' : `may not be more than ${maxBytes} ${maxBytes === 1 ? 'byte' : 'bytes'}`
  return error('FieldValueTooLong', at, `Too long: ${detail}`)
}

export function tooShort(at: At, minCharacters: number): FieldError {
  return error('FieldValueTooShort', at, `Too short: must be at least ${minCharacters} characters`)
}

export function tooMany(at: At, actual: number, max: number): FieldError {
  const detail = `must have at most ${max} ${max === 1 ? 'item' : 'items'}`
  return error('FieldValueTooMany', at, `Too many: ${actual}: ${detail}`)
}

export function internalError(at: At, text: string): FieldError {
  return error('InternalError', at, `Internal error: ${text}`)
}

/** The text of one error: `spec.containers[0].image: Required value`. */
export function fieldErrorText(one: FieldError): string {
  return `${one.field}: ${one.message}`
}

/** `utilerrors.Aggregate`: one text as it is, several in brackets without doubles. */
export function aggregateText(texts: readonly string[]): string {
  const unique = [...new Set(texts)]
  return unique.length === 1 ? (unique[0] as string) : `[${unique.join(', ')}]`
}

/** How `field.Error` prints a bad value: numbers and booleans bare, strings quoted, the rest as JSON. */
export function renderValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return quote(value)
  return JSON.stringify(value ?? null)
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

/** Go's `%q`: like JSON, but for control characters. */
export function quote(text: string): string {
  let quoted = '"'
  for (const char of text) {
    const code = char.charCodeAt(0)
    const known = escapes[char]
    if (known) quoted += known
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`
    else quoted += char
  }
  return `${quoted}"`
}
