/**
 * Applying strategic merge patches: k8s.io/apimachinery/pkg/util/strategicpatch. Lists of objects are merged by their
 * merge key; `$patch`, `$retainKeys`, `$setElementOrder/x` and `$deleteFromPrimitiveList/x` direct it. Unchanged parts
 * keep their identity.
 */
import { deepEqual, isRecord } from '../equality.ts'
import { type MergeRule, mergeRule } from './merge-metadata.ts'
import { setOwn } from './merge-patch.ts'
import { PatchError } from './patch-error.ts'

type Document = Readonly<Record<string, unknown>>

const deletePrefix = '$deleteFromPrimitiveList/'
const orderPrefix = '$setElementOrder/'

/**
 * @param definition the document's name in the generated schema: `CoreV1Pod`
 * Throws {@link PatchError} for a patch that makes no sense.
 */
export function applyStrategicMergePatch(definition: string | undefined, document: unknown, patch: unknown): unknown {
  if (!isRecord(patch))
    throw new PatchError('json: cannot unmarshal array into Go value of type map[string]interface {}', 'decode')
  const result = mergeMap(isRecord(document) ? document : {}, patch, definition, false)
  return result ?? {}
}

/** Merges; undefined where the patch deletes the map. `fresh`: there was nothing before, so nulls just fall away. */
function mergeMap(
  original: Document,
  patch: Document,
  definition: string | undefined,
  replaceable: boolean,
): Document | undefined {
  const directive = patch.$patch
  if (directive !== undefined) {
    if (directive === 'replace') return withoutDirectives(patch)
    if (directive === 'delete') return replaceable ? undefined : {}
    if (directive !== 'merge') throw new PatchError(`Unknown patch type: ${String(directive)} in map: ${JSON.stringify(patch)}`)
  }
  let result: Record<string, unknown> | undefined
  const base = retained(original, patch.$retainKeys)
  if (base !== original) result = { ...base }

  for (const key of Object.keys(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key.startsWith(orderPrefix)) continue
    const present = ownValue(result ?? base, key)
    let next: unknown
    let target = key
    if (key.startsWith(deletePrefix)) {
      target = key.slice(deletePrefix.length)
      next = withoutValues(ownValue(result ?? base, target), patch[key])
    } else {
      const wanted = patch[key]
      next = wanted === null ? undefined : mergeValue(present, wanted, mergeRule(definition, key), patch[orderPrefix + key])
    }
    const before = ownValue(result ?? base, target)
    if (next === before && (next !== undefined || !Object.hasOwn(result ?? base, target))) continue
    result ??= { ...base }
    if (next === undefined) delete result[target]
    else setOwn(result, target, next)
  }
  return orderOnly(result ?? base, patch, definition)
}

/** Orders lists that the patch orders without touching them. */
function orderOnly(result: Document, patch: Document, definition: string | undefined): Document {
  let ordered = result
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(orderPrefix)) continue
    const field = key.slice(orderPrefix.length)
    if (Object.hasOwn(patch, field)) continue
    const list = ownValue(ordered, field)
    if (!Array.isArray(list)) continue
    const next = inOrder(list, patch[key], mergeRule(definition, field), [])
    if (next !== list) ordered = { ...ordered, [field]: next }
  }
  return ordered
}

