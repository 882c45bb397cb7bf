/** PersistentVolumes and StorageClasses. */
import { deepEqual } from '../../api/equality.ts'
import { type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { PersistentVolume, StorageClass } from '../../api/generated/types.ts'
import { qualifiedName } from '../../api/names.ts'
import { parseQuantity } from '../../api/quantity.ts'
import { checkNodeSelector } from './affinity.ts'
import { checkFormat, checkSupported, immutableField, sortedKeys } from './checks.ts'
import { checkAccessModes } from './claims.ts'

const spec = FieldPath.of('spec')
const notSources = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
])

export function checkPersistentVolume(errors: FieldError[], volume: PersistentVolume): void {
  const given = volume.spec
  if (!given?.accessModes?.length) errors.push(required(spec.child('accessModes')))
  else checkAccessModes(errors, spec.child('accessModes'), given.accessModes)
  const capacity = given?.capacity
  if (!capacity || Object.keys(capacity).length === 0) errors.push(required(spec.child('capacity')))
  else if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    for (const name of sortedKeys(capacity)) {
      if (name !== 'storage') errors.push(notSupported(spec.child('capacity'), capacity, ['storage']))
    }
  }
  for (const name of sortedKeys(capacity)) {
    const amount = parseQuantity(capacity?.[name])
    if (amount.nano <= 0n) errors.push(invalid(spec.child('capacity').key(name), amount.text, 'must be greater than zero'))
  }
  checkSupported(errors, spec.child('persistentVolumeReclaimPolicy'), given?.persistentVolumeReclaimPolicy, [
    'Delete',
    'Recycle',
    'Retain',
  ])
  if (given?.nodeAffinity) {
    const path = spec.child('nodeAffinity', 'required')
    if (!given.nodeAffinity.required) errors.push(required(path, 'must specify required node constraints'))
    else checkNodeSelector(errors, path, given.nodeAffinity.required.nodeSelectorTerms)
  }
  const sources = Object.keys(given ?? {}).filter((key) => !notSources.has(key))
  if (sources.length === 0) errors.push(required(spec, 'must specify a volume type'))
  for (const extra of sources.slice(1)) {
    errors.push(forbidden(spec.child(extra), 'may not specify more than 1 volume type'))
  }
  const host = given?.hostPath
  if (host && !host.path) errors.push(required(spec.child('hostPath', 'path')))
  if (given?.local && !given.nodeAffinity)
    errors.push(required(spec.child('nodeAffinity'), 'Local volume requires node affinity'))
  if (given?.volumeMode !== undefined) {
    checkSupported(errors, spec.child('volumeMode'), given.volumeMode, ['Block', 'Filesystem'])
  }
}

export function checkPersistentVolumeUpdate(errors: FieldError[], volume: PersistentVolume, old: PersistentVolume): void {
  checkPersistentVolume(errors, volume)
  const sources = (one: PersistentVolume) =>
    Object.fromEntries(Object.entries(one.spec ?? {}).filter(([key]) => !notSources.has(key)))
  if (!deepEqual(sources(volume), sources(old))) {
    errors.push(forbidden(spec.child('persistentvolumesource'), 'spec.persistentvolumesource is immutable after creation'))
  }
  if (volume.spec?.volumeMode !== old.spec?.volumeMode) {
    errors.push(invalid(spec.child('volumeMode'), volume.spec?.volumeMode ?? null, immutableField))
  }
}

export function checkStorageClass(errors: FieldError[], storageClass: StorageClass): void {
  if (!storageClass.provisioner) errors.push(required('provisioner'))
  else checkFormat(errors, 'provisioner', storageClass.provisioner.toLowerCase(), qualifiedName)
  for (const key of sortedKeys(storageClass.parameters)) {
    if (key === '') errors.push(invalid('parameters', key, 'field cannot be empty'))
  }
  checkSupported(errors, 'reclaimPolicy', storageClass.reclaimPolicy, ['Delete', 'Retain'])
  checkSupported(errors, 'volumeBindingMode', storageClass.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'])
}

export function checkStorageClassUpdate(errors: FieldError[], storageClass: StorageClass, old: StorageClass): void {
  checkStorageClass(errors, storageClass)
  if (!deepEqual(storageClass.parameters, old.parameters)) {
    errors.push(forbidden('parameters', 'updates to parameters are forbidden.'))
  }
  if (storageClass.provisioner !== old.provisioner) errors.push(forbidden('provisioner', 'updates to provisioner are forbidden.'))
  if (storageClass.reclaimPolicy !== old.reclaimPolicy) {
    errors.push(forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'))
  }
  if (storageClass.volumeBindingMode !== old.volumeBindingMode) {
    errors.push(invalid('volumeBindingMode', storageClass.volumeBindingMode ?? null, immutableField))
  }
}
