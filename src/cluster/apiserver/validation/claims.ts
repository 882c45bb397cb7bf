/** PersistentVolumeClaims: ValidatePersistentVolumeClaim and its update. */

import { deepEqual } from '../../api/equality.ts'
import { type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../api/generated/types.ts'
import { dns1123Subdomain } from '../../api/names.ts'
import { compareQuantities, parseQuantity } from '../../api/quantity.ts'
import { checkFormat } from './checks.ts'
import { internalDiff } from './internal-diff.ts'
import { checkSelector } from './labels.ts'

export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

export function checkAccessModes(errors: FieldError[], at: FieldPath, modes: readonly string[] | undefined): void {
  if (!modes?.length) errors.push(required(at, 'at least 1 access mode is required'))
  for (const mode of modes ?? []) if (!accessModes.includes(mode)) errors.push(notSupported(at, mode, accessModes))
  if (modes?.includes('ReadWriteOncePod') && modes.length > 1) {
    errors.push(forbidden(at, 'may not use ReadWriteOncePod with other access modes'))
  }
}

export function checkClaimSpec(errors: FieldError[], at: FieldPath, spec: PersistentVolumeClaimSpec | undefined): void {
  checkAccessModes(errors, at.child('accessModes'), spec?.accessModes)
  checkSelector(errors, at.child('selector'), spec?.selector)
  const storage = spec?.resources?.requests?.storage
  if (storage === undefined) errors.push(required(at.child('resources').key('storage')))
  else if (parseQuantity(storage).nano <= 0n) {
    errors.push(invalid(at.child('resources').key('storage'), parseQuantity(storage).text, 'must be greater than zero'))
  }
  if (spec?.storageClassName) checkFormat(errors, at.child('storageClassName'), spec.storageClassName, dns1123Subdomain)
  if (spec?.volumeMode !== undefined && spec.volumeMode !== 'Block' && spec.volumeMode !== 'Filesystem') {
    errors.push(notSupported(at.child('volumeMode'), spec.volumeMode, ['Block', 'Filesystem']))
  }
}

const spec = FieldPath.of('spec')

export function checkClaim(errors: FieldError[], claim: PersistentVolumeClaim): void {
  checkClaimSpec(errors, spec, claim.spec)
}

const immutableMessage =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

export function checkClaimUpdate(errors: FieldError[], claim: PersistentVolumeClaim, old: PersistentVolumeClaim): void {
  checkClaim(errors, claim)
  if (!claim.spec || !old.spec) return
  const isBound = old.status?.phase === 'Bound'
  // The binder's own field may be set once; a missing class may be filled in later.
  const comparable: PersistentVolumeClaimSpec = {
    ...claim.spec,
    volumeName: old.spec.volumeName ? claim.spec.volumeName : old.spec.volumeName,
    storageClassName: old.spec.storageClassName === undefined ? undefined : claim.spec.storageClassName,
    ...(isBound
      ? {
          resources: { ...claim.spec.resources, requests: old.spec.resources?.requests },
          volumeAttributesClassName: old.spec.volumeAttributesClassName,
        }
      : {}),
  }
  if (!deepEqual(comparable, old.spec)) {
    const diff = internalDiff('CoreV1PersistentVolumeClaimSpec', old.spec, comparable)
    errors.push(forbidden(spec, `${immutableMessage}\n${diff}`))
  }
  const now = claim.spec.resources?.requests?.storage
  if (isBound && compareQuantities(now, old.spec.resources?.requests?.storage) < 0) {
    if (compareQuantities(now, old.status?.capacity?.storage) < 0) {
      errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'))
    }
  }
}
