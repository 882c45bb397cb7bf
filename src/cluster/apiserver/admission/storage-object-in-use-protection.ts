import type { AdmissionPlugin } from './context.ts'

const finalizerOf: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
}

/** plugin/pkg/admission/storage/storageobjectinuseprotection: claims and volumes outlive their use. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  resources: new Set(Object.keys(finalizerOf)),
  mutate(request, object) {
    const finalizer = finalizerOf[request.resource]
    if (request.operation !== 'CREATE' || request.subresource || !finalizer) return object
    const finalizers = object.metadata.finalizers ?? []
    if (finalizers.includes(finalizer)) return object
    return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } }
  },
}
