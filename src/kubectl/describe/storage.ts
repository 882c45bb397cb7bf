import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../cluster/api/generated/types.ts'
import { isPod } from '../pods.ts'
import { age } from '../printers/age.ts'
import { eventLines, eventsOf } from './events.ts'
import { annotationLines, capitalBool, type DescribeContext, labelLines, mapText, Page } from './page.ts'

const modeNames: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}
const modesText = (modes: readonly string[] | undefined) => (modes ?? []).map((mode) => modeNames[mode] ?? mode).join(',')

export function describeClaim(claim: PersistentVolumeClaim, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = claim
  const bound = Boolean(spec?.volumeName)
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.line(0, `StorageClass:\t${spec?.storageClassName ?? ''}`)
  page.line(
    0,
    `Status:\t${metadata.deletionTimestamp ? `Terminating (lasts ${age(metadata.deletionTimestamp, context.now)})` : (status?.phase ?? '')}`,
  )
  page.line(0, `Volume:\t${spec?.volumeName ?? ''}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`)
  page.line(0, `Capacity:\t${bound ? (status?.capacity?.storage ?? '') : ''}`)
  page.line(0, `Access Modes:\t${bound ? modesText(status?.accessModes) : ''}`)
  if (spec?.volumeMode) page.line(0, `VolumeMode:\t${spec.volumeMode}`)
  if (spec?.dataSource) {
    page.line(0, 'DataSource:')
    page.line(1, `Kind:\t${spec.dataSource.kind}`)
    page.line(1, `Name:\t${spec.dataSource.name}`)
  }
  const users = usersOf(claim, context)
  if (users.length === 0) page.line(0, 'Used By:\t<none>')
  users.forEach((name, i) => {
    page.line(0, `${i === 0 ? 'Used By:' : ''}\t${name}`)
  })
  eventLines(page, context, () => eventsOf(context, claim))
  return page.toString()
}

function usersOf(claim: PersistentVolumeClaim, context: DescribeContext): readonly string[] {
  const type = context.discovery.forKind('v1', 'Pod')
  if (!type) return []
  const pods = context.connection.list(type, claim.metadata.namespace).items.filter(isPod)
  const uses = pods.filter((pod) =>
    pod.spec?.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === claim.metadata.name),
  )
  return uses.map((pod) => pod.metadata.name ?? '')
}

export function describeVolume(volume: PersistentVolume, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = volume
  page.line(0, `Name:\t${metadata.name}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`)
  page.line(0, `StorageClass:\t${spec?.storageClassName ?? ''}`)
  page.line(0, `Status:\t${metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '')}`)
  page.line(0, `Claim:\t${spec?.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : ''}`)
  page.line(0, `Reclaim Policy:\t${spec?.persistentVolumeReclaimPolicy ?? ''}`)
  page.line(0, `Access Modes:\t${modesText(spec?.accessModes)}`)
  if (spec?.volumeMode) page.line(0, `VolumeMode:\t${spec.volumeMode}`)
  page.line(0, `Capacity:\t${spec?.capacity?.storage ?? ''}`)
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []
  if (terms.length === 0) page.line(0, 'Node Affinity:\t<none>')
  else {
    page.line(0, 'Node Affinity:\t')
    page.line(1, 'Required Terms:\t')
    terms.forEach((term, i) => {
      const texts = (term.matchExpressions ?? []).map(
        ({ key, operator, values = [] }) => `${key} ${operator.toLowerCase()} [${values.join(', ')}]`,
      )
      page.line(2, `Term ${i}:\t${texts.join('\n\t')}`)
    })
  }
  page.line(0, `Message:\t${status?.message ?? ''}`)
  page.line(0, 'Source:')
  if (spec?.hostPath) {
    page.line(2, 'Type:\tHostPath (bare host directory volume)')
    page.line(2, `Path:\t${spec.hostPath.path}`)
    page.line(2, `HostPathType:\t${spec.hostPath.type ?? '<none>'}`)
  } else if (spec?.local) {
    page.line(2, 'Type:\tLocalVolume (a persistent volume backed by local storage on a node)')
    page.line(2, `Path:\t${spec.local.path}`)
  } else if (spec?.nfs) {
    page.line(2, 'Type:\tNFS (an NFS mount that lasts the lifetime of a pod)')
    page.line(2, `Server:\t${spec.nfs.server}`)
    page.line(2, `Path:\t${spec.nfs.path}`)
    page.line(2, `ReadOnly:\t${spec.nfs.readOnly ?? false}`)
  } else if (spec?.csi) {
    page.line(2, 'Type:\tCSI (a Container Storage Interface (CSI) volume source)')
    page.line(2, `Driver:\t${spec.csi.driver}`)
    page.line(2, `VolumeHandle:\t${spec.csi.volumeHandle}`)
    page.line(2, `ReadOnly:\t${spec.csi.readOnly ?? false}`)
  } else page.line(2, '<unknown>')
  eventLines(page, context, () => eventsOf(context, volume))
  return page.toString()
}

export function describeStorageClass(storage: StorageClass, context: DescribeContext): string {
  const page = new Page()
  const { metadata } = storage
  page.line(0, `Name:\t${metadata.name}`)
  page.line(
    0,
    `IsDefaultClass:\t${metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ? 'Yes' : 'No'}`,
  )
  annotationLines(page, 'Annotations', metadata.annotations)
  page.line(0, `Provisioner:\t${storage.provisioner}`)
  page.line(0, `Parameters:\t${mapText(storage.parameters)}`)
  page.line(
    0,
    `AllowVolumeExpansion:\t${storage.allowVolumeExpansion === undefined ? '<unset>' : capitalBool(storage.allowVolumeExpansion)}`,
  )
  if (!storage.mountOptions?.length) page.line(0, 'MountOptions:\t<none>')
  else {
    page.line(0, 'MountOptions:')
    for (const option of storage.mountOptions) page.line(1, option)
  }
  page.line(0, `ReclaimPolicy:\t${storage.reclaimPolicy ?? ''}`)
  page.line(0, `VolumeBindingMode:\t${storage.volumeBindingMode ?? ''}`)
  page.line(0, `AllowedTopologies:\t${storage.allowedTopologies?.length ? '<set>' : '<none>'}`)
  eventLines(page, context, () => eventsOf(context, storage))
  return page.toString()
}
