/** Which PersistentVolume suits a claim: shared by the binder and the scheduler (component-helpers/storage/volume). */
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from './generated/types.ts'
import { labelSelectorMatches } from './label-selector.ts'
import { matchesNodeSelector } from './node-selector.ts'
import { quantityValue } from './quantity.ts'

export const volumeAnnotations = {
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  provisioner: 'volume.kubernetes.io/storage-provisioner',
  betaProvisioner: 'volume.beta.kubernetes.io/storage-provisioner',
  selectedNode: 'volume.kubernetes.io/selected-node',
} as const

export const noProvisioner = 'kubernetes.io/no-provisioner'

export function requestedBytes(claim: PersistentVolumeClaim): number {
  return quantityValue(claim.spec?.resources?.requests?.storage)
}

export function capacityBytes(volume: PersistentVolume): number {
  return quantityValue(volume.spec?.capacity?.storage)
}

/** The binder has nothing left to do for it. */
export function isFullyBound(claim: PersistentVolumeClaim): boolean {
  return Boolean(claim.spec?.volumeName) && claim.metadata.annotations?.[volumeAnnotations.bindCompleted] !== undefined
}

/** Whether the volume was promised to this claim, by name or by UID (IsVolumeBoundToClaim). */
export function isPromisedTo(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const reference = volume.spec?.claimRef
  if (!reference || reference.name !== claim.metadata.name || reference.namespace !== claim.metadata.namespace) return false
  return !reference.uid || reference.uid === claim.metadata.uid
}

export function volumeFitsNode(volume: PersistentVolume, node: Node): boolean {
  const required = volume.spec?.nodeAffinity?.required
  return !required || matchesNodeSelector(node, required.nodeSelectorTerms)
}

/** Size, class, mode and access modes, whichever does not fit first; undefined if all do (checkVolumeSatisfyClaim). */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (capacityBytes(volume) < requestedBytes(claim)) return 'requested PV is too small'
  if ((volume.spec?.storageClassName ?? '') !== (claim.spec?.storageClassName ?? '')) return 'storageClassName does not match'
  if ((volume.spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode'
  if (!hasAccessModes(volume, claim)) return 'incompatible accessMode'
  return undefined
}

function hasAccessModes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const has = volume.spec?.accessModes ?? []
  return (claim.spec?.accessModes ?? []).every((mode) => has.includes(mode))
}

/**
 * The volume to bind: one promised to the claim, else the smallest free one that fits (FindMatchingVolume).
 * @param node where the pod is to run; none when binding does not wait for that
 * @param onlyPromised for claims that wait for their first consumer
 */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  options: { readonly node?: Node | undefined; readonly onlyPromised?: boolean; readonly excluded?: ReadonlySet<string> } = {},
): PersistentVolume | undefined {
  const { node, onlyPromised, excluded } = options
  let best: PersistentVolume | undefined
  for (const volume of volumes) {
    if (volume.metadata.deletionTimestamp !== undefined || excluded?.has(String(volume.metadata.name))) continue
    if (isPromisedTo(volume, claim)) {
      if (mismatch(volume, claim) !== undefined && capacityBytes(volume) < requestedBytes(claim)) continue
      if (!node || volumeFitsNode(volume, node)) return volume
      return undefined
    }
    if (onlyPromised || volume.spec?.claimRef || volume.status?.phase !== 'Available') continue
    if (mismatch(volume, claim) !== undefined || (node && !volumeFitsNode(volume, node))) continue
    if (claim.spec?.selector && !labelSelectorMatches(claim.spec.selector, volume.metadata.labels ?? {})) continue
    if (!best || capacityBytes(volume) < capacityBytes(best)) best = volume
  }
  return best
}

export function waitsForConsumer(storageClass: StorageClass | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer'
}

/** Where a class allows its volumes to be (MatchTopologySelectorTerms). */
export function allowsTopology({ allowedTopologies }: StorageClass, node: Node): boolean {
  if (!allowedTopologies?.length) return true
  const labels = node.metadata.labels ?? {}
  return allowedTopologies.some((term) =>
    (term.matchLabelExpressions ?? []).every(({ key, values }) => values.includes(labels[key] ?? '')),
  )
}
