import type { PersistentVolume, PersistentVolumeClaim } from '../../api/generated/types.ts'
import type { Strategy } from './resource.ts'

/** pkg/registry/core/persistentvolume and persistentvolumeclaim: both begin pending. */
export const claimStrategy: Strategy = {
  prepareForCreate: (object) => ({ ...(object as PersistentVolumeClaim), status: { phase: 'Pending' } }),
}

export const volumeStrategy: Strategy = {
  prepareForCreate: (object) => ({ ...(object as PersistentVolume), status: { phase: 'Pending' } }),
}
