import { byBytes, isObject } from '../json-value.ts'

/**
 * KYAML, `-o kyaml`: YAML in flow style that cannot be misread. Strings are in double quotes, keys are bare unless
 * they could be taken for something else, every item ends in a comma, and the objects of a list share its brackets
 * (KEP-5295, sigs.k8s.io/yaml/kyaml). Keys are sorted, as in `-o yaml`.
 */
export function printKyaml(value: unknown): string {
  return `---\n${printed(value, '')}\n`
}

function printed(value: unknown, indent: string): string {
  if (typeof value === 'string') return text(value, indent)
  if (Array.isArray(value)) return list(value, indent)
  if (isObject(value)) return map(value, indent)
  return JSON.stringify(value) ?? 'null'
}

function map(value: Readonly<Record<string, unknown>>, indent: string): string {
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(byBytes)
  if (keys.length === 0) return '{}'
  const inner = `${indent}  `
  return `{\n${keys.map((key) => `${inner}${keyText(key)}: ${printed(value[key], inner)},\n`).join('')}${indent}}`
}

function list(value: readonly unknown[], indent: string): string {
  if (value.length === 0) return '[]'
  if (value.every((item) => isObject(item) || Array.isArray(item)))
    return `[${value.map((item) => printed(item, indent)).join(', ')}]`
  const inner = `${indent}  `
  return `[\n${value.map((item) => `${inner}${printed(item, inner)},\n`).join('')}${indent}]`
}

/** Words that YAML readers of some age take for booleans, numbers or nothing. */
const ambiguous = /^(y|n|yes|no|on|off|true|false|null|~|[-+.]?\d.*|\.inf|\.nan)$/i

function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && !ambiguous.test(key) ? key : JSON.stringify(key)
}

/** One line in quotes; several lines below each other, joined by escapes so that their indentation does not count. */
function text(value: string, indent: string): string {
  if (!value.includes('\n') || value.length === 1) return JSON.stringify(value)
  const lines = value.split('\n').map((line) => JSON.stringify(line).slice(1, -1))
  const shown = lines.map((line, i) => (i < lines.length - 1 ? `${line}\\n` : line)).filter((line) => line !== '')
  return `"\\\n${shown.map((line) => `${indent}  ${/^[ \t]/.test(line) ? '\\' : ' '}${line}\\\n`).join('')}${indent}  "`
}
