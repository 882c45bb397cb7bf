/**
 * What a plain (unquoted) scalar means to sigs.k8s.io/yaml, which is YAML 1.1 after go-yaml v2: `yes` and `on` are
 * booleans, `0777` is octal, `12:30` and dates are text.
 */

const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])
const trues = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
const falses = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
const floatPattern = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const intPattern = /^[-+]?(0b[01]+|0o?[0-7]+|0x[0-9a-fA-F]+|0|[1-9][0-9]*)$/

/** The value of a plain scalar. */
export function plainValue(text: string): unknown {
  if (nulls.has(text)) return null
  const first = text.charCodeAt(0)
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46
  if (mayBeNumber) return numberOf(text) ?? text
  if (text.length <= 5) {
    if (trues.has(text)) return true
    if (falses.has(text)) return false
  }
  return text
}

/** @returns undefined for what is no number; infinities and NaN have no JSON and stay text */
function numberOf(text: string): number | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text
  if (intPattern.test(plain)) return integerOf(plain)
  return floatPattern.test(plain) ? Number(plain) : undefined
}

function integerOf(text: string): number {
  const negative = text.startsWith('-')
  const digits = text.replace(/^[-+]/, '')
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
  return negative ? -value : value
}

const timestampPattern = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\s*\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?\s*(Z|[-+]\d\d?(:?\d\d)?)?)?$/
const base60Pattern = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
const infinities = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/

/** Whether a string has to be quoted to stay a string: go-yaml's resolve, isBase60Float. */
export function looksLikeOther(text: string): boolean {
  if (typeof plainValue(text) !== 'string' || text === '<<') return true
  return timestampPattern.test(text) || base60Pattern.test(text) || infinities.test(text)
}
