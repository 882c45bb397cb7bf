/** printf(3) formats over text arguments: for printf, awk and stat. */
import { readEscapes } from './escapes.ts'

export interface Formatted {
  readonly text: string
  /** Complaints about arguments: `printf: invalid number 'x'`. */
  readonly errors: readonly string[]
  /** A `\c` was met. */
  readonly stop: boolean
  /** How many arguments were used. */
  readonly used: number
}

/** One pass over the format. @param toNumber reads a numeric argument; undefined for what is no number */
export function formatPrintf(
  format: string,
  args: readonly string[],
  toNumber: (text: string) => number | undefined,
  escapes = true,
): Formatted {
  let out = ''
  let used = 0
  const errors: string[] = []
  const pieces = format.split(/(%[-+ 0#]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?[hlLqjzt]*[a-zA-Z%])/)
  for (let i = 0; i < pieces.length; i++) {
    const piece = String(pieces[i])
    if (i % 2 === 0) {
      const read = escapes ? readEscapes(piece, 'printf') : { text: piece, stop: false }
      out += read.text
      if (read.stop) return { text: out, errors, stop: true, used }
      continue
    }
    const match = /^%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlLqjzt]*(.)$/.exec(piece)
    const conversion = match?.[4] ?? '%'
    if (conversion === '%') {
      out += '%'
      continue
    }
    let flags = match?.[1] ?? ''
    const takeStar = (text: string | undefined) =>
      text === '*' ? Number(args[used++] ?? 0) : text === undefined ? undefined : Number(text)
    let width = takeStar(match?.[2]) ?? 0
    if (width < 0) {
      flags += '-'
      width = -width
    }
    const precision = takeStar(match?.[3]) ?? (piece.includes('.') ? 0 : undefined)
    const given = args[used++]
    const value = given ?? ''
    let body: string
    if (conversion === 's') body = precision === undefined ? value : value.slice(0, precision)
    else if (conversion === 'b') {
      const read = readEscapes(value, 'echo')
      body = read.text
      if (read.stop) return { text: out + body, errors, stop: true, used }
    } else if (conversion === 'c') body = value.slice(0, 1)
    else if (conversion === 'q') body = /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
    else if ('diouxXeEfFgG'.includes(conversion)) {
      const number = given === undefined || value === '' ? 0 : toNumber(value)
      if (number === undefined) errors.push(`invalid number '${value}'`)
      body = numberText(conversion, number ?? (Number.parseFloat(value) || 0), flags, precision)
    } else {
      errors.push(`${piece}: invalid format`)
      return { text: out, errors, stop: true, used }
    }
    const zero = flags.includes('0') && !flags.includes('-') && 'diouxXeEfFgG'.includes(conversion)
    if (flags.includes('-')) out += body.padEnd(width)
    else if (zero && body.length < width)
      out += body.replace(/^[-+ ]?(?:0[xX])?/, (sign) => sign + '0'.repeat(width - body.length))
    else out += body.padStart(width)
  }
  return { text: out, errors, stop: false, used }
}

function numberText(conversion: string, number: number, flags: string, precision: number | undefined): string {
  let digits: string
  const magnitude = Math.abs(number)
  switch (conversion) {
    case 'd':
    case 'i':
    case 'u':
      digits = integerDigits(magnitude, 10)
      break
    case 'o':
      digits = integerDigits(magnitude, 8)
      break
    case 'x':
    case 'X': {
      const whole = Math.trunc(number)
      digits = whole < 0 ? (BigInt(whole) + (1n << 64n)).toString(16) : integerDigits(magnitude, 16)
      if (flags.includes('#') && whole !== 0) digits = `0x${digits}`
      if (conversion === 'X') digits = digits.toUpperCase()
      if (precision !== undefined) digits = digits.padStart(precision, '0')
      return digits
    }
    case 'e':
    case 'E':
      digits = exponent(magnitude, precision ?? 6)
      break
    case 'g':
    case 'G':
      digits = general(magnitude, precision === 0 ? 1 : (precision ?? 6))
      break
    default:
      digits = Number.isFinite(magnitude) ? magnitude.toFixed(precision ?? 6) : Number.isNaN(number) ? 'nan' : 'inf'
  }
  if ('diuo'.includes(conversion) && precision !== undefined) digits = digits.padStart(precision, '0')
  if (conversion === 'E' || conversion === 'G') digits = digits.toUpperCase()
  const negative = number < 0 || Object.is(number, -0)
  const zero = 'diuo'.includes(conversion) && Math.trunc(number) === 0
  return `${negative && !zero ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''}${digits}`
}

function integerDigits(magnitude: number, base: number): string {
  if (!Number.isFinite(magnitude)) return '9223372036854775807'
  return magnitude < Number.MAX_SAFE_INTEGER ? Math.trunc(magnitude).toString(base) : BigInt(Math.trunc(magnitude)).toString(base)
}

function exponent(magnitude: number, precision: number): string {
  return magnitude.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2')
}

/** %g: the shorter of %e and %f, without trailing zeros. */
export function general(magnitude: number, precision: number): string {
  if (magnitude === 0) return '0'
  if (!Number.isFinite(magnitude)) return Number.isNaN(magnitude) ? 'nan' : 'inf'
  const power = Number(magnitude.toExponential(precision - 1).split('e')[1])
  if (power < -4 || power >= precision) return exponent(magnitude, precision - 1).replace(/\.?0+e/, 'e')
  const fixed = magnitude.toFixed(Math.max(0, precision - 1 - power))
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
}