function ownValue(map: Document, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

function mergeValue(present: unknown, wanted: unknown, rule: MergeRule, order: unknown): unknown {
  if (isRecord(wanted)) {
    if (!isRecord(present) || rule.replace) {
      if (rule.replace && isRecord(present) && deepEqual(present, wanted)) return present
      return mergeMap({}, wanted, rule.definition, true)
    }
    return mergeMap(present, wanted, rule.definition, true)
  }
  if (Array.isArray(wanted)) {
    if (!rule.merge) return deepEqual(present, wanted) ? present : wanted
    return mergeList(Array.isArray(present) ? present : [], wanted, rule, order)
  }
  return wanted
}

function mergeList(present: readonly unknown[], wanted: readonly unknown[], rule: MergeRule, order: unknown): readonly unknown[] {
  const { mergeKey } = rule
  if (mergeKey === undefined || !(isRecord(wanted[0]) || isRecord(present[0]))) {
    const added = wanted.filter((one, i) => !present.includes(one) && wanted.indexOf(one) === i)
    return inOrder(added.length === 0 ? present : [...present, ...added], order, rule, wanted)
  }
  const replacing = wanted.some((one) => isRecord(one) && one.$patch === 'replace')
  if (replacing) {
    return wanted.filter((one) => isRecord(one) && one.$patch !== 'replace')
  }
  let result: unknown[] | undefined
  for (const element of wanted) {
    if (!isRecord(element)) throw new PatchError(`expected map, got ${typeof element}`)
    const key = element[mergeKey]
    if (key === undefined) {
      const text = `map: ${JSON.stringify(element)} does not contain declared merge key: ${mergeKey}`
      throw new PatchError(text)
    }
    const list = result ?? present
    if (element.$patch === 'delete') {
      const left = list.filter((one) => !(isRecord(one) && one[mergeKey] === key))
      if (left.length !== list.length) result = left
      continue
    }
    const at = list.findIndex((one) => isRecord(one) && one[mergeKey] === key)
    if (at < 0) {
      result = [...list, mergeMap({}, element, rule.definition, true) ?? {}]
      continue
    }
    const before = list[at] as Document
    const after = mergeMap(before, element, rule.definition, true) ?? {}
    if (after === before) continue
    result = list.slice()
    result[at] = after
  }
  return inOrder(result ?? present, order, rule, wanted)
}

/**
 * Puts elements into the order of `$setElementOrder`; those that it does not name (set by others) keep their place
 * relative to their neighbours, as normalizeElementOrder does.
 */
function inOrder(list: readonly unknown[], order: unknown, rule: MergeRule, patched: readonly unknown[]): readonly unknown[] {
  if (!Array.isArray(order)) return list
  const keyOf = (one: unknown) => (rule.mergeKey !== undefined && isRecord(one) ? one[rule.mergeKey] : one)
  const places = new Map((order as readonly unknown[]).map((one, i) => [keyOf(one), i]))
  for (const one of patched) {
    if (isRecord(one) && one.$patch !== undefined) continue
    if (!places.has(keyOf(one))) {
      throw new PatchError(
        `The order in patch list:\n${JSON.stringify(patched)}\n doesn't match ${orderPrefix} list:\n${JSON.stringify(order)}\n`,
      )
    }
  }
  const named = list.filter((one) => places.has(keyOf(one)))
  const sorted = [...named].sort((a, b) => (places.get(keyOf(a)) as number) - (places.get(keyOf(b)) as number))
  const serverOnly = list.filter((one) => !places.has(keyOf(one)))
  if (serverOnly.length === 0) return same(list, sorted)
  return same(list, interleaved(list, sorted, serverOnly))
}

function interleaved(before: readonly unknown[], sorted: readonly unknown[], serverOnly: readonly unknown[]): readonly unknown[] {
  const at = new Map(before.map((one, i) => [one, i]))
  const result: unknown[] = []
  let i = 0
  let j = 0
  while (i < sorted.length && j < serverOnly.length) {
    const left = at.get(sorted[i]) as number
    const right = at.get(serverOnly[j]) as number
    if (left < right) result.push(sorted[i++])
    else result.push(serverOnly[j++])
  }
  return [...result, ...sorted.slice(i), ...serverOnly.slice(j)]
}

function same(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return before.length === after.length && before.every((one, i) => one === after[i]) ? before : after
}

function retained(original: Document, keep: unknown): Document {
  if (!Array.isArray(keep)) return original
  const kept = Object.keys(original).filter((key) => (keep as readonly unknown[]).includes(key))
  if (kept.length === Object.keys(original).length) return original
  return Object.fromEntries(kept.map((key) => [key, original[key]]))
}

function withoutValues(list: unknown, values: unknown): unknown {
  if (!Array.isArray(list)) return list
  if (!Array.isArray(values)) return list
  const left = list.filter((one) => !(values as readonly unknown[]).includes(one))
  return left.length === list.length ? list : left
}

function withoutDirectives(patch: Document): Document {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => key !== '$patch'))
}
