import type { Bytes } from '../machine/program.ts'
import { unescapeEcho, unescapeFormat } from './escapes.ts'
import type { FlavorName } from './flavor.ts'
import { singleQuoted } from './trace.ts'

/** printf(1): the format is used again while there are arguments left. */
export function formatPrintf(
  format: Bytes,
  args: readonly Bytes[],
  flavor: FlavorName = 'ash',
): { readonly text: Bytes; readonly errors: readonly string[] } {
  const errors: string[] = []
  let text = ''
  let next = 0
  do {
    const before = next
    let stopped = false
    for (const piece of format.matchAll(/%(%|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlLjzt]*([a-zA-Z])?)|((?:\\.|[^%\\]|\\$)+)/gs)) {
      const [whole, directive, flags = '', width, , conversion, literal] = piece
      if (literal !== undefined) {
        const result = unescapeFormat(literal)
        text += result.text
        if (result.stops) return { text, errors }
        continue
      }
      if (directive === '%') {
        text += '%'
        continue
      }
      const take = () => args[next++]
      const fieldWidth = width === '*' ? Number(take() ?? 0) : Number(width ?? 0)
      const precisionText = /\.(\*|\d*)/.exec(whole)?.[1]
      const precision =
        precisionText === undefined ? undefined : precisionText === '*' ? Number(take() ?? 0) : Number(precisionText || 0)
      const result = convert(conversion, take, flags, precision, errors, flavor)
      if (result === undefined) {
        errors.push(flavor === 'bash' ? `\`${conversion ?? ''}': invalid format character` : `${whole}: invalid format`)
        return { text, errors }
      }
      text += pad(result.text, fieldWidth, flags)
      if (result.stops) {
        stopped = true
        break
      }
    }
    if (stopped || next === before) break
  } while (next < args.length)
  return { text, errors }
}

function pad(text: string, width: number, flags: string): string {
  if (flags.includes('-') || width < 0) return text.padEnd(Math.abs(width))
  if (flags.includes('0') && /^[-+ ]?[\da-fxX.]+$/.test(text)) {
    const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
    return sign + text.slice(sign.length).padStart(width - sign.length, '0')
  }
  return text.padStart(width)
}

function convert(
  conversion: string | undefined,
  take: () => Bytes | undefined,
  flags: string,
  precision: number | undefined,
  errors: string[],
  flavor: FlavorName,
): { readonly text: Bytes; readonly stops?: boolean } | undefined {
  switch (conversion) {
    case 's':
      return { text: (take() ?? '').slice(0, precision) }
    case 'b':
      return unescapeEcho(take() ?? '')
    case 'c':
      return { text: (take() ?? '').slice(0, 1) }
    case 'q': {
      const value = take() ?? ''
      return { text: /^[\w@%+=:,./-]+$/.test(value) ? value : singleQuoted(value) }
    }
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return { text: integer(conversion, number(take(), errors, flavor), flags, precision) }
    case 'f':
    case 'F':
      return { text: signed(number(take(), errors, flavor).toFixed(precision ?? 6), flags) }
    case 'e':
    case 'E': {
      const text = number(take(), errors, flavor)
        .toExponential(precision ?? 6)
        .replace(/e([+-])(\d)$/, 'e$10$2')
      return { text: signed(conversion === 'E' ? text.toUpperCase() : text, flags) }
    }
    case 'g':
    case 'G':
      return { text: signed(String(Number(number(take(), errors, flavor).toPrecision(precision || 6))), flags) }
    default:
      return undefined
  }
}

function integer(conversion: string, value: number, flags: string, precision: number | undefined): string {
  const whole = Math.trunc(value)
  const unsigned = whole < 0 && !'di'.includes(conversion) ? BigInt.asUintN(64, BigInt(whole)) : BigInt(whole)
  const radix = conversion === 'o' ? 8 : conversion === 'x' || conversion === 'X' ? 16 : 10
  const isNegative = unsigned < 0n
  let digits = (isNegative ? -unsigned : unsigned).toString(radix).padStart(precision ?? 0, '0')
  if (flags.includes('#') && radix !== 10) digits = (radix === 8 ? '0' : '0x') + digits
  if (conversion === 'X') digits = digits.toUpperCase()
  return isNegative ? `-${digits}` : 'di'.includes(conversion) ? signed(digits, flags) : digits
}

function signed(text: string, flags: string): string {
  if (text.startsWith('-')) return text
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text
}

/** `'c` is the character's code; anything else that is no number is told of and counts as far as it goes. */
function number(text: Bytes | undefined, errors: string[], flavor: FlavorName): number {
  if (text === undefined || text === '') return 0
  if (text.startsWith("'") || text.startsWith('"')) return text.charCodeAt(1) || 0
  const octal = /^[+-]?0[0-7]+$/.test(text)
  const value = octal ? Number.parseInt(text, 8) : Number(text)
  if (!Number.isNaN(value)) return value
  errors.push(
    flavor === 'bash'
      ? `${text}: invalid number`
      : flavor === 'dash'
        ? `${text}: expected numeric value`
        : `invalid number '${text}'`,
  )
  return Number.parseFloat(text) || 0
}
