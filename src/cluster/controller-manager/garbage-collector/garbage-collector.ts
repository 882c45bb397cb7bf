import type { OwnerReference } from '../../api/generated/types.ts'
import type { GroupVersionResource, KubeObject } from '../../api/object.ts'
import { ApiError, type Client } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { perContext } from '../per-context.ts'
import { type GraphNode, OwnerGraph } from './graph.ts'
import { customResources, kindOfReference, watchedResources } from './resources.ts'

const foreground = 'foregroundDeletion'
const orphan = 'orphan'

class Memory {
  readonly graph = new OwnerGraph()
  /** Custom resources that are followed → how to end that. */
  readonly followed = new Map<string, () => void>()
}

const memories = perContext(() => new Memory())
const definitions: GroupVersionResource = { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' }
/** The key under which the custom resources are looked over. */
const discovery = 'discovery'

/**
 * Deletes what has lost all its owners, and carries out foreground and orphaning deletions
 * (pkg/controller/garbagecollector). Keys are UIDs. Objects without owners that own nothing never come up.
 */
export const garbageCollector: Controller = {
  name: 'garbage-collector-controller',
  watches: [
    ...watchedResources.map((resource) => ({
      resource,
      keys: (object: KubeObject, context: ControllerContext, old?: KubeObject) => keysOf(resource, object, context, old),
    })),
    { resource: definitions, keys: () => [discovery] },
  ],
  start(context) {
    for (const end of memories(context).followed.values()) end()
    memories.reset(context)
  },
  reconcile(uid, context) {
    if (uid === discovery) {
      followCustomResources(context)
      return
    }
    const node = memories(context).graph.get(uid)
    if (node) attend(context, node)
  },
}

/** Custom resources come and go; their objects are watched like all others. */
function followCustomResources(context: ControllerContext): void {
  const { followed } = memories(context)
  const present = customResources(context.api)
  for (const resource of present) {
    const name = `${resource.resource}.${resource.group}`
    if (followed.has(name)) continue
    const wake = (object: KubeObject, old?: KubeObject): void => {
      for (const key of keysOf(resource, object, context, old)) context.enqueue(key)
    }
    const end = context.informers
      .for(resource)
      .onChange({ added: (object) => wake(object), updated: wake, deleted: (object) => wake(object) })
    followed.set(name, end)
  }
  for (const [name, end] of followed) {
    if (present.some((resource) => `${resource.resource}.${resource.group}` === name)) continue
    end()
    followed.delete(name)
  }
}

function keysOf(
  resource: GroupVersionResource,
  object: KubeObject,
  context: ControllerContext,
  old: KubeObject | undefined,
): readonly string[] {
  const { graph } = memories(context)
  const uid = String(object.metadata.uid)
  // Neither new nor changed in who owns it or whether it goes: the common case by far.
  if (old && sameOwnership(object, old) && graph.get(uid)) {
    graph.put(resource, object)
    return []
  }
  if (!old && graph.get(uid)) {
    // Told again without a former self: it is gone.
    const owners = blockedOwners(object)
    const dependents = [...graph.dependents(uid)].map((node) => node.uid)
    graph.remove(uid)
    return [...dependents, ...owners]
  }
  graph.put(resource, object)
  const deleting = object.metadata.deletionTimestamp !== undefined
  if (!deleting && !object.metadata.ownerReferences?.length) return []
  return [uid, ...(old ? blockedOwners(old) : [])]
}

function sameOwnership({ metadata }: KubeObject, { metadata: old }: KubeObject): boolean {
  return (
    metadata.ownerReferences === old.ownerReferences &&
    metadata.finalizers === old.finalizers &&
    metadata.deletionTimestamp === old.deletionTimestamp
  )
}

/** Owners that may be waiting for this object to go. */
function blockedOwners({ metadata }: KubeObject): readonly string[] {
  return (metadata.ownerReferences ?? []).filter((owner) => owner.blockOwnerDeletion).map((owner) => owner.uid)
}

function attend(context: ControllerContext, node: GraphNode): void {
  const { metadata } = node.object
  if (metadata.deletionTimestamp !== undefined) {
    if (metadata.finalizers?.includes(orphan)) orphanDependents(context, node)
    else if (metadata.finalizers?.includes(foreground)) deleteDependents(context, node)
    return
  }
  if (metadata.ownerReferences?.length) attemptToDelete(context, node)
}

/** What became of an owner. */
type OwnerState = 'solid' | 'dangling' | 'waiting'

/** Deletes an object all of whose owners are gone; otherwise strikes out the owners that are (attemptToDeleteItem). */
function attemptToDelete(context: ControllerContext, node: GraphNode): void {
  const owners = node.object.metadata.ownerReferences ?? []
  const states = owners.map((owner) => stateOf(context, node, owner))
  if (states.includes('solid')) {
    const gone = owners.filter((_, i) => states[i] !== 'solid')
    if (gone.length) removeOwners(context, node, gone)
    return
  }
  if (states.length === 0) return
  const hasDependents = !memories(context).graph.dependents(node.uid)[Symbol.iterator]().next().done
  if (states.includes('waiting') && hasDependents) {
    // An owner deleted in the foreground waits for it, and it has dependents of its own: they go first too.
    removeObject(context.api, node, 'Foreground')
    return
  }
  const own = node.object.metadata.finalizers
  removeObject(context.api, node, own?.includes(orphan) ? 'Orphan' : own?.includes(foreground) ? 'Foreground' : 'Background')
}

function stateOf(context: ControllerContext, { object }: GraphNode, owner: OwnerReference): OwnerState {
  const known = memories(context).graph.get(owner.uid)
  let found: KubeObject | undefined = known?.object
  const foreign = found?.metadata.namespace !== undefined && found.metadata.namespace !== object.metadata.namespace
  if (!found || foreign) {
    const kind = kindOfReference(context.api, owner)
    // An owner of a kind that nobody serves may exist all the same: what it owns is left alone.
    if (!kind) return 'solid'
    const namespace = kind.namespaced ? object.metadata.namespace : undefined
    if (kind.namespaced && namespace === undefined) {
      warnOfNamespace(context, object, owner)
      return 'solid'
    }
    found = lookUp(context.api, kind.resource, namespace, owner)
    if (!found) {
      if (foreign) warnOfNamespace(context, object, owner)
      return 'dangling'
    }
  }
  const waits = found.metadata.deletionTimestamp !== undefined && found.metadata.finalizers?.includes(foreground)
  return waits ? 'waiting' : 'solid'
}

function warnOfNamespace({ events }: ControllerContext, object: KubeObject, owner: OwnerReference): void {
  const reference = `[${owner.apiVersion}/${owner.kind}, namespace: ${object.metadata.namespace ?? ''}, name: ${owner.name}, uid: ${owner.uid}]`
  const message = `ownerRef ${reference} does not exist in namespace "${object.metadata.namespace ?? ''}"`
  events.event(object, 'Warning', 'OwnerRefInvalidNamespace', message)
}

function lookUp(
  api: Client,
  resource: GroupVersionResource,
  namespace: string | undefined,
  owner: OwnerReference,
): KubeObject | undefined {
  try {
    const object = api.get<KubeObject>(resource, namespace, owner.name)
    return object.metadata.uid === owner.uid ? object : undefined
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return undefined
    throw error
  }
}

/** Foreground: dependents that block go first, then the finalizer (processDeletingDependentsItem). */
function deleteDependents(context: ControllerContext, node: GraphNode): void {
  let blocked = false
  for (const dependent of [...memories(context).graph.dependents(node.uid)]) {
    const reference = dependent.object.metadata.ownerReferences?.find((owner) => owner.uid === node.uid)
    if (!reference) continue
    if (reference.blockOwnerDeletion) blocked = true
    if (dependent.object.metadata.deletionTimestamp === undefined) attemptToDelete(context, dependent)
  }
  if (!blocked) removeFinalizer(context.api, node, foreground)
}

/** Orphan: strikes itself out of its dependents' owners, then lets go (attemptToOrphanWorker). */
function orphanDependents(context: ControllerContext, node: GraphNode): void {
  for (const dependent of [...memories(context).graph.dependents(node.uid)]) {
    removeOwners(context, dependent, [{ uid: node.uid }])
  }
  removeFinalizer(context.api, node, orphan)
}

function removeOwners({ api }: ControllerContext, { resource, object }: GraphNode, owners: readonly { uid: string }[]): void {
  const left = (object.metadata.ownerReferences ?? []).filter((one) => !owners.some(({ uid }) => uid === one.uid))
  const { namespace, name, resourceVersion } = object.metadata
  const patch = { metadata: { resourceVersion, ownerReferences: left.length ? left : null } }
  ignoreGone(() => api.patch(resource, namespace, String(name), patch, { type: 'merge' }))
}

function removeFinalizer(api: Client, { resource, object }: GraphNode, finalizer: string): void {
  const { namespace, name, resourceVersion } = object.metadata
  const left = (object.metadata.finalizers ?? []).filter((one) => one !== finalizer)
  const patch = { metadata: { resourceVersion, finalizers: left.length ? left : null } }
  ignoreGone(() => api.patch(resource, namespace, String(name), patch, { type: 'merge' }))
}

function removeObject(
  api: Client,
  { resource, object, uid }: GraphNode,
  propagationPolicy: 'Orphan' | 'Background' | 'Foreground',
): void {
  const { namespace, name, resourceVersion } = object.metadata
  const preconditions = { uid, resourceVersion }
  ignoreGone(() => api.delete(resource, namespace, String(name), { propagationPolicy, preconditions }))
}

function ignoreGone(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
  }
}
