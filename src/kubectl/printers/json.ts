import { byBytes, isObject } from '../json-value.ts'

/** JSON as kubectl prints it: keys sorted, four spaces a level, `<`, `>` and `&` escaped as Go does. */
export function printJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(sorted(value), undefined, 4))}\n`
}

/** One line, keys sorted, ending in a newline: how the last-applied annotation is written. */
export function compactJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(sorted(value)))}\n`
}

/** The same value with the keys of every object in order of their bytes. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const out: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(value).sort(byBytes)) if (value[key] !== undefined) out[key] = sorted(value[key])
  return { ...out }
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
