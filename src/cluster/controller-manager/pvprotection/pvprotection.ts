import type { PersistentVolume } from '../../api/generated/types.ts'
import { keyOf } from '../../api/object.ts'
import type { Controller } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'

const finalizer = 'kubernetes.io/pv-protection'

/** Keeps a volume that is being deleted as long as it is bound (pkg/controller/volume/pvprotection). */
export const pvProtectionController: Controller = {
  name: 'pv-protection-controller',
  watches: [{ resource: resources.persistentvolumes, keys: (object) => [keyOf(object)] }],
  reconcile(name, { api, informers }) {
    const volume = informers.for<PersistentVolume>(resources.persistentvolumes).get(undefined, name)
    if (!volume) return
    const finalizers = volume.metadata.finalizers ?? []
    const has = finalizers.includes(finalizer)
    const deleting = volume.metadata.deletionTimestamp !== undefined
    if (deleting ? !has || volume.status?.phase === 'Bound' : has) return
    const left = deleting ? finalizers.filter((one) => one !== finalizer) : [...finalizers, finalizer]
    api.update(resources.persistentvolumes, { ...volume, metadata: { ...volume.metadata, finalizers: left } })
  },
}
