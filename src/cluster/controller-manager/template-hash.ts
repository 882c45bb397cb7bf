import type { PodTemplateSpec } from '../api/generated/types.ts'

/**
 * The name of a template's contents. Upstream hashes a dump of the Go structs (FNV-1a, 32 bits), which depends on their
 * memory layout; ours hashes the canonical JSON instead. So hashes look alike and are stable, but differ from a real
 * cluster's.
 */
export function podTemplateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  let hash = fnv1a(canonical(template))
  if (collisionCount !== undefined) hash = fnv1a(String(collisionCount), hash)
  return safeEncode(hash)
}

/** Digits as letters that cannot spell bad words (apimachinery rand.SafeEncodeString). */
export function safeEncode(hash: number): string {
  let out = ''
  for (const digit of String(hash)) out += '456789bcdf'[Number(digit)]
  return out
}

/** FNV-1a, 32 bits. */
export function fnv1a(text: string, seed = 0x811c9dc5): number {
  let hash = seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** FNV-1, 32 bits, as ControllerRevisions use it. */
export function fnv1(text: string, seed = 0x811c9dc5): number {
  let hash = seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 0x01000193) ^ text.charCodeAt(i)
  return hash >>> 0
}

/** JSON with sorted keys, absent values left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const entries = Object.entries(value).filter(([, one]) => one !== undefined && one !== null)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`
}
