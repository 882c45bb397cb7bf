import type { GroupVersionResource, KubeObject } from '../api/object.ts'
import { ApiError } from '../client/client.ts'
import type { ControllerContext } from '../client/controller.ts'
import { controllerReference } from './owner-references.ts'

/**
 * The objects that belong to `owner`: those it controls and that still match, plus orphans that match, which it adopts; those
 * that match no more are released (controller_ref_manager.go).
 */
export function claim<T extends KubeObject>(
  context: ControllerContext,
  resource: GroupVersionResource,
  owner: KubeObject,
  matches: (object: T) => boolean,
): readonly T[] {
  const informer = context.informers.for<T>(resource)
  const uid = String(owner.metadata.uid)
  const claimed: T[] = []
  for (const object of informer.byIndex('owner', uid)) {
    if (matches(object)) claimed.push(object)
    else if (owner.metadata.deletionTimestamp === undefined) release(context, resource, object, uid)
  }
  if (owner.metadata.deletionTimestamp !== undefined) return claimed
  for (const object of informer.byIndex('orphans', String(owner.metadata.namespace))) {
    if (object.metadata.deletionTimestamp !== undefined || !matches(object)) continue
    const adopted = adopt(context, resource, object, owner)
    if (adopted) claimed.push(adopted)
  }
  return claimed
}

function adopt<T extends KubeObject>(
  context: ControllerContext,
  resource: GroupVersionResource,
  object: T,
  owner: KubeObject,
): T | undefined {
  try {
    return context.api.patch<T>(
      resource,
      object.metadata.namespace,
      String(object.metadata.name),
      { metadata: { ownerReferences: [controllerReference(owner)], uid: object.metadata.uid } },
      { type: 'strategic' },
    )
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return undefined
    throw error
  }
}

function release(context: ControllerContext, resource: GroupVersionResource, object: KubeObject, ownerUid: string): void {
  try {
    context.api.patch(
      resource,
      object.metadata.namespace,
      String(object.metadata.name),
      { metadata: { ownerReferences: [{ $patch: 'delete', uid: ownerUid }], uid: object.metadata.uid } },
      { type: 'strategic' },
    )
  } catch (error) {
    // Gone, or another object by now: nothing of ours either way.
    if (error instanceof ApiError && (error.is('NotFound') || error.is('Invalid'))) return
    throw error
  }
}
