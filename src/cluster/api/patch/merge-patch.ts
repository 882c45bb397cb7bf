import { deepEqual, isRecord } from '../equality.ts'

/**
 * RFC 7386: objects are merged, null removes, everything else replaces. Parts that stay the same keep their identity;
 * the very document comes back where nothing changes.
 */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return deepEqual(document, patch) ? document : patch
  const source = isRecord(document) ? document : {}
  let result: Record<string, unknown> | undefined
  for (const key of Object.keys(patch)) {
    const wanted = patch[key]
    const present = Object.hasOwn(source, key) ? source[key] : undefined
    if (wanted === null) {
      if (!Object.hasOwn(source, key)) continue
      result ??= { ...source }
      delete result[key]
      continue
    }
    const next = applyMergePatch(present, wanted)
    if (next === present && present !== undefined) continue
    result ??= { ...source }
    setOwn(result, key, next)
  }
  return result ?? (isRecord(document) ? document : {})
}

/** Sets a property as plain data, whatever its name (`__proto__` too). */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
  else target[key] = value
}

/** The merge patch that makes `modified` of `original`; undefined if they are equal. Lists are replaced whole. */
export function createMergePatch(original: unknown, modified: unknown): Readonly<Record<string, unknown>> | undefined {
  const patch: Record<string, unknown> = {}
  const from = isRecord(original) ? original : {}
  const to = isRecord(modified) ? modified : {}
  for (const key of Object.keys(to)) {
    const before = Object.hasOwn(from, key) ? from[key] : undefined
    const after = to[key]
    if (deepEqual(before, after)) continue
    if (isRecord(before) && isRecord(after)) {
      const inner = createMergePatch(before, after)
      if (inner) setOwn(patch, key, inner)
    } else setOwn(patch, key, after)
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) setOwn(patch, key, null)
  return Object.keys(patch).length > 0 ? patch : undefined
}

/**
 * What `kubectl apply` sends for kinds without strategic merge: additions and changes from current to modified,
 * deletions from original to modified (jsonmergepatch.CreateThreeWayJSONMergePatch). Empty if nothing is to do.
 */
export function createThreeWayJsonMergePatch(original: unknown, modified: unknown, current: unknown): Record<string, unknown> {
  const additions = keepAdditions(createMergePatch(current, modified) ?? {})
  const deletions = keepDeletions(createMergePatch(original ?? {}, modified) ?? {})
  return applyKeepingNulls(deletions, additions)
}

function keepAdditions(patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(patch)) {
    const value = patch[key]
    if (value === null) continue
    if (!isRecord(value)) {
      setOwn(kept, key, value)
      continue
    }
    const inner = keepAdditions(value)
    if (Object.keys(inner).length > 0 || Object.keys(value).length === 0) setOwn(kept, key, inner)
  }
  return kept
}

function keepDeletions(patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(patch)) {
    const value = patch[key]
    if (value === null) setOwn(kept, key, null)
    else if (isRecord(value)) {
      const inner = keepDeletions(value)
      if (Object.keys(inner).length > 0) setOwn(kept, key, inner)
    }
  }
  return kept
}

/** Lays one patch over another; nulls stay. */
export function applyKeepingNulls(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result = { ...base }
  for (const key of Object.keys(over)) {
    const below = Object.hasOwn(result, key) ? result[key] : undefined
    const above = over[key]
    setOwn(result, key, isRecord(below) && isRecord(above) ? applyKeepingNulls(below, above) : above)
  }
  return result
}
