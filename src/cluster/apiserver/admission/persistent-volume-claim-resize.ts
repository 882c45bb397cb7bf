import type { PersistentVolumeClaim, StorageClass } from '../../api/generated/types.ts'
import { compareQuantities } from '../../api/quantity.ts'
import { forbidden } from '../status.ts'
import type { AdmissionPlugin } from './context.ts'

/** plugin/pkg/admission/storage/persistentvolume/resize: claims grow where their class allows it. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  resources: new Set(['persistentvolumeclaims']),
  validate(request, context) {
    if (request.operation !== 'UPDATE' || request.subresource) return
    const claim = request.object as PersistentVolumeClaim
    const old = request.oldObject as PersistentVolumeClaim
    const size = (of: PersistentVolumeClaim) => of.spec?.resources?.requests?.storage
    if (compareQuantities(size(claim), size(old)) <= 0) return
    const refuse = (why: string) => forbidden(request, claim.metadata.name ?? '', why)
    if (old.status?.phase !== 'Bound') throw refuse('Only bound persistent volume claims can be expanded')
    const name = claim.spec?.storageClassName
    const found = name ? (context.get('storageclasses.storage.k8s.io', undefined, name) as StorageClass | undefined) : undefined
    if (found?.allowVolumeExpansion) return
    const must = 'the storageclass that provisions the pvc must support resize'
    throw refuse(`only dynamically provisioned pvc can be resized and ${must}`)
  },
}
