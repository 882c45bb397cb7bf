import type { OwnerReference } from '../api/generated/types.ts'
import type { KubeObject } from '../api/object.ts'

/** The reference that a controller puts on what it makes (metav1.NewControllerRef). */
export function controllerReference({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  return {
    apiVersion,
    kind,
    name: String(metadata.name),
    uid: String(metadata.uid),
    controller: true,
    blockOwnerDeletion: true,
  }
}

/** The reference to the controlling owner, if there is one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const references = object.metadata.ownerReferences
  if (references) for (const reference of references) if (reference.controller) return reference
  return undefined
}

/** `namespace/name` of the controlling owner, if it is of that kind. */
export function ownerKey(object: KubeObject, kind: string, group: string): string | undefined {
  const owner = controllerOf(object)
  if (owner?.kind !== kind || groupOf(owner.apiVersion) !== group) return undefined
  return `${object.metadata.namespace}/${owner.name}`
}

export function groupOf(apiVersion: string | undefined): string {
  const slash = apiVersion?.indexOf('/') ?? -1
  return slash < 0 ? '' : String(apiVersion?.slice(0, slash))
}
