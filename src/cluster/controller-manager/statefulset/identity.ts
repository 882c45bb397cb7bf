import type { PersistentVolumeClaim, Pod, PodTemplateSpec, StatefulSet, Volume } from '../../api/generated/types.ts'
import { revisionHashLabel } from '../history/revisions.ts'
import { podFromTemplate } from '../pod-control.ts'

export const podNameLabel = 'statefulset.kubernetes.io/pod-name'
export const podIndexLabel = 'apps.kubernetes.io/pod-index'

/** The number at the end of a pod's name, if the rest is the set's. */
export function ordinalOf(set: StatefulSet, podName: string): number | undefined {
  const match = /^(.*)-([0-9]+)$/.exec(podName)
  return match && match[1] === set.metadata.name ? Number(match[2]) : undefined
}

export function claimName(set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): string {
  return `${template.metadata.name}-${set.metadata.name}-${ordinal}`
}

/** A pod with its name, its place in the network and its volumes (newStatefulSetPod, initIdentity, updateStorage). */
export function statefulPod(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): object {
  const pod = podFromTemplate(template, set)
  const name = `${set.metadata.name}-${ordinal}`
  const labels = { ...pod.metadata.labels, [podNameLabel]: name, [podIndexLabel]: String(ordinal), [revisionHashLabel]: revision }
  return {
    ...pod,
    metadata: { ...pod.metadata, name, labels },
    spec: {
      ...template.spec,
      hostname: name,
      subdomain: set.spec?.serviceName,
      volumes: volumesFor(set, template.spec?.volumes ?? [], ordinal),
    },
  }
}

function volumesFor(set: StatefulSet, own: readonly Volume[], ordinal: number): readonly Volume[] | undefined {
  const templates = set.spec?.volumeClaimTemplates ?? []
  const claims = templates.map((template): Volume => {
    return { name: String(template.metadata.name), persistentVolumeClaim: { claimName: claimName(set, template, ordinal) } }
  })
  const kept = own.filter((volume) => !claims.some((claim) => claim.name === volume.name))
  const volumes = [...claims, ...kept]
  return volumes.length ? volumes : undefined
}

/** Name and labels are what they have to be (identityMatches). */
export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const name = String(pod.metadata.name)
  return ordinalOf(set, name) !== undefined && pod.metadata.labels?.[podNameLabel] === name
}

export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const name = String(pod.metadata.name)
  const labels = { ...pod.metadata.labels, [podNameLabel]: name, [podIndexLabel]: String(ordinalOf(set, name)) }
  return { ...pod, metadata: { ...pod.metadata, labels } }
}
