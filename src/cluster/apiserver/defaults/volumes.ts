/** Defaults of volumes and claims: pkg/apis/core/v1/defaults.go. */
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  Volume,
  VolumeProjection,
} from '../../api/generated/types.ts'
import { fill, mapSame, within } from './edit.ts'

const readable = 0o644

export function defaultVolume(given: Volume): Volume {
  const keys = Object.keys(given)
  if (keys.length === 1 && keys[0] === 'name') return { ...given, emptyDir: {} }
  let volume = within(given, 'secret', (one) => fill(one, { defaultMode: readable }))
  volume = within(volume, 'configMap', (one) => fill(one, { defaultMode: readable }))
  volume = within(volume, 'hostPath', (one) => fill(one, { type: '' }))
  volume = within(volume, 'downwardAPI', (one) =>
    within(fill(one, { defaultMode: readable }), 'items', (items) => mapSame(items, defaultFile)),
  )
  volume = within(volume, 'projected', (one) =>
    within(fill(one, { defaultMode: readable }), 'sources', (sources) => mapSame(sources, defaultProjection)),
  )
  volume = within(volume, 'iscsi', (one) => fill(one, { iscsiInterface: 'default' }))
  volume = within(volume, 'rbd', (one) => fill(one, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }))
  volume = within(volume, 'azureDisk', (one) =>
    fill(one, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  )
  volume = within(volume, 'scaleIO', (one) => fill(one, { storageMode: 'ThinProvisioned', fsType: 'xfs' }))
  volume = within(volume, 'ephemeral', (one) =>
    within(one, 'volumeClaimTemplate', (template) => within(template, 'spec', defaultClaimSpec)),
  )
  return within(volume, 'image', (one) => {
    if (one.pullPolicy !== undefined || !one.reference) return one
    const name = one.reference.slice(one.reference.lastIndexOf('/') + 1)
    const latest = !one.reference.includes('@') && (!name.includes(':') || name.endsWith(':latest'))
    return { ...one, pullPolicy: latest ? ('Always' as const) : ('IfNotPresent' as const) }
  })
}

type DownwardFile = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number]

function defaultFile(file: DownwardFile): DownwardFile {
  return within(file, 'fieldRef', (ref) => fill(ref, { apiVersion: 'v1' }))
}

function defaultProjection(source: VolumeProjection): VolumeProjection {
  const projection = within(source, 'serviceAccountToken', (token) => fill(token, { expirationSeconds: 3600 }))
  return within(projection, 'downwardAPI', (one) => within(one, 'items', (items) => mapSame(items, defaultFile)))
}

export function defaultClaimSpec(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  return fill(spec, { volumeMode: 'Filesystem' })
}

export function defaultClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const withSpec = claim.spec ? within(claim, 'spec', defaultClaimSpec) : claim
  return withSpec.status?.phase ? withSpec : { ...withSpec, status: { ...withSpec.status, phase: 'Pending' } }
}

export function defaultPersistentVolume(volume: PersistentVolume): PersistentVolume {
  let result = within(volume, 'spec', (given) => {
    const spec = fill(given, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' })
    return within(spec, 'hostPath', (one) => fill(one, { type: '' }))
  })
  if (!result.status?.phase) result = { ...result, status: { ...result.status, phase: 'Pending' } }
  return result
}
