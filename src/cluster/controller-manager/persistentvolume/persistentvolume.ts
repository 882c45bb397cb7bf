import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/generated/types.ts'
import { type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import {
  findMatchingVolume,
  isFullyBound,
  isPromisedTo,
  mismatch,
  volumeAnnotations,
  waitsForConsumer,
} from '../../api/volume-matching.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { nextTick } from '../grid.ts'
import { bind, setClaimPhase, setVolumePhase } from './bind.ts'

/** Claims that cannot be bound are looked at again, and told of again, on this beat (resyncPeriod). */
const resyncMs = 15_000
/** Keys of volumes bear this prefix. */
const ofVolume = 'volume/'

/** Brings claims and volumes together (pkg/controller/volume/persistentvolume). */
export const persistentVolumeController: Controller = {
  name: 'persistentvolume-controller',
  watches: [
    { resource: resources.persistentvolumeclaims, keys: keysOfClaim },
    { resource: resources.persistentvolumes, keys: keysOfVolume },
    { resource: resources.storageclasses, keys: () => [] },
  ],
  reconcile(key, context) {
    const { informers } = context
    if (key.startsWith(ofVolume)) {
      const volume = informers.for<PersistentVolume>(resources.persistentvolumes).get(undefined, key.slice(ofVolume.length))
      if (volume) syncVolume(context, volume)
      return
    }
    const { namespace, name } = splitKey(key)
    const claim = informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims).get(namespace, name)
    if (!claim) return
    if (claim.metadata.annotations?.[volumeAnnotations.bindCompleted] === undefined) syncUnboundClaim(context, claim, key)
    else syncBoundClaim(context, claim)
  },
}

function keysOfClaim(object: KubeObject, _context: ControllerContext, old?: KubeObject): readonly string[] {
  const claim = object as PersistentVolumeClaim
  const volumeName = claim.spec?.volumeName
  // A claim that is gone releases its volume.
  return [keyOf(claim), ...(volumeName && !old ? [`${ofVolume}${volumeName}`] : [])]
}

function keysOfVolume(object: KubeObject, { informers }: ControllerContext, before?: KubeObject): readonly string[] {
  const volume = object as PersistentVolume
  const keys = [`${ofVolume}${keyOf(volume)}`]
  const reference = volume.spec?.claimRef
  if (reference) keys.push(`${reference.namespace}/${reference.name}`)
  const old = before as PersistentVolume | undefined
  const becameFree = volume.status?.phase === 'Available' && old?.status?.phase !== 'Available'
  if (becameFree && !reference) {
    for (const claim of informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims).list()) {
      if (!claim.spec?.volumeName && (claim.spec?.storageClassName ?? '') === (volume.spec?.storageClassName ?? ''))
        keys.push(keyOf(claim))
      else if (claim.spec?.volumeName === volume.metadata.name) keys.push(keyOf(claim))
    }
  }
  return keys
}

function classOf({ informers }: ControllerContext, claim: PersistentVolumeClaim): StorageClass | undefined {
  const name = claim.spec?.storageClassName
  return name ? informers.for<StorageClass>(resources.storageclasses).get(undefined, name) : undefined
}

function syncUnboundClaim(context: ControllerContext, claim: PersistentVolumeClaim, key: string): void {
  const { informers, sim } = context
  const volumes = informers.for<PersistentVolume>(resources.persistentvolumes)
  const again = (): void => context.enqueue(key, nextTick(sim.now, resyncMs) - sim.now)
  if (claim.spec?.volumeName) {
    const volume = volumes.get(undefined, claim.spec.volumeName)
    if (!volume) setClaimPhase(context, claim, 'Pending')
    else if (isPromisedTo(volume, claim)) bind(context, volume, claim)
    else if (volume.spec?.claimRef) {
      const message = `volume "${volume.metadata.name}" already bound to a different claim.`
      context.events.event(claim, 'Warning', 'FailedBinding', message)
      setClaimPhase(context, claim, 'Pending')
    } else {
      const why = mismatch(volume, claim)
      if (why === undefined) {
        bind(context, volume, claim)
        return
      }
      const message = `Cannot bind to requested volume "${volume.metadata.name}": ${why}`
      context.events.event(claim, 'Warning', 'VolumeMismatch', message)
      setClaimPhase(context, claim, 'Pending')
    }
    if (!volume || !isPromisedTo(volume, claim)) again()
    return
  }
  const selectedNode = claim.metadata.annotations?.[volumeAnnotations.selectedNode]
  const delayed = waitsForConsumer(classOf(context, claim))
  const volume = findMatchingVolume(claim, volumes.list(), { onlyPromised: delayed })
  if (volume) {
    bind(context, volume, claim)
    return
  }
  setClaimPhase(context, claim, 'Pending')
  if (delayed && selectedNode === undefined) tellWhyWaiting(context, claim)
  else if (claim.spec?.storageClassName) provision(context, claim)
  else {
    const message = 'no persistent volumes available for this claim and no storage class is set'
    context.events.event(claim, 'Normal', 'FailedBinding', message)
  }
  again()
}

