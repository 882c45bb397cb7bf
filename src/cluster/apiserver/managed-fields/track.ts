import { isRecord } from '../../api/equality.ts'
import type { ManagedFieldsEntry } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import type { Call } from '../registry/call.ts'
import { apiVersionOf, type Content, type Resource } from '../registry/resource.ts'
import { compare } from './compare.ts'
import { difference, type FieldTree, isEmpty, union } from './field-tree.ts'
import { Ownership, ownershipOf, type TrackedWrite, withOwnership } from './ownership.ts'
import { type Shape, shapeOf, untyped } from './shape.ts'
import { zeroOf } from './zero.ts'

export function resourceShape(resource: Resource): Shape {
  return resource.definition ? shapeOf(resource.definition) : untyped
}

/** Paths that nobody owns: stripSet of apimachinery's managed fields. */
const stripped: FieldTree = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:clusterName': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
}

export function ownable(tree: FieldTree | undefined): FieldTree | undefined {
  if (!tree || !('f:metadata' in tree || 'f:apiVersion' in tree || 'f:kind' in tree)) return tree
  return difference(tree, stripped)
}

export function fieldsOf(entry: ManagedFieldsEntry): FieldTree | undefined {
  return entry.fieldsV1 as FieldTree | undefined
}

/** Notes who set the fields of a new object. */
export function trackCreate(call: Call, object: Content, wallTime: number): Content {
  if (call.managed) return object
  return withOwnership(object, Ownership.after({ call, wallTime, old: undefined, object }, ownersOfNew))
}

function ownersOfNew({ call, wallTime, object }: TrackedWrite): readonly ManagedFieldsEntry[] {
  const { resource } = call
  const zero = resource.definition ? zeroOf(resource.definition) : { metadata: {}, spec: {}, status: {} }
  const all = compare({ ...zero, ...nobodys(object) }, object, resourceShape(resource)).changed
  // the status of a new object is the server's
  const given = resource.hasStatus && !resource.strategy.keepsStatusOnCreate ? difference(all, statusField(all)) : all
  const fields = ownable(given)
  return isEmpty(fields) ? [] : [entryFor(call, formatTime(wallTime), fields as FieldTree)]
}

/** What nobody owns of an object, so that it does not differ. */
function nobodys({ apiVersion, kind, metadata }: Content): object {
  const { name, namespace, uid, creationTimestamp, generation } = metadata
  return { apiVersion, kind, metadata: { name, namespace, uid, creationTimestamp, generation } }
}

function statusField(fields: FieldTree | undefined): FieldTree | undefined {
  const status = fields?.['f:status']
  return status && { 'f:status': status }
}

/** Notes who changed which fields: fieldmanager.Update. Owners of a changed field lose it. */
export function trackUpdate(call: Call, old: Content, object: Content, wallTime: number): Content {
  if (call.managed) return object
  const before = ownershipOf(old)
  if (!before) return withOwnership(object, undefined)
  if (isReset(object)) return withOwnership(object, nobody)
  return withOwnership(object, Ownership.after({ call, wallTime, old, object }, ownersAfter))
}

const nobody = Ownership.of([])

/** Whether a write wants the owners changed, be the object ever so much the same. */
export function changesOwners(call: Call, old: Content, object: Content): boolean {
  if (call.managed) return ownershipOf(object) !== ownershipOf(old)
  return isReset(object) && (ownershipOf(old)?.entries.length ?? 0) > 0
}

/** isResetManagedFields: a list of one empty entry takes all owners away. */
function isReset({ metadata: { managedFields } }: Content): boolean {
  const [only, ...more] = managedFields ?? []
  return only !== undefined && more.length === 0 && Object.keys(only).length === 0
}

/** The entries that a client sent, if they are sound, else those that the server kept: decodeLiveOrNew. */
function entriesBefore(old: Content, { metadata: { managedFields: given } }: Content): readonly ManagedFieldsEntry[] {
  const sound = given?.every((entry) => entry.fieldsType === 'FieldsV1' && isRecord(entry.fieldsV1) && entry.operation)
  return (sound && given?.length ? given : undefined) ?? ownershipOf(old)?.entries ?? []
}

function ownersAfter({ call, wallTime, old, object }: TrackedWrite): readonly ManagedFieldsEntry[] {
  const before = old ? entriesBefore(old, object) : []
  // an object that nobody tracks is not tracked on
  if (before.length === 0) return before
  const found = compare(old, object, resourceShape(call.resource))
  const changed = ownable(found.changed)
  const removed = ownable(found.removed)
  if (isEmpty(changed) && isEmpty(removed)) return before
  const touched = union(changed, removed)
  const entries: ManagedFieldsEntry[] = []
  let mine: FieldTree | undefined
  for (const entry of before) {
    const fields = fieldsOf(entry)
    if (isOwn(entry, call)) {
      mine = difference(fields, removed)
      continue
    }
    const kept = difference(fields, touched)
    if (kept === fields) entries.push(entry)
    else if (!isEmpty(kept)) entries.push({ ...entry, fieldsV1: kept as FieldTree })
  }
  const owned = union(mine, changed)
  if (!isEmpty(owned)) {
    // the time moves with what is set, not with what is taken away
    const was = before.find((entry) => isOwn(entry, call))
    const time = isEmpty(changed) ? was?.time : undefined
    entries.push(entryFor(call, time ?? formatTime(wallTime), owned as FieldTree))
  }
  return sortEntries(entries)
}

function isOwn(entry: ManagedFieldsEntry, call: Call): boolean {
  return (
    entry.operation === 'Update' &&
    entry.manager === call.fieldManager &&
    (entry.subresource ?? '') === (call.subresource ?? '') &&
    entry.apiVersion === apiVersionOf(call.resource)
  )
}

function entryFor(call: Call, time: string, fieldsV1: FieldTree): ManagedFieldsEntry {
  return {
    manager: call.fieldManager,
    operation: 'Update',
    apiVersion: apiVersionOf(call.resource),
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(call.subresource ? { subresource: call.subresource } : {}),
  }
}

/** sortEncodedManagedFields: appliers first, then by time, manager and subresource. */
export function sortEntries(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  const text = (entry: ManagedFieldsEntry) => [
    String(entry.operation),
    entry.time ?? '',
    entry.manager ?? '',
    entry.apiVersion ?? '',
    entry.subresource ?? '',
  ]
  return [...entries].sort((a, b) => {
    const left = text(a)
    const right = text(b)
    for (let i = 0; i < left.length; i++) {
      const [x, y] = [left[i] as string, right[i] as string]
      if (x !== y) return x < y ? -1 : 1
    }
    return 0
  })
}
