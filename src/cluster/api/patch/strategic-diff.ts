/**
 * Making strategic merge patches: strategicpatch.CreateTwoWayMergePatch and CreateThreeWayMergePatch, as
 * `kubectl apply`, `edit`, `set` and `scale` send them.
 */
import { deepEqual, isRecord } from '../equality.ts'
import { type MergeRule, mergeRule } from './merge-metadata.ts'
import { setOwn } from './merge-patch.ts'

type Document = Readonly<Record<string, unknown>>
type Patch = Record<string, unknown>

interface DiffOptions {
  /** Only what is gone: additions and changes are left out. */
  readonly deletionsOnly?: boolean
  /** Only additions and changes. */
  readonly keepOthers?: boolean
}

/** The patch that makes `modified` of `original`; empty if they are equal. */
export function createStrategicPatch(definition: string | undefined, original: Document, modified: Document): Patch {
  return diffMaps(original, modified, definition, {}, false)
}

/**
 * The patch of `kubectl apply`: what `modified` adds to or changes in `current`, and what it drops from `original`
 * (the last applied configuration). What others have set in between stays. Empty if nothing is to do.
 */
export function createThreeWayStrategicPatch(
  definition: string | undefined,
  original: Document | undefined,
  modified: Document,
  current: Document,
): Patch {
  const delta = diffMaps(current, modified, definition, { keepOthers: true }, false)
  const deletions = diffMaps(original ?? {}, modified, definition, { deletionsOnly: true }, false)
  return mergePatches(deletions, delta, definition)
}

function diffMaps(
  original: Document,
  modified: Document,
  definition: string | undefined,
  options: DiffOptions,
  retainKeys: boolean,
): Patch {
  const patch: Patch = {}
  for (const key of Object.keys(modified)) {
    const after = modified[key]
    if (after === undefined) continue
    const before = Object.hasOwn(original, key) ? original[key] : undefined
    if (before === undefined) {
      if (!options.deletionsOnly) setOwn(patch, key, after)
    } else if (isRecord(before) && isRecord(after)) diffChild(patch, key, before, after, mergeRule(definition, key), options)
    else if (Array.isArray(before) && Array.isArray(after)) {
      diffList(patch, key, before, after, mergeRule(definition, key), options)
    } else if (!options.deletionsOnly && !deepEqual(before, after)) setOwn(patch, key, after)
  }
  if (!options.keepOthers) {
    for (const key of Object.keys(original)) {
      if (original[key] !== undefined && modified[key] === undefined) setOwn(patch, key, null)
    }
  }
  if (!retainKeys) return patch
  const kept = Object.keys(modified).filter((key) => modified[key] !== undefined && modified[key] !== null)
  const hasMore = Object.keys(original).some((key) => original[key] !== undefined && modified[key] === undefined)
  if (kept.length > 0 && (Object.keys(patch).length > 0 || hasMore)) patch.$retainKeys = kept.sort()
  return patch
}

function diffChild(patch: Patch, key: string, before: Document, after: Document, rule: MergeRule, options: DiffOptions): void {
  if (rule.replace) {
    if (!options.deletionsOnly && !deepEqual(before, after)) setOwn(patch, key, after)
    return
  }
  const inner = diffMaps(before, after, rule.definition, options, rule.retainKeys)
  if (Object.keys(inner).length > 0) setOwn(patch, key, inner)
}

function diffList(
  patch: Patch,
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  rule: MergeRule,
  options: DiffOptions,
): void {
  if (!rule.merge) {
    if (!options.deletionsOnly && !deepEqual(before, after)) setOwn(patch, key, after)
    return
  }
  if (before.length === 0) {
    if (after.length > 0 && !options.deletionsOnly) setOwn(patch, key, after)
    return
  }
  const { mergeKey } = rule
  if (mergeKey !== undefined && [...before, ...after].every(isRecord)) {
    diffKeyedList(patch, key, before as readonly Document[], after as readonly Document[], mergeKey, rule, options)
  } else diffPlainList(patch, key, before, after, options)
}

function diffKeyedList(
  patch: Patch,
  key: string,
  before: readonly Document[],
  after: readonly Document[],
  mergeKey: string,
  rule: MergeRule,
  options: DiffOptions,
): void {
  const old = new Map(before.map((one) => [one[mergeKey], one]))
  const elements: unknown[] = []
  for (const element of after) {
    const was = old.get(element[mergeKey])
    if (!was) {
      if (!options.deletionsOnly) elements.push(element)
      continue
    }
    const inner = diffMaps(was, element, rule.definition, options, rule.retainKeys)
    if (Object.keys(inner).length > 0) elements.push({ ...inner, [mergeKey]: element[mergeKey] })
  }
  if (!options.keepOthers) {
    const kept = new Set(after.map((one) => one[mergeKey]))
    for (const one of before) {
      if (!kept.has(one[mergeKey])) elements.push({ $patch: 'delete', [mergeKey]: one[mergeKey] })
    }
  }
  if (elements.length > 0) setOwn(patch, key, elements)
  const order = after.map((one) => ({ [mergeKey]: one[mergeKey] }))
  if (elements.length > 0 || !sameOrder(before, after, (one) => one[mergeKey])) setOwn(patch, `$setElementOrder/${key}`, order)
}

function diffPlainList(
  patch: Patch,
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  options: DiffOptions,
): void {
  const added = options.deletionsOnly ? [] : after.filter((one) => !before.includes(one))
  const gone = options.keepOthers ? [] : before.filter((one) => !after.includes(one))
  if (added.length > 0) setOwn(patch, key, added)
  if (gone.length > 0) setOwn(patch, `$deleteFromPrimitiveList/${key}`, gone)
  if (added.length > 0 || gone.length > 0 || !sameOrder(before, after, (one) => one)) {
    setOwn(patch, `$setElementOrder/${key}`, after)
  }
}

/** Whether the elements that both lists have stand in the same order. */
function sameOrder<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => unknown): boolean {
  const left = before.map(keyOf)
  const right = after.map(keyOf)
  const inBoth = left.filter((one) => right.includes(one))
  const shared = right.filter((one) => left.includes(one))
  return inBoth.every((one, i) => one === shared[i])
}

/** Lays the delta over the deletions; directives stay directives. */
function mergePatches(deletions: Patch, delta: Patch, definition: string | undefined): Patch {
  const result: Patch = { ...deletions }
  for (const key of Object.keys(delta)) {
    const above = delta[key]
    const below = Object.hasOwn(result, key) ? result[key] : undefined
    const rule = mergeRule(definition, key)
    if (isRecord(below) && isRecord(above)) setOwn(result, key, mergePatches(below, above, rule.definition))
    else if (Array.isArray(below) && Array.isArray(above) && rule.merge && rule.mergeKey !== undefined) {
      setOwn(result, key, mergeLists(below, above, rule.mergeKey, rule.definition))
    } else setOwn(result, key, above)
  }
  return result
}

function mergeLists(
  below: readonly unknown[],
  above: readonly unknown[],
  mergeKey: string,
  definition: string | undefined,
): readonly unknown[] {
  const result = [...below]
  for (const one of above) {
    const at = result.findIndex((other) => isRecord(other) && isRecord(one) && other[mergeKey] === one[mergeKey])
    if (at < 0) result.push(one)
    else result[at] = mergePatches(result[at] as Patch, one as Patch, definition)
  }
  return result
}
