import { deepEqual, isRecord } from '../../api/equality.ts'
import { type FieldTree, leaf, node } from './field-tree.ts'
import { keyStep, type Shape } from './shape.ts'

/** Which paths two versions of an object differ in. */
export interface Comparison {
  /** Added or of another value. */
  readonly changed: FieldTree | undefined
  readonly removed: FieldTree | undefined
}

const same: Comparison = { changed: undefined, removed: undefined }

/** structured-merge-diff's Compare: parts that are shared cost nothing. An absent side is `undefined`. */
export function compare(before: unknown, after: unknown, shape: Shape): Comparison {
  if (before === after) return same
  if (after === undefined) return { changed: undefined, removed: everything(before, shape) }
  if (before === undefined) return { changed: everything(after, shape), removed: undefined }
  switch (shape.kind) {
    case 'struct':
    case 'map':
      if (!isRecord(after) && after !== null) return atomically(before, after)
      if (!isRecord(before) && before !== null) return atomically(before, after)
      return compareFields(before ?? {}, after ?? {}, shape)
    case 'keyed':
    case 'set': {
      if ((!Array.isArray(before) && before !== null) || (!Array.isArray(after) && after !== null)) {
        return atomically(before, after)
      }
      return compareElements(before ?? [], after ?? [], shape)
    }
    default:
      return atomically(before, after)
  }
}

function atomically(before: unknown, after: unknown): Comparison {
  return deepEqual(before, after) ? same : { changed: leaf, removed: undefined }
}

type Fields = Readonly<Record<string, unknown>>

function compareFields(before: Fields, after: Fields, shape: Shape & { kind: 'struct' | 'map' }): Comparison {
  let changed: Record<string, FieldTree> | undefined
  let removed: Record<string, FieldTree> | undefined
  const visit = (name: string) => {
    const was = before[name]
    const is = after[name]
    if (was === is) return
    const found = compare(was, is, fieldShape(shape, name))
    if (found.changed) {
      changed ??= {}
      changed[`f:${name}`] = found.changed
    }
    if (found.removed) {
      removed ??= {}
      removed[`f:${name}`] = found.removed
    }
  }
  for (const name in after) visit(name)
  for (const name in before) if (after[name] === undefined) visit(name)
  return changed || removed ? { changed, removed } : same
}

function compareElements(
  before: readonly unknown[],
  after: readonly unknown[],
  shape: Shape & { kind: 'keyed' | 'set' },
): Comparison {
  const was = elements(before, shape)
  const is = elements(after, shape)
  let changed: Record<string, FieldTree> | undefined
  let removed: Record<string, FieldTree> | undefined
  const element = shape.kind === 'keyed' ? shape.element : ({ kind: 'atomic' } as const)
  for (const [step, value] of is) {
    const found = compare(was.get(step), value, element)
    if (found.changed) {
      changed ??= {}
      changed[step] = found.changed
    }
    if (found.removed) {
      removed ??= {}
      removed[step] = found.removed
    }
  }
  for (const [step, value] of was) {
    if (is.has(step)) continue
    removed ??= {}
    removed[step] = everything(value, element)
  }
  return changed || removed ? { changed, removed } : same
}

/** The elements of a keyed list or set by their steps. */
export function elements(list: readonly unknown[], shape: Shape & { kind: 'keyed' | 'set' }): Map<string, unknown> {
  const found = new Map<string, unknown>()
  for (const value of list) {
    found.set(shape.kind === 'set' ? `v:${JSON.stringify(value)}` : keyStep(shape.keys, value), value)
  }
  return found
}

export function fieldShape(shape: Shape & { kind: 'struct' | 'map' }, name: string): Shape {
  return shape.kind === 'struct' ? shape.field(name) : shape.value
}

/** Containers and the like are shared by all Pods of a template: what they consist of is found once. */
const known = new WeakMap<object, { readonly shape: Shape; readonly tree: FieldTree }>()

/** A value with all that is below it, each path a member: what an addition or removal touches. */
function everything(value: unknown, shape: Shape): FieldTree {
  if (typeof value !== 'object' || value === null || shape.kind === 'atomic') return leaf
  if (shape.kind !== 'keyed') return treeOf(value, shape)
  const found = known.get(value)
  if (found?.shape === shape) return found.tree
  const tree = treeOf(value, shape)
  known.set(value, { shape, tree })
  return tree
}

function treeOf(value: object, shape: Shape): FieldTree {
  const children: Record<string, FieldTree> = {}
  if ((shape.kind === 'struct' || shape.kind === 'map') && isRecord(value)) {
    for (const name in value) {
      const field = value[name]
      if (field !== undefined) children[`f:${name}`] = everything(field, fieldShape(shape, name))
    }
  } else if ((shape.kind === 'keyed' || shape.kind === 'set') && Array.isArray(value)) {
    const element = shape.kind === 'keyed' ? shape.element : ({ kind: 'atomic' } as const)
    for (const [step, one] of elements(value, shape)) children[step] = everything(one, element)
  }
  return node(true, children) as FieldTree
}

/**
 * structured-merge-diff's ToFieldSet, for an applied configuration: leaves, list elements and map entries, but not the
 * structures around them.
 */
export function fieldsIn(value: unknown, shape: Shape): FieldTree | undefined {
  if ((shape.kind === 'struct' || shape.kind === 'map') && isRecord(value)) {
    const children: Record<string, FieldTree> = {}
    for (const name in value) {
      const field = value[name]
      if (field === undefined) continue
      const below = fieldsIn(field, fieldShape(shape, name))
      const isLeaf = field === null || (isRecord(field) && Object.keys(field).length === 0)
      const found = shape.kind === 'map' || isLeaf ? node(true, below) : below
      if (found) children[`f:${name}`] = found
    }
    return node(false, children)
  }
  if ((shape.kind === 'keyed' || shape.kind === 'set') && Array.isArray(value)) {
    const children: Record<string, FieldTree> = {}
    const element = shape.kind === 'keyed' ? shape.element : ({ kind: 'atomic' } as const)
    for (const [step, one] of elements(value, shape)) {
      children[step] = node(true, fieldsIn(one, element)) as FieldTree
    }
    return node(false, children)
  }
  return leaf
}
