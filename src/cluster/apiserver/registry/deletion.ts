import { formatTime, parseTime } from '../../api/object.ts'
import { conflict } from '../status.ts'
import type { Call } from './call.ts'
import type { Registry } from './registry.ts'
import type { Content, Resource } from './resource.ts'

/** A DeleteOptions object, as far as the server heeds it. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined
  readonly propagationPolicy?: string | undefined
  readonly orphanDependents?: boolean | undefined
  readonly preconditions?: { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined } | undefined
}

export interface Deleted {
  readonly object: Content
  /** False while finalizers or a grace period keep it. */
  readonly gone: boolean
}

/** store.go Delete with rest.BeforeDelete: preconditions, grace, finalizers for garbage collection, removal. */
export function deleteObject(registry: Registry, call: Call, options: DeleteOptions): Deleted {
  const { resource } = call
  const { strategy } = resource
  const old = registry.get(call)
  checkPreconditions(call, old, options)
  strategy.checkDelete?.(old, registry.context(call))
  registry.policies.admitted(registry, call, 'DELETE', undefined, old)

  const finalizers = finalizersAfter(resource, old, options)
  let object = finalizers === old.metadata.finalizers ? old : { ...old, metadata: { ...old.metadata, finalizers } }

  if (strategy.markForDeletion) {
    if (!old.metadata.deletionTimestamp) {
      object = strategy.markForDeletion({ ...object, metadata: { ...object.metadata, deletionTimestamp: registry.time } })
      return { object: put(registry, call, object, old), gone: false }
    }
    if (!(strategy.mayBeRemoved?.(object) ?? true)) return { object, gone: false }
  }

  const graceful = strategy.gracePeriodSeconds ? markGracefully(registry, call, object, options) : 'immediate'
  if (graceful === 'pending') return { object: old, gone: false }
  const pending = (finalizers?.length ?? 0) > 0
  if (graceful === 'immediate') {
    if (pending) return { object: put(registry, call, marked(object, registry.time), old), gone: false }
    return { object: call.dryRun ? old : registry.remove(call, old), gone: true }
  }
  const stored = put(registry, call, graceful, old)
  if (pending || graceful.metadata.deletionGracePeriodSeconds) return { object: stored, gone: false }
  return { object: call.dryRun ? stored : registry.remove(call, stored), gone: true }
}

function checkPreconditions(call: Call, old: Content, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions ?? {}
  const of = { group: '', resource: call.resource.kind }
  const name = String(old.metadata.name)
  if (uid && uid !== old.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`
    throw conflict(call.resource.group ? { ...of, group: call.resource.group } : of, name, why)
  }
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`
    throw conflict(call.resource.group ? { ...of, group: call.resource.group } : of, name, why)
  }
}

/** rest.BeforeDelete for kinds with grace: the marked object, or that nothing is to be done. */
function markGracefully(
  registry: Registry,
  call: Call,
  object: Content,
  options: DeleteOptions,
): Content | 'pending' | 'immediate' {
  const { metadata } = object
  const now = registry.sim.wallTime
  if (metadata.deletionTimestamp) {
    const present = metadata.deletionGracePeriodSeconds
    if (present === undefined) return 'immediate'
    const asked = options.gracePeriodSeconds
    // once begun, a grace period may only be shortened
    if (asked === undefined || asked >= present) return 'pending'
    const moved = parseTime(metadata.deletionTimestamp) - (present - asked) * 1000
    const past = moved < now
    return {
      ...object,
      metadata: {
        ...metadata,
        deletionTimestamp: formatTime(past ? now : moved),
        deletionGracePeriodSeconds: past && asked !== 0 ? 1 : asked,
      },
    }
  }
  const grace = call.resource.strategy.gracePeriodSeconds?.(object, options.gracePeriodSeconds) ?? 0
  return {
    ...object,
    metadata: {
      ...metadata,
      deletionTimestamp: formatTime(now + grace * 1000),
      deletionGracePeriodSeconds: grace,
      ...(metadata.generation ? { generation: metadata.generation + 1 } : {}),
    },
  }
}

/** store.go markAsDeleting: a kind without grace, held by finalizers. */
function marked(object: Content, time: string): Content {
  const { metadata } = object
  if (metadata.deletionTimestamp) return object
  return {
    ...object,
    metadata: {
      ...metadata,
      deletionTimestamp: time,
      deletionGracePeriodSeconds: 0,
      ...(metadata.generation ? { generation: metadata.generation + 1 } : {}),
    },
  }
}

const orphan = 'orphan'
const foreground = 'foregroundDeletion'

/** store.go deletionFinalizersForGarbageCollection: which of the two finalizers the propagation policy asks for. */
function finalizersAfter(resource: Resource, old: Content, options: DeleteOptions): readonly string[] | undefined {
  const present = old.metadata.finalizers ?? []
  if (resource.defaultPropagation === 'None') return old.metadata.finalizers
  const policy = policyOf(resource, present, options)
  const wanted = policy === 'Orphan' ? orphan : policy === 'Foreground' ? foreground : undefined
  const kept = present.filter((finalizer) => finalizer !== orphan && finalizer !== foreground)
  const after = wanted ? [...kept, wanted] : kept
  const same = after.length === present.length && after.every((finalizer) => present.includes(finalizer))
  return same ? old.metadata.finalizers : after
}

function policyOf(resource: Resource, present: readonly string[], options: DeleteOptions): string {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background'
  if (options.propagationPolicy) return options.propagationPolicy
  if (present.includes(orphan)) return 'Orphan'
  if (present.includes(foreground)) return 'Foreground'
  return resource.defaultPropagation
}

function put(registry: Registry, call: Call, object: Content, old: Content): Content {
  if (call.dryRun || object === old) return object
  return registry.etcd.put(call.resource.storage, object, { by: call.by }).object
}
