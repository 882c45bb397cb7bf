import type { Environment } from '@marcbachmann/cel-js'

/** Text as `%s` of cel-go's `format` writes a value. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (value instanceof Date) return value.toISOString().replace('.000', '')
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, one]) => `${key}: ${shown(one)}`).join(', ')}}`
  }
  return String(value)
}

const clauses: Readonly<Record<string, (value: unknown, digits: string | undefined) => string>> = {
  s: shown,
  d: shown,
  f: (value, digits) => Number(value).toFixed(Number(digits ?? 6)),
  e: (value, digits) => Number(value).toExponential(Number(digits ?? 6)),
  x: (value) => BigInt(value as bigint).toString(16),
  X: (value) =>
    BigInt(value as bigint)
      .toString(16)
      .toUpperCase(),
  o: (value) => BigInt(value as bigint).toString(8),
  b: (value) => (typeof value === 'boolean' ? (value ? '1' : '0') : BigInt(value as bigint).toString(2)),
}

function format(text: string, values: readonly unknown[]): string {
  let next = 0
  return text.replaceAll(/%(?:%|(?:\.(\d+))?([a-zA-Z]))/g, (found, digits: string | undefined, letter: string | undefined) => {
    if (found === '%%' || letter === undefined) return '%'
    const clause = clauses[letter]
    if (!clause) throw new Error(`could not parse formatting clause: unrecognized formatting clause "${letter}"`)
    if (next >= values.length) throw new Error(`index ${next} out of range`)
    return clause(values[next++], digits)
  })
}

/** RE2 and JavaScript agree on what policies use; what JavaScript cannot read is refused. */
function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'gu')
  } catch {
    throw new Error(`Illegal regex: ${text}`)
  }
}

/** Times of `replace`, where a negative number means all. */
function replace(text: string, from: string, to: string, times: bigint): string {
  if (times < 0n) return text.replaceAll(from, to)
  let left = times
  return text.replaceAll(from, (found) => (left-- > 0n ? to : found))
}

/** cel-go's ext/strings and apiserver/pkg/cel/library/regex.go, as far as the library lacks them. */
export function addStrings(environment: Environment): void {
  environment
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, to),
    )
    .registerFunction('string.replace(string, string, int): string', replace)
    .registerFunction('string.format(list): string', format)
    .registerFunction('string.charAt(int): string', (text: string, index: bigint) => text.charAt(Number(index)))
    .registerFunction('string.find(string): string', (text: string, regex: string) => text.match(pattern(regex))?.[0] ?? '')
    .registerFunction('string.findAll(string): list<string>', (text: string, regex: string) => text.match(pattern(regex)) ?? [])
    .registerFunction('string.findAll(string, int): list<string>', (text: string, regex: string, most: bigint) => {
      const all = text.match(pattern(regex)) ?? []
      return most < 0n ? all : all.slice(0, Number(most))
    })
}
