import { isRecord } from '../../api/equality.ts'
import { elements, fieldShape } from './compare.ts'
import type { FieldTree } from './field-tree.ts'
import type { Shape } from './shape.ts'

/** structured-merge-diff's Merge: an applied configuration laid over an object. Unchanged parts keep their identity. */
export function merge(live: unknown, config: unknown, shape: Shape): unknown {
  if (config === undefined) return live
  if (live === undefined || live === null) return config
  switch (shape.kind) {
    case 'struct':
    case 'map': {
      if (!isRecord(live) || !isRecord(config)) return config
      const merged: Record<string, unknown> = { ...live }
      for (const name in config) merged[name] = merge(live[name], config[name], fieldShape(shape, name))
      return merged
    }
    case 'keyed':
    case 'set': {
      if (!Array.isArray(live) || !Array.isArray(config)) return config
      return mergeElements(live, config, shape)
    }
    default:
      return config
  }
}

/** The elements of the object in their order, with those of the configuration merged in or put behind. */
function mergeElements(
  live: readonly unknown[],
  config: readonly unknown[],
  shape: Shape & { kind: 'keyed' | 'set' },
): unknown[] {
  const given = elements(config, shape)
  const present = elements(live, shape)
  const merged: unknown[] = []
  for (const [step, value] of present) {
    merged.push(shape.kind === 'keyed' ? merge(value, given.get(step), shape.element) : value)
  }
  for (const [step, value] of given) if (!present.has(step)) merged.push(value)
  return merged
}

/**
 * Takes out what an applier no longer applies and nobody else owns.
 * @param gone paths to remove
 * @param kept paths that others own: neither they nor what holds them is removed
 */
export function prune(value: unknown, shape: Shape, gone: FieldTree, kept: FieldTree | undefined): unknown {
  if ((shape.kind === 'struct' || shape.kind === 'map') && isRecord(value)) {
    const pruned: Record<string, unknown> = {}
    let touched = false
    for (const name in value) {
      const step = `f:${name}`
      const left = pruneOne(value[name], fieldShape(shape, name), gone[step], kept?.[step])
      if (left !== value[name]) touched = true
      if (left !== undefined) pruned[name] = left
    }
    return touched ? pruned : value
  }
  if ((shape.kind === 'keyed' || shape.kind === 'set') && Array.isArray(value)) {
    const element: Shape = shape.kind === 'keyed' ? shape.element : { kind: 'atomic' }
    const pruned: unknown[] = []
    for (const [step, one] of elements(value, shape)) {
      const left = pruneOne(one, element, gone[step], kept?.[step])
      if (left !== undefined) pruned.push(left)
    }
    return pruned
  }
  return value
}

function pruneOne(value: unknown, shape: Shape, gone: FieldTree | undefined, kept: FieldTree | undefined): unknown {
  if (!gone) return value
  const whole = '.' in gone || Object.keys(gone).length === 0
  if (whole && kept === undefined) return undefined
  const left = prune(value, shape, gone, kept)
  // a structure that nothing is left of goes with its last field
  if (left !== value && isBare(left) && kept === undefined) return undefined
  return left
}

function isBare(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return isRecord(value) && Object.keys(value).length === 0
}
