import { formatTime, keyOf } from '../../api/object.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import type { Random } from '../../sim/random.ts'
import type { Simulation } from '../../sim/simulation.ts'
import { changesOwners, trackCreate, trackUpdate } from '../managed-fields/track.ts'
import type { Policies } from '../policies.ts'
import { alreadyExists, badRequest, conflict, generateNameClash, invalid, modified, notFound, untyped } from '../status.ts'
import type { Call } from './call.ts'
import { sameObject, sameSpec } from './equal.ts'
import { initialStatus } from './initial-status.ts'
import { type Content, groupResource, type WriteContext } from './resource.ts'

/**
 * What all kinds have in common: apiserver/pkg/registry/generic/registry/store.go. A kind's particulars are in its
 * resource's strategy.
 */
export class Registry {
  private readonly names: Random
  private readonly uids: Random

  constructor(
    readonly sim: Simulation,
    readonly etcd: Etcd,
    readonly policies: Policies,
  ) {
    this.names = sim.random.stream('apiserver/names')
    this.uids = sim.random.stream('apiserver/uids')
  }

  get(call: Call): Content {
    const stored = this.find(call)
    if (!stored) throw notFound(groupResource(call.resource), String(call.name))
    return stored
  }

  find(call: Call): Content | undefined {
    return this.etcd.get(call.resource.storage, keyFor(call))
  }

  /** @param given a decoded object */
  create(call: Call, given: Content): Content {
    const { resource } = call
    const context = this.context(call)
    let object = this.identified(call, given)
    object = this.policies.applyDefaults(resource, object)
    object = trackCreate(call, object, this.sim.wallTime)
    object = this.policies.admit(this, call, 'CREATE', object, undefined)
    if (resource.hasStatus && !resource.strategy.keepsStatusOnCreate) {
      object = { ...object, status: initialStatus[resource.storage] ?? {} }
    }
    object = resource.strategy.prepareForCreate?.(object, context) ?? object
    const errors = this.policies.validateCreate(this, call, object)
    if (errors.length > 0) throw invalid(resource, nameOf(object), errors)
    object = this.named(call, object)
    object = resource.strategy.allocate?.(object, undefined, context) ?? object
    for (const warning of this.policies.warningsFor(call, object, undefined)) call.warn(warning)
    this.policies.admitted(this, call, 'CREATE', object, undefined)
    if (call.dryRun) return object
    const { object: stored } = this.etcd.put(resource.storage, object, { by: call.by })
    resource.strategy.committed?.(stored, undefined, context)
    return stored
  }

  /**
   * @param produce makes the new object from the present one: a body as it came, or a patch applied
   */
  update(call: Call, produce: (old: Content) => Content): { readonly object: Content; readonly created: boolean } {
    const { resource } = call
    const old = this.find(call)
    if (!old) {
      if (!resource.createOnUpdate || call.subresource) throw notFound(groupResource(resource), String(call.name))
      return { object: this.create(call, produce(emptyOf(call))), created: true }
    }
    const context = this.context(call)
    let object = this.checked(call, produce(old), old)
    object = call.subresource === 'status' ? this.withStatus(call, object, old) : this.withSpec(call, object, old)
    if (sameObject(object, old) && !changesOwners(call, old, object)) return { object: old, created: false }
    if (call.subresource === 'status') object = this.policies.admit(this, call, 'UPDATE', object, old)
    object = trackUpdate(call, old, object, this.sim.wallTime)
    return { object: this.store(call, object, old, context), created: false }
  }

  /** What an update of `/status` makes of the stored object. */
  private withStatus(call: Call, given: Content, old: Content): Content {
    const object = { ...old, metadata: given.metadata, status: given.status }
    return call.resource.strategy.prepareForStatusUpdate?.(object, old, this.context(call)) ?? object
  }

  /** What an update of the main resource, or of a subresource that is a part of it, makes of the stored object. */
  private withSpec(call: Call, given: Content, old: Content): Content {
    const { resource } = call
    const { strategy } = resource
    const context = this.context(call)
    let object = this.policies.applyDefaults(resource, given)
    const part = call.subresource ? strategy.parts?.[call.subresource] : undefined
    if (part) object = part(object, old, context)
    else if (resource.hasStatus) object = { ...object, status: old.status }
    object = this.policies.admit(this, call, 'UPDATE', object, old)
    if (!part) object = strategy.prepareForUpdate?.(object, old, context) ?? object
    if (!resource.hasGeneration || sameSpec(object, old)) return object
    return { ...object, metadata: { ...object.metadata, generation: (old.metadata.generation ?? 0) + 1 } }
  }

  /** The last steps of an update: validation, removal where the last finalizer went, commit. */
  private store(call: Call, given: Content, old: Content, context: WriteContext): Content {
    const { resource } = call
    const errors = this.policies.validateUpdate(this, call, given, old)
    if (errors.length > 0) throw invalid(resource, nameOf(given), errors)
    const allocate = call.subresource === undefined ? resource.strategy.allocate : undefined
    const object = allocate?.(given, old, context) ?? given
    for (const warning of this.policies.warningsFor(call, object, old)) call.warn(warning)
    this.policies.admitted(this, call, 'UPDATE', object, old)
    if (endsDeletion(object, old) && (resource.strategy.mayBeRemoved?.(object) ?? true)) {
      if (!call.dryRun) this.remove(call, old)
      return object
    }
    if (call.dryRun) return object
    const { object: stored } = this.etcd.put(resource.storage, object, { by: call.by })
    resource.strategy.committed?.(stored, old, context)
    return stored
  }

