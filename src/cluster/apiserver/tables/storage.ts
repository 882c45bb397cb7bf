import type {
  CSIDriver,
  CSINode,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
  VolumeAttachment,
} from '../../api/generated/types.ts'
import { since } from './duration.ts'
import { ageColumn, nameColumn, number, type TableColumns, text, wide } from './table.ts'

const modes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]

function accessModes(given: readonly string[] | undefined): string {
  return modes
    .filter(([name]) => given?.includes(name))
    .map(([, short]) => short)
    .join(',')
}

export const volumeColumns: TableColumns = {
  columns: [
    nameColumn,
    text('Capacity'),
    text('Access Modes'),
    text('Reclaim Policy'),
    text('Status'),
    text('Claim'),
    text('StorageClass'),
    text('VolumeAttributesClass'),
    text('Reason'),
    ageColumn,
    wide('VolumeMode'),
  ],
  cells(object, now) {
    const { metadata, spec, status } = object as PersistentVolume
    const claim = spec?.claimRef
    return [
      metadata.name,
      spec?.capacity?.storage ?? '',
      accessModes(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy,
      metadata.deletionTimestamp ? 'Terminating' : status?.phase,
      claim ? `${claim.namespace}/${claim.name}` : '',
      spec?.storageClassName ?? '',
      spec?.volumeAttributesClassName ?? '<unset>',
      status?.reason ?? '',
      since(metadata.creationTimestamp, now),
      spec?.volumeMode ?? '<unset>',
    ]
  },
}

export const claimColumns: TableColumns = {
  columns: [
    nameColumn,
    text('Status'),
    text('Volume'),
    text('Capacity'),
    text('Access Modes'),
    text('StorageClass'),
    text('VolumeAttributesClass'),
    ageColumn,
    wide('VolumeMode'),
  ],
  cells(object, now) {
    const { metadata, spec, status } = object as PersistentVolumeClaim
    const bound = Boolean(spec?.volumeName)
    return [
      metadata.name,
      metadata.deletionTimestamp ? 'Terminating' : status?.phase,
      spec?.volumeName ?? '',
      bound ? (status?.capacity?.storage ?? '') : '',
      bound ? accessModes(status?.accessModes) : '',
      spec?.storageClassName ?? metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? '',
      spec?.volumeAttributesClassName ?? '<unset>',
      since(metadata.creationTimestamp, now),
      spec?.volumeMode ?? '<unset>',
    ]
  },
}

const defaultClass = 'storageclass.kubernetes.io/is-default-class'

export const storageClassColumns: TableColumns = {
  columns: [
    nameColumn,
    text('Provisioner'),
    text('ReclaimPolicy'),
    text('VolumeBindingMode'),
    text('AllowVolumeExpansion'),
    ageColumn,
  ],
  cells(object, now) {
    const one = object as StorageClass
    const { metadata } = one
    const isDefault =
      metadata.annotations?.[defaultClass] === 'true' ||
      metadata.annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true'
    return [
      isDefault ? `${metadata.name} (default)` : metadata.name,
      one.provisioner,
      one.reclaimPolicy ?? 'Delete',
      one.volumeBindingMode ?? 'Immediate',
      one.allowVolumeExpansion ?? false,
      since(metadata.creationTimestamp, now),
    ]
  },
}

export const attachmentColumns: TableColumns = {
  columns: [nameColumn, text('Attacher'), text('PV'), text('Node'), text('Attached'), ageColumn],
  cells(object, now) {
    const { metadata, spec, status } = object as VolumeAttachment
    return [
      metadata.name,
      spec?.attacher,
      spec?.source?.persistentVolumeName ?? '',
      spec?.nodeName,
      status?.attached ?? false,
      since(metadata.creationTimestamp, now),
    ]
  },
}

export const csiNodeColumns: TableColumns = {
  columns: [nameColumn, number('Drivers'), ageColumn],
  cells(object, now) {
    const { metadata, spec } = object as CSINode
    return [metadata.name, spec?.drivers?.length ?? 0, since(metadata.creationTimestamp, now)]
  },
}

export const csiDriverColumns: TableColumns = {
  columns: [
    nameColumn,
    text('AttachRequired'),
    text('PodInfoOnMount'),
    text('StorageCapacity'),
    text('TokenRequests'),
    text('RequiresRepublish'),
    text('Modes'),
    ageColumn,
  ],
  cells(object, now) {
    const { metadata, spec } = object as CSIDriver
    const audiences = (spec?.tokenRequests ?? []).map((request) => request.audience)
    return [
      metadata.name,
      spec?.attachRequired ?? true,
      spec?.podInfoOnMount ?? false,
      spec?.storageCapacity ?? false,
      audiences.length > 0 ? audiences.join(',') : '<unset>',
      spec?.requiresRepublish ?? false,
      spec?.volumeLifecycleModes?.join(',') || '<none>',
      since(metadata.creationTimestamp, now),
    ]
  },
}
