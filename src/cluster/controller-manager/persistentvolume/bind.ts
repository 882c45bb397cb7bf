import { semanticEqual } from '../../api/equality.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { volumeAnnotations } from '../../api/volume-matching.ts'
import type { ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'

type VolumePhase = NonNullable<NonNullable<PersistentVolume['status']>['phase']>

/** Binds both ways, volume first, so that whatever is interrupted can be taken up again (pv_controller.go bind). */
export function bind(context: ControllerContext, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  const promised = promise(context, volume, claim)
  setVolumePhase(context, promised, 'Bound')
  const bound = bindClaim(context, claim, String(volume.metadata.name))
  const status = {
    ...bound.status,
    phase: 'Bound' as const,
    accessModes: volume.spec?.accessModes,
    capacity: volume.spec?.capacity,
  }
  if (!semanticEqual(status, bound.status)) {
    context.api.update(resources.persistentvolumeclaims, { ...bound, status }, { subresource: 'status' })
  }
}

/** The volume names its claim (bindVolumeToClaim). */
export function promise({ api }: ControllerContext, volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata
  const had = volume.spec?.claimRef
  if (had && had.uid === uid) return volume
  const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid, resourceVersion }
  const annotations = had
    ? volume.metadata.annotations
    : { ...volume.metadata.annotations, [volumeAnnotations.boundByController]: 'yes' }
  return api.update(resources.persistentvolumes, {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: { ...volume.spec, claimRef },
  })
}

function bindClaim({ api }: ControllerContext, claim: PersistentVolumeClaim, volumeName: string): PersistentVolumeClaim {
  const annotations: Record<string, string> = { ...claim.metadata.annotations, [volumeAnnotations.bindCompleted]: 'yes' }
  if (claim.spec?.volumeName !== volumeName) annotations[volumeAnnotations.boundByController] = 'yes'
  if (claim.spec?.volumeName === volumeName && semanticEqual(annotations, claim.metadata.annotations)) return claim
  return api.update(resources.persistentvolumeclaims, {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName },
  })
}

export function setVolumePhase({ api, sim }: ControllerContext, volume: PersistentVolume, phase: VolumePhase): PersistentVolume {
  if (volume.status?.phase === phase) return volume
  const status = { ...volume.status, phase, lastPhaseTransitionTime: formatTime(sim.wallTime) }
  return api.update(resources.persistentvolumes, { ...volume, status }, { subresource: 'status' })
}

export function setClaimPhase({ api }: ControllerContext, claim: PersistentVolumeClaim, phase: 'Pending' | 'Lost'): void {
  if (claim.status?.phase === phase) return
  const status = phase === 'Lost' ? { phase } : { ...claim.status, phase }
  api.update(resources.persistentvolumeclaims, { ...claim, status }, { subresource: 'status' })
}
