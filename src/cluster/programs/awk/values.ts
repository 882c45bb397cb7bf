/** awk's values: numbers, strings, and strings from outside that look like numbers. */
import { formatPrintf, general } from '../printf-format.ts'

/** `{ input: '12' }` compares as a number, for it came from input and looks like one. */
export type Value = number | string | { readonly input: string }

const numeric = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/

export function toNumber(value: Value | undefined): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  const text = typeof value === 'string' ? value : value.input
  const match = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text)
  return match ? Number(match[0]) : 0
}

export function toText(value: Value | undefined, format = '%.6g'): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return value.input
  if (Number.isInteger(value))
    return Object.is(value, -0) ? '0' : Math.abs(value) < 1e16 ? String(value) : BigInt(value).toString()
  if (format === '%.6g') return `${value < 0 ? '-' : ''}${general(Math.abs(value), 6)}`
  return formatPrintf(format, [String(value)], Number).text
}

export function isTrue(value: Value | undefined): boolean {
  if (value === undefined) return false
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string') return value !== ''
  return numeric.test(value.input) ? Number(value.input) !== 0 : value.input !== ''
}

/** As numbers if both are, or look so and come from input; else as text. */
export function compare(a: Value | undefined, b: Value | undefined): number {
  const asNumber = (value: Value | undefined) =>
    value === undefined || typeof value === 'number' || (typeof value === 'object' && numeric.test(value.input))
  if (asNumber(a) && asNumber(b)) return toNumber(a) - toNumber(b)
  const x = toText(a)
  const y = toText(b)
  return x < y ? -1 : x > y ? 1 : 0
}

/** Something that the program does wrong while it runs. */
export class AwkError extends Error {}
