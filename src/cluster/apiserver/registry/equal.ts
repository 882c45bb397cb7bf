import type { Content } from './resource.ts'

/** Deep equality of plain values. An undefined field equals an absent one; shared parts cost nothing. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false
    return true
  }
  if (Array.isArray(b)) return false
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  for (const key in left) if (!equal(left[key], right[key])) return false
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false
  return true
}

/** Whether an update would change nothing but bookkeeping: then nothing is written. */
export function sameObject(a: Content, b: Content): boolean {
  return equalBut(a, b, 'metadata') && equalBut(a.metadata, b.metadata, 'resourceVersion', 'managedFields')
}

/** Whether the fields that metadata.generation counts are the same: all but metadata and status. */
export function sameSpec(a: Content, b: Content): boolean {
  return equalBut(a, b, 'metadata', 'status')
}

function equalBut(a: object, b: object, ...ignored: readonly string[]): boolean {
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  for (const key in left) if (!ignored.includes(key) && !equal(left[key], right[key])) return false
  for (const key in right) if (!ignored.includes(key) && right[key] !== undefined && left[key] === undefined) return false
  return true
}
