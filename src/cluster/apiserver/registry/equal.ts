import { deepEqual } from '../../api/equality.ts'
import type { Content } from './resource.ts'

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
  for (const key in left) if (!ignored.includes(key) && !deepEqual(left[key], right[key])) return false
  for (const key in right) if (!ignored.includes(key) && right[key] !== undefined && left[key] === undefined) return false
  return true
}
