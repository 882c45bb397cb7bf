/** Comparing, adding and formatting JSON as jq does. */
import { decode, encode } from '../../machine/bytes.ts'
import type { Json } from './parser.ts'

/** `jq: error: …` */
export class JqError extends Error {
  constructor(readonly value: Json) {
    super(typeof value === 'string' ? value : `${JSON.stringify(value)} (not a string)`)
  }
}

export type JsonObject = { readonly [key: string]: Json }

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

export function typeOf(value: Json): string {
  return value === null ? 'null' : isArray(value) ? 'array' : typeof value
}

export const isTrue = (value: Json) => value !== null && value !== false

const order = ['null', 'false', 'true', 'number', 'string', 'array', 'object']

export function compare(a: Json, b: Json): number {
  const rank = (value: Json) => order.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value))
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (isArray(a) && isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const difference = compare(a[i] ?? null, b[i] ?? null)
      if (difference !== 0) return difference
    }
    return a.length - b.length
  }
  if (isObject(a) && isObject(b)) {
    const keys = (value: JsonObject) => Object.keys(value).sort()
    const byKeys = compare(keys(a), keys(b))
    if (byKeys !== 0) return byKeys
    for (const key of keys(a)) {
      const difference = compare(a[key] ?? null, b[key] ?? null)
      if (difference !== 0) return difference
    }
  }
  return 0
}

export function shown(value: Json): string {
  const text = JSON.stringify(value)
  return `${typeOf(value)} (${text.length > 11 ? `${text.slice(0, 10)}...` : text})`
}

export function arithmetic(operator: string, a: Json, b: Json): Json {
  if (operator === '+') {
    if (a === null) return b
    if (b === null) return a
    if (typeof a === 'number' && typeof b === 'number') return a + b
    if (typeof a === 'string' && typeof b === 'string') return a + b
    if (isArray(a) && isArray(b)) return [...a, ...b]
    if (isObject(a) && isObject(b)) return { ...a, ...b }
  } else if (operator === '-') {
    if (typeof a === 'number' && typeof b === 'number') return a - b
    if (isArray(a) && isArray(b)) return a.filter((each) => !b.some((other) => compare(each, other) === 0))
  } else if (operator === '*') {
    if (typeof a === 'number' && typeof b === 'number') return a * b
    if (typeof a === 'string' && typeof b === 'number') return b > 0 ? a.repeat(Math.ceil(b)) : null
    if (isObject(a) && isObject(b)) return merge(a, b)
  } else if (operator === '/') {
    if (typeof a === 'number' && typeof b === 'number') {
      if (b === 0) throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided because the divisor is zero`)
      return a / b
    }
    if (typeof a === 'string' && typeof b === 'string') return a.split(b)
  } else if (typeof a === 'number' && typeof b === 'number') {
    if (Math.trunc(b) === 0)
      throw new JqError(`${shown(a)} and ${shown(b)} cannot be divided (remainder) because the divisor is zero`)
    return Math.trunc(a) % Math.trunc(b)
  }
  const verbs: Record<string, string> = { '+': 'added', '-': 'subtracted', '*': 'multiplied', '/': 'divided', '%': 'divided' }
  throw new JqError(`${shown(a)} and ${shown(b)} cannot be ${verbs[operator]}`)
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const out: Record<string, Json> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const own = out[key]
    out[key] = own !== undefined && isObject(own) && isObject(value) ? merge(own, value) : value
  }
  return out
}

export const textOf = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value))

/** `@base64`, `@csv`… */
export function format(name: string, value: Json): string {
  switch (name) {
    case '@text':
      return textOf(value)
    case '@json':
      return JSON.stringify(value)
    case '@base64':
      return btoa(encode(textOf(value)))
    case '@base64d':
      try {
        return decode(atob(textOf(value)))
      } catch {
        throw new JqError(`${shown(value)} is not valid base64 data`)
      }
    case '@uri':
      return encodeURIComponent(textOf(value))
    case '@html':
      return textOf(value).replace(
        /[<>&'"]/g,
        (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' })[c] ?? c,
      )
    case '@sh':
      return (isArray(value) ? value : [value])
        .map((each) => (typeof each === 'string' ? `'${each.replaceAll("'", "'\\''")}'` : JSON.stringify(each)))
        .join(' ')
    case '@csv':
    case '@tsv':
      if (!isArray(value)) throw new JqError(`${shown(value)} cannot be ${name.slice(1)}-formatted, only an array can be`)
      return value
        .map((each) =>
          each === null
            ? ''
            : typeof each === 'string'
              ? name === '@csv'
                ? `"${each.replaceAll('"', '""')}"`
                : each.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')
              : JSON.stringify(each),
        )
        .join(name === '@csv' ? ',' : '\t')
    default:
      throw new JqError(`${name.slice(1)} is not a valid format`)
  }
}
