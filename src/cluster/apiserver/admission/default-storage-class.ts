import type { PersistentVolumeClaim, StorageClass } from '../../api/generated/types.ts'
import type { AdmissionPlugin, PolicyContext } from './context.ts'

const annotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']

/** plugin/pkg/admission/storage/storageclass/setdefault: a claim that names no class gets the default one. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  resources: new Set(['persistentvolumeclaims']),
  mutate(request, object, context) {
    if (request.operation !== 'CREATE' || request.subresource) return object
    const claim = object as PersistentVolumeClaim
    if (claim.spec?.storageClassName !== undefined) return object
    if (claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return object
    const found = defaultClass(context)
    if (!found) return object
    return { ...claim, spec: { ...claim.spec, storageClassName: found.metadata.name } } as PersistentVolumeClaim
  },
}

/** The newest default class; by name among equals. */
function defaultClass(context: PolicyContext): StorageClass | undefined {
  const defaults = context
    .list('storageclasses.storage.k8s.io')
    .filter((one) => annotations.some((annotation) => one.metadata.annotations?.[annotation] === 'true')) as StorageClass[]
  return defaults.sort((a, b) => {
    const left = a.metadata.creationTimestamp ?? ''
    const right = b.metadata.creationTimestamp ?? ''
    if (left !== right) return left > right ? -1 : 1
    return String(a.metadata.name) < String(b.metadata.name) ? -1 : 1
  })[0]
}
