import { internalValue } from './internal-json.ts'
import { unifiedDiff } from './unified-diff.ts'

/** What refusals of changes show: both values as internal JSON, one space of indent, compared line by line. */
export function internalDiff(definition: string, old: unknown, changed: unknown): string {
  const text = (value: unknown) => sortedJson(internalValue(definition, value))
  return unifiedDiff(text(old), text(changed))
}

/** Go prints maps by key; structs keep their order, which internalValue has set. Empty ones stand on one line. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, undefined, 1)
}
