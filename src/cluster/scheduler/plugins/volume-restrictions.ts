import type { Plugin, Rejection } from '../framework.ts'
import { claimsOf, type VolumeListers } from './pod-volumes.ts'

const inUse: Rejection = {
  plugin: 'VolumeRestrictions',
  reasons: ['node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'],
  unresolvable: false,
}

/** One pod only for a ReadWriteOncePod claim (plugins/volumerestrictions). Disks of old cloud plugins are not looked at. */
export function volumeRestrictions(listers: VolumeListers): Plugin {
  return {
    name: 'VolumeRestrictions',
    preFilter: (pod, cluster) => {
      const names = new Set(
        claimsOf(pod.pod)
          .filter(({ name }) => listers.claim(pod.namespace, name)?.spec?.accessModes?.includes('ReadWriteOncePod'))
          .map(({ name }) => name),
      )
      if (names.size === 0) return undefined
      const uses = cluster.nodes.some((node) =>
        [...node.pods.values()].some(
          (other) => other.namespace === pod.namespace && claimsOf(other.pod).some(({ name }) => names.has(name)),
        ),
      )
      return uses ? () => inUse : undefined
    },
    queueingHint: (event) =>
      (event.kind === 'AssignedPod' && event.action === 'delete') || event.kind === 'Volume' || event.kind === 'Node',
  }
}
