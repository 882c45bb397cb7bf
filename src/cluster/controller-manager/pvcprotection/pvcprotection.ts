import type { PersistentVolumeClaim, Pod } from '../../api/generated/types.ts'
import { type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'

const finalizer = 'kubernetes.io/pvc-protection'

/** Keeps a claim that is being deleted as long as a scheduled pod uses it (pkg/controller/volume/pvcprotection). */
export const pvcProtectionController: Controller = {
  name: 'pvc-protection-controller',
  watches: [
    { resource: resources.persistentvolumeclaims, keys: (object) => [keyOf(object)] },
    { resource: resources.pods, keys: (object, _context, old) => (old ? [] : claimsOf(object)) },
  ],
  reconcile(key, { api, informers }) {
    const { namespace, name } = splitKey(key)
    const claim = informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims).get(namespace, name)
    if (!claim) return
    const finalizers = claim.metadata.finalizers ?? []
    const has = finalizers.includes(finalizer)
    if (claim.metadata.deletionTimestamp === undefined) {
      if (!has) write([...finalizers, finalizer])
    } else if (has && !isUsed(informers.for<Pod>(resources.pods).list(namespace), key)) {
      write(finalizers.filter((one) => one !== finalizer))
    }

    function write(left: readonly string[]): void {
      try {
        api.update(resources.persistentvolumeclaims, {
          ...claim,
          metadata: { ...claim?.metadata, finalizers: left },
        } as PersistentVolumeClaim)
      } catch (error) {
        if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
      }
    }
  },
}

/** Claims that a pod names, or will have made for it. */
function claimsOf(object: KubeObject): readonly string[] {
  const { metadata, spec } = object as Pod
  return (spec?.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [`${metadata.namespace}/${volume.persistentVolumeClaim.claimName}`]
    return volume.ephemeral ? [`${metadata.namespace}/${metadata.name}-${volume.name}`] : []
  })
}

function isUsed(pods: readonly Pod[], key: string): boolean {
  return pods.some((pod) => pod.spec?.nodeName && claimsOf(pod).includes(key))
}
