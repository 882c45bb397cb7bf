/**
 * Amounts of a resource: `500m`, `1Gi`, `1e3`. Follows k8s.io/apimachinery/pkg/api/resource.Quantity: nine decimals,
 * rounded up; the canonical form has no fraction and the largest suffix that loses nothing.
 */

export type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent'

/** What JSON holds where a quantity is meant. */
export type QuantityText = string | number

export interface Quantity {
  /** In billionths. */
  readonly nano: bigint
  readonly format: QuantityFormat
  /** Canonical text. */
  readonly text: string
  /** Whole units, rounded up: `Value()`. */
  readonly value: number
  /** Thousandths, rounded up: `MilliValue()`. */
  readonly milli: number
}

/** The text of the API server's refusal of a malformed quantity. */
export const quantityFormatError = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

const binaryExponents: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n }
const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const billion = 1_000_000_000n
/** Larger amounts are capped, as upstream does. */
const largest = (2n ** 63n - 1n) * billion

const cache = new Map<QuantityText, Quantity>()
const cacheLimit = 20_000

/** Reads a quantity; undefined where the text is none. Cached: the same texts come again and again. */
export function tryParseQuantity(text: QuantityText): Quantity | undefined {
  const known = cache.get(text)
  if (known) return known
  const quantity = read(String(text).trim())
  if (!quantity) return undefined
  if (cache.size >= cacheLimit) cache.clear()
  cache.set(text, quantity)
  return quantity
}

/** Reads a quantity that has been decoded already; absent and malformed ones count as zero. */
export function parseQuantity(text: QuantityText | undefined): Quantity {
  return (text === undefined ? undefined : tryParseQuantity(text)) ?? zero
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/

function read(text: string): Quantity | undefined {
  const match = pattern.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', suffix = ''] = match
  if (whole === '' && fraction === '') return undefined
  const digits = BigInt(whole + fraction)
  const binary = binaryExponents[suffix]
  let format: QuantityFormat = 'DecimalSI'
  let nano: bigint
  if (binary !== undefined) {
    format = 'BinarySI'
    nano = scaled(digits * 2n ** binary, 9 - fraction.length)
  } else {
    let exponent = decimalExponents[suffix]
    if (exponent === undefined) {
      format = 'DecimalExponent'
      exponent = Number(suffix.slice(1))
      if (Math.abs(exponent) > 1000) return undefined
    }
    nano = scaled(digits, exponent + 9 - fraction.length)
  }
  if (nano > largest) nano = largest
  return make(sign === '-' ? -nano : nano, format)
}

/** `amount × 10^power`, rounded away from zero. */
function scaled(amount: bigint, power: number): bigint {
  if (power >= 0) return amount * 10n ** BigInt(power)
  return ceilDivide(amount, 10n ** BigInt(-power))
}

/** Rounds away from zero, as upstream's rounding "up" does. */
function ceilDivide(amount: bigint, by: bigint): bigint {
  const quotient = amount / by
  if (amount % by === 0n) return quotient
  return amount > 0n ? quotient + 1n : quotient - 1n
}

function make(nano: bigint, format: QuantityFormat): Quantity {
  return {
    nano,
    format,
    text: canonical(nano, format),
    value: Number(ceilDivide(nano, billion)),
    milli: Number(ceilDivide(nano, 1_000_000n)),
  }
}

const zero: Quantity = make(0n, 'DecimalSI')

function canonical(nano: bigint, wanted: QuantityFormat): string {
  if (nano === 0n) return '0'
  const magnitude = nano < 0n ? -nano : nano
  if (wanted === 'BinarySI' && magnitude >= 1024n * billion && nano % billion === 0n) {
    let amount = nano / billion
    let step = 0
    while (amount % 1024n === 0n && step < binarySuffixes.length - 1) {
      amount /= 1024n
      step++
    }
    return `${amount}${binarySuffixes[step]}`
  }
  let amount = nano
  let step = 0
  while (amount % 1000n === 0n && step < decimalSuffixes.length - 1) {
    amount /= 1000n
    step++
  }
  if (wanted !== 'DecimalExponent') return `${amount}${decimalSuffixes[step]}`
  const exponent = step * 3 - 9
  return exponent === 0 ? String(amount) : `${amount}e${exponent}`
}

/** Whole units, rounded up (bytes, pods…). */
export function quantityValue(text: QuantityText | undefined): number {
  return parseQuantity(text).value
}

/** Thousandths, rounded up (millicores). */
export function quantityMilli(text: QuantityText | undefined): number {
  return parseQuantity(text).milli
}

/** Negative, zero or positive. */
export function compareQuantities(a: QuantityText | undefined, b: QuantityText | undefined): number {
  const left = parseQuantity(a).nano
  const right = parseQuantity(b).nano
  return left < right ? -1 : left > right ? 1 : 0
}

/** The sum, in the format of the first (of the second, if the first is zero). */
export function addQuantities(a: QuantityText | undefined, b: QuantityText | undefined): string {
  const left = parseQuantity(a)
  const right = parseQuantity(b)
  return make(left.nano + right.nano, left.nano === 0n ? right.format : left.format).text
}

/** The difference, in the format of the first. */
export function subtractQuantities(a: QuantityText | undefined, b: QuantityText | undefined): string {
  const left = parseQuantity(a)
  const right = parseQuantity(b)
  return make(left.nano - right.nano, left.nano === 0n ? right.format : left.format).text
}

/** The canonical text of an amount: `formatQuantity(1536, 'BinarySI')` is `1536`, of 2^30 `1Gi`. */
export function formatQuantity(value: number | bigint, format: QuantityFormat = 'DecimalSI'): string {
  return canonical(BigInt(typeof value === 'number' ? Math.ceil(value) : value) * billion, format)
}

/** The canonical text of thousandths: 1500 is `1500m`, 2000 is `2`. */
export function formatMilli(milli: number): string {
  return canonical(BigInt(Math.ceil(milli)) * 1_000_000n, 'DecimalSI')
}

/** Rounds up to thousandths: the API server keeps no finer resource amounts. */
export function roundUpToMilli(text: QuantityText): string {
  const quantity = parseQuantity(text)
  if (quantity.nano % 1_000_000n === 0n) return quantity.text
  return make(ceilDivide(quantity.nano, 1_000_000n) * 1_000_000n, quantity.format).text
}

export function isZeroQuantity(text: QuantityText | undefined): boolean {
  return parseQuantity(text).nano === 0n
}