  /** Takes an object out of the store for good. */
  remove(call: Call, object: Content): Content {
    const removed = this.etcd.delete(call.resource.storage, object, { by: call.by })
    call.resource.strategy.committed?.(undefined, object, this.context(call))
    return removed?.object ?? object
  }

  /** RFC 3339, now. */
  get time(): string {
    return formatTime(this.sim.wallTime)
  }

  context(call: Call): WriteContext {
    return { sim: this.sim, etcd: this.etcd, user: call.user, dryRun: call.dryRun, warn: call.warn }
  }

  /** Fills what the server gives to every new object, and checks it against the URL. */
  private identified(call: Call, given: Content): Content {
    const { resource } = call
    const { metadata } = given
    if (metadata.resourceVersion) {
      throw untyped('resourceVersion should not be set on objects to be created')
    }
    if (resource.namespaced && metadata.namespace && call.namespace && metadata.namespace !== call.namespace) {
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
    }
    if (resource.namespaced && !call.namespace) throw badRequest('an empty namespace may not be set during creation')
    const name = metadata.name || (metadata.generateName ? this.generatedName(metadata.generateName) : undefined)
    return {
      ...given,
      metadata: {
        ...withoutServerFields(metadata),
        ...(name ? { name } : {}),
        ...(resource.namespaced && call.namespace ? { namespace: call.namespace } : {}),
        uid: this.uids.uuid(),
        creationTimestamp: this.time,
        ...(resource.hasGeneration ? { generation: 1 } : {}),
      },
    }
  }

  /** Makes sure that the name is free; generated names are tried eight times. */
  private named(call: Call, object: Content): Content {
    const { storage } = call.resource
    const { metadata } = object
    if (!this.etcd.get(storage, keyOf(object))) return object
    const generated = metadata.generateName && metadata.name?.startsWith(metadata.generateName.slice(0, maxBaseLength))
    if (!generated) throw alreadyExists(groupResource(call.resource), String(metadata.name))
    for (let tries = 1; tries < 8; tries++) {
      const other = { ...object, metadata: { ...metadata, name: this.generatedName(String(metadata.generateName)) } }
      if (!this.etcd.get(storage, keyOf(other))) return other
    }
    throw generateNameClash(groupResource(call.resource), String(metadata.name))
  }

  private generatedName(base: string): string {
    return base.slice(0, maxBaseLength) + this.names.nameSuffix()
  }

  /** Compares an update with the URL and the stored object, and takes from that what nobody may change. */
  private checked(call: Call, given: Content, old: Content): Content {
    const { resource } = call
    const { metadata } = given
    if (metadata.name !== old.metadata.name && (metadata.name || !call.subresource)) {
      const [a, b] = [metadata.name ?? '', String(call.name)]
      throw badRequest(a ? `the name of the object (${a}) does not match the name on the URL (${b})` : 'name must be provided')
    }
    if (metadata.namespace && metadata.namespace !== old.metadata.namespace) {
      const [a, b] = [metadata.namespace, call.namespace ?? '']
      throw badRequest(`the namespace of the object (${a}) does not match the namespace on the request (${b})`)
    }
    if (!metadata.resourceVersion && !resource.unconditionalUpdate) {
      const message = 'Invalid value: "": must be specified for an update'
      throw invalid(resource, nameOf(old), [{ reason: 'FieldValueInvalid', field: 'metadata.resourceVersion', message }])
    }
    if (metadata.resourceVersion && metadata.resourceVersion !== old.metadata.resourceVersion) {
      throw conflict(groupResource(resource), nameOf(old), modified)
    }
    if (metadata.uid && metadata.uid !== old.metadata.uid) {
      const [a, b] = [metadata.uid, old.metadata.uid]
      const why = `Precondition failed: UID in precondition: ${a}, UID in object meta: ${b}`
      throw conflict(groupResource(resource), nameOf(old), why)
    }
    const was = old.metadata
    return {
      ...given,
      metadata: {
        ...metadata,
        name: was.name,
        namespace: was.namespace,
        uid: was.uid,
        resourceVersion: was.resourceVersion,
        generation: was.generation,
        creationTimestamp: metadata.creationTimestamp ?? was.creationTimestamp,
        deletionTimestamp: was.deletionTimestamp,
        deletionGracePeriodSeconds: was.deletionGracePeriodSeconds,
      },
    }
  }
}

/** The key in the store of the object that a call names. */
export function keyFor(call: Pick<Call, 'resource' | 'namespace' | 'name'>): string {
  return call.resource.namespaced ? `${call.namespace}/${call.name}` : String(call.name)
}

/** names/generate.go: 63 less the suffix. */
const maxBaseLength = 58

function nameOf(object: Content): string {
  return object.metadata.name ?? ''
}

function emptyOf(call: Call): Content {
  const { group, version, kind } = call.resource
  return { apiVersion: group ? `${group}/${version}` : version, kind, metadata: {} }
}

/** store.go ShouldDeleteDuringUpdate. */
function endsDeletion(object: Content, old: Content): boolean {
  if (object.metadata.finalizers?.length) return false
  return old.metadata.deletionTimestamp !== undefined && !old.metadata.deletionGracePeriodSeconds
}

function withoutServerFields(metadata: Content['metadata']): Content['metadata'] {
  if (!metadata.deletionTimestamp && !metadata.selfLink && metadata.deletionGracePeriodSeconds === undefined) return metadata
  const { deletionTimestamp: _t, deletionGracePeriodSeconds: _g, selfLink: _s, ...rest } = metadata
  return rest
}
