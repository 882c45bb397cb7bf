import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/generated/types.ts'
import type { Informers } from '../../client/informer.ts'
import { resources } from '../../client/resources.ts'

/** What the volume plugins look up. */
export class VolumeListers {
  constructor(private readonly informers: Informers) {}

  claim(namespace: string, name: string): PersistentVolumeClaim | undefined {
    return this.informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims).get(namespace, name)
  }

  volume(name: string): PersistentVolume | undefined {
    return this.informers.for<PersistentVolume>(resources.persistentvolumes).get(undefined, name)
  }

  volumes(): readonly PersistentVolume[] {
    return this.informers.for<PersistentVolume>(resources.persistentvolumes).list()
  }

  classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    const name = claim.spec?.storageClassName
    return name ? this.informers.for<StorageClass>(resources.storageclasses).get(undefined, name) : undefined
  }
}

export interface ClaimUse {
  readonly name: string
  /** Made for this pod from a template in it. */
  readonly ephemeral: boolean
}

const none: readonly ClaimUse[] = []

/** The claims that a pod's volumes name. */
export function claimsOf(pod: Pod): readonly ClaimUse[] {
  let found: ClaimUse[] | undefined
  for (const volume of pod.spec?.volumes ?? []) {
    if (volume.persistentVolumeClaim) {
      found ??= []
      found.push({ name: volume.persistentVolumeClaim.claimName, ephemeral: false })
    } else if (volume.ephemeral) {
      found ??= []
      found.push({ name: `${pod.metadata.name}-${volume.name}`, ephemeral: true })
    }
  }
  return found ?? none
}