function tellWhyWaiting({ informers, events }: ControllerContext, claim: PersistentVolumeClaim): void {
  const pod = informers
    .for<Pod>(resources.pods)
    .list(claim.metadata.namespace)
    .find(
      ({ spec }) =>
        !spec?.nodeName && spec?.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === claim.metadata.name),
    )
  if (pod) events.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod ${pod.metadata.name} to be scheduled`)
  else events.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
}

/** Asks the class's provisioner for a volume, by an annotation (provisionClaimOperationExternal). */
function provision(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const { api, events } = context
  const name = claim.spec?.storageClassName
  const storageClass = classOf(context, claim)
  if (!storageClass) {
    events.event(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${name}" not found`)
    return
  }
  const { provisioner } = storageClass
  const { annotations } = claim.metadata
  if (annotations?.[volumeAnnotations.provisioner] !== provisioner) {
    const asked = { [volumeAnnotations.betaProvisioner]: provisioner, [volumeAnnotations.provisioner]: provisioner }
    api.patch(
      resources.persistentvolumeclaims,
      claim.metadata.namespace,
      String(claim.metadata.name),
      { metadata: { annotations: asked } },
      { type: 'merge' },
    )
  }
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
  events.event(claim, 'Normal', 'ExternalProvisioning', message)
}

function syncBoundClaim(context: ControllerContext, claim: PersistentVolumeClaim): void {
  const { informers, events } = context
  const lose = (reason: string, message: string): void => {
    if (claim.status?.phase === 'Lost') return
    events.event(claim, 'Warning', reason, message)
    setClaimPhase(context, claim, 'Lost')
  }
  if (!claim.spec?.volumeName) {
    lose('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!')
    return
  }
  const volume = informers.for<PersistentVolume>(resources.persistentvolumes).get(undefined, claim.spec.volumeName)
  if (!volume) lose('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
  else if (!volume.spec?.claimRef || volume.spec.claimRef.uid === claim.metadata.uid) bind(context, volume, claim)
  else lose('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly')
}

function syncVolume(context: ControllerContext, volume: PersistentVolume): void {
  const reference = volume.spec?.claimRef
  if (!reference?.uid) {
    setVolumePhase(context, volume, 'Available')
    return
  }
  const claims = context.informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims)
  const claim = claims.get(reference.namespace, String(reference.name))
  if (!claim || claim.metadata.uid !== reference.uid) {
    // What becomes of it then is the provisioner's business, or nobody's: a retained volume waits for an administrator.
    if (volume.status?.phase !== 'Failed') setVolumePhase(context, volume, 'Released')
    return
  }
  if (claim.spec?.volumeName === volume.metadata.name) {
    if (isFullyBound(claim)) setVolumePhase(context, volume, 'Bound')
    return
  }
  if (!claim.spec?.volumeName) return
  if (volume.metadata.annotations?.[volumeAnnotations.boundByController] === undefined) return
  // The claim went elsewhere: the promise is taken back.
  const { [volumeAnnotations.boundByController]: _, ...annotations } = volume.metadata.annotations
  const free = { ...volume, metadata: { ...volume.metadata, annotations }, spec: { ...volume.spec, claimRef: undefined } }
  setVolumePhase(context, context.api.update(resources.persistentvolumes, free), 'Available')
}
