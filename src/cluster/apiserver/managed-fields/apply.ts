import { isRecord } from '../../api/equality.ts'
import { required } from '../../api/field-errors.ts'
import type { ManagedFieldsEntry } from '../../api/generated/types.ts'
import type { Call } from '../registry/call.ts'
import type { Registry } from '../registry/registry.ts'
import { apiVersionOf, type Content } from '../registry/resource.ts'
import { applyConflict, badRequest, invalid, untyped } from '../status.ts'
import { compare, fieldsIn } from './compare.ts'
import { difference, type FieldTree, intersection, isEmpty, pathsOf, sameTree, union } from './field-tree.ts'
import { merge, prune } from './merge.ts'
import { Ownership, ownershipOf, withOwnership } from './ownership.ts'
import { fieldsOf, ownable, resourceShape, sortEntries } from './track.ts'

/** Server-side apply: structured-merge-diff's Updater.Apply behind handlers/patch.go. Creates what is not there. */
export function applyPatch(
  registry: Registry,
  call: Call,
  patch: unknown,
  force: boolean,
): { readonly object: Content; readonly created: boolean } {
  if (!call.explicitManager) {
    const errors = [required('fieldManager', 'is required for apply patch')]
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', errors)
  }
  const given = configurationOf(registry, call, patch)
  const config = call.resource.convert?.from(given) ?? given
  const managed: Call = { ...call, managed: true, trusted: true }
  if (!registry.find(call) && !call.subresource) {
    if (config.metadata.resourceVersion) throw untyped('resourceVersion should not be set on objects to be created')
    const fields = appliedFields(call, config)
    const object = withOwnership(config, Ownership.of([appliedEntry(call, registry.time, fields)]))
    const named = { ...object, metadata: { ...object.metadata, name: call.name } }
    const whole = registry.policies.complete(call.resource, named)
    return { object: registry.create(managed, whole), created: true }
  }
  return registry.update(managed, (live) => applied(registry, call, live, config, force))
}

function configurationOf(registry: Registry, call: Call, patch: unknown): Content {
  if (!isRecord(patch)) throw badRequest('error decoding YAML: the configuration is not an object')
  const { metadata } = patch as { readonly metadata?: { readonly managedFields?: unknown } }
  if (metadata?.managedFields) throw badRequest('metadata.managedFields must be nil')
  if (!patch.apiVersion || !patch.kind) throw badRequest('invalid object type: /, Kind=')
  const decoded = call.trusted ? (patch as unknown as Content) : registry.policies.decodeApplied(call, patch)
  const name = decoded.metadata.name
  if (name && name !== call.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`)
  }
  return decoded
}

function appliedFields(call: Call, config: Content): FieldTree {
  const fields = ownable(fieldsIn(config, resourceShape(call.resource))) ?? {}
  if (!call.resource.hasStatus || call.subresource === 'status') return fields
  const { 'f:status': _, ...rest } = fields
  return rest
}

function appliedEntry(call: Call, time: string, fieldsV1: FieldTree): ManagedFieldsEntry {
  return {
    manager: call.fieldManager,
    operation: 'Apply',
    apiVersion: apiVersionOf(call.resource),
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(call.subresource ? { subresource: call.subresource } : {}),
  }
}

function isOwn(entry: ManagedFieldsEntry, call: Call): boolean {
  return (
    entry.operation === 'Apply' && entry.manager === call.fieldManager && (entry.subresource ?? '') === (call.subresource ?? '')
  )
}

/** What applying a configuration makes of an object. Throws where others own what it would change. */
function applied(registry: Registry, call: Call, live: Content, config: Content, force: boolean): Content {
  const shape = resourceShape(call.resource)
  const before = ownershipOf(live)?.entries ?? []
  const own = before.find((entry) => isOwn(entry, call))
  const others = before.filter((entry) => entry !== own)
  const fields = appliedFields(call, config)

  let object = merge(live, config, shape) as Content
  const last = own && fieldsOf(own)
  const gone = difference(last, fields)
  if (gone && !isEmpty(gone)) {
    let kept: FieldTree | undefined = fields
    for (const entry of others) kept = union(kept, fieldsOf(entry))
    object = prune(object, shape, gone, kept) as Content
  }
  const found = compare(live, object, shape)
  const changed = ownable(found.changed)
  const removed = ownable(found.removed)
  const after: ManagedFieldsEntry[] = []
  const conflicts: Conflict[] = []
  for (const entry of others) {
    const theirs = fieldsOf(entry)
    const clash = intersection(theirs, changed)
    if (!isEmpty(clash)) conflicts.push({ entry, paths: pathsOf(clash as FieldTree) })
    const kept = difference(difference(theirs, changed), removed)
    if (kept === theirs) after.push(entry)
    else if (!isEmpty(kept)) after.push({ ...entry, fieldsV1: kept as FieldTree })
  }
  if (conflicts.length > 0 && !force) throw conflictOf(conflicts)

  const nothingNew = isEmpty(changed) && isEmpty(removed) && own && sameTree(last, fields)
  if (nothingNew) return live
  after.push(appliedEntry(call, registry.time, fields))
  return withOwnership(object, Ownership.of(sortEntries(after)))
}

interface Conflict {
  readonly entry: ManagedFieldsEntry
  readonly paths: readonly string[]
}

/** managedfields/internal/conflict.go. */
function conflictOf(conflicts: readonly Conflict[]) {
  const causes = conflicts.flatMap(({ entry, paths }) =>
    paths.map((path) => ({ reason: 'FieldManagerConflict', message: `conflict with ${managerText(entry)}`, field: path })),
  )
  const only = causes.length === 1 ? causes[0] : undefined
  if (only) return applyConflict(causes, `Apply failed with 1 conflict: ${only.message}: ${only.field}`)
  const texts = conflicts
    .map(({ entry, paths }) => [`conflicts with ${managerText(entry)}:`, ...paths.map((path) => `- ${path}`)])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  return applyConflict(causes, `Apply failed with ${causes.length} conflicts: ${texts.flat().join('\n')}`)
}

function managerText(entry: ManagedFieldsEntry): string {
  const subresource = entry.subresource ? ` with subresource ${JSON.stringify(entry.subresource)}` : ''
  const using = entry.operation === 'Update' ? ` using ${entry.apiVersion}` : ''
  return `${JSON.stringify(entry.manager)}${subresource}${using}`
}
