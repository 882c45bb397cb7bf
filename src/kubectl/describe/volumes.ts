import type { ProjectedVolumeSource, Volume } from '../../cluster/api/generated/types.ts'
import { mapText, type Page } from './page.ts'

/** `Volumes:` and what each is made of. */
export function volumeLines(page: Page, volumes: readonly Volume[] | undefined, space = ''): void {
  if (!volumes || volumes.length === 0) {
    page.line(0, `${space}Volumes:\t<none>`)
    return
  }
  page.line(0, `${space}Volumes:`)
  for (const volume of volumes) {
    page.line(1, `${space === '' ? '' : ' '}${volume.name}:`)
    for (const line of sourceLines(volume)) page.line(2, line)
  }
}

/** The lines of one source, `Type:` first. Sources that clouds brought once are told by their name alone. */
function sourceLines(volume: Volume): readonly string[] {
  if (volume.hostPath) {
    return [
      'Type:\tHostPath (bare host directory volume)',
      `Path:\t${volume.hostPath.path}`,
      `HostPathType:\t${volume.hostPath.type ?? '<none>'}`,
    ]
  }
  if (volume.emptyDir) {
    return [
      "Type:\tEmptyDir (a temporary directory that shares a pod's lifetime)",
      `Medium:\t${volume.emptyDir.medium ?? ''}`,
      `SizeLimit:\t${volume.emptyDir.sizeLimit ?? '<unset>'}`,
    ]
  }
  if (volume.secret) {
    return [
      'Type:\tSecret (a volume populated by a Secret)',
      `SecretName:\t${volume.secret.secretName ?? ''}`,
      `Optional:\t${volume.secret.optional ?? false}`,
    ]
  }
  if (volume.configMap) {
    return [
      'Type:\tConfigMap (a volume populated by a ConfigMap)',
      `Name:\t${volume.configMap.name ?? ''}`,
      `Optional:\t${volume.configMap.optional ?? false}`,
    ]
  }
  if (volume.persistentVolumeClaim) {
    const { claimName, readOnly = false } = volume.persistentVolumeClaim
    return [
      'Type:\tPersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
      `ClaimName:\t${claimName}`,
      `ReadOnly:\t${readOnly}`,
    ]
  }
  if (volume.projected)
    return ['Type:\tProjected (a volume that contains injected data from multiple sources)', ...projectedLines(volume.projected)]
  if (volume.downwardAPI) {
    const items = (volume.downwardAPI.items ?? []).map(
      (item) => `  ${item.fieldRef?.fieldPath ?? item.resourceFieldRef?.resource ?? ''} -> ${item.path}`,
    )
    return ['Type:\tDownwardAPI (a volume populated by information about the pod)', 'Items:', ...items]
  }
  if (volume.nfs) {
    const { server, path, readOnly = false } = volume.nfs
    return [
      'Type:\tNFS (an NFS mount that lasts the lifetime of a pod)',
      `Server:\t${server}`,
      `Path:\t${path}`,
      `ReadOnly:\t${readOnly}`,
    ]
  }
  if (volume.csi) {
    const { driver, fsType = '', readOnly = false, volumeAttributes } = volume.csi
    return [
      'Type:\tCSI (a Container Storage Interface (CSI) volume source)',
      `Driver:\t${driver}`,
      `FSType:\t${fsType}`,
      `ReadOnly:\t${readOnly}`,
      `VolumeAttributes:\t${mapText(volumeAttributes)}`,
    ]
  }
  if (volume.image) {
    return [
      'Type:\tImage (a container image or OCI artifact)',
      `Reference:\t${volume.image.reference ?? ''}`,
      `PullPolicy:\t${volume.image.pullPolicy ?? ''}`,
    ]
  }
  if (volume.ephemeral) {
    const spec = volume.ephemeral.volumeClaimTemplate?.spec
    return [
      'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
      `StorageClass:\t${spec?.storageClassName ?? ''}`,
      'Volume:\t',
      'Labels:\t<none>',
      'Annotations:\t<none>',
      'Capacity:\t',
      `Access Modes:\t${(spec?.accessModes ?? []).join(',')}`,
      `VolumeMode:\t${spec?.volumeMode ?? ''}`,
    ]
  }
  return ['<unknown>']
}

function projectedLines(projected: ProjectedVolumeSource): readonly string[] {
  return (projected.sources ?? []).flatMap((source) => {
    if (source.secret) return [`SecretName:\t${source.secret.name ?? ''}`, `Optional:\t${source.secret.optional ?? false}`]
    if (source.downwardAPI) return ['DownwardAPI:\ttrue']
    if (source.configMap)
      return [`ConfigMapName:\t${source.configMap.name ?? ''}`, `Optional:\t${source.configMap.optional ?? false}`]
    if (source.serviceAccountToken) return [`TokenExpirationSeconds:\t${source.serviceAccountToken.expirationSeconds ?? 3600}`]
    return []
  })
}
