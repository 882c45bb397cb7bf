import type { Pod, Volume } from '../../api/generated/types.ts'
import type { Plugin, Rejection } from '../framework.ts'
import { claimsOf, type VolumeListers } from './pod-volumes.ts'

const name = 'VolumeRestrictions'
const inUse: Rejection = {
  plugin: name,
  reasons: ['node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'],
  unresolvable: false,
}
const noDisk: Rejection = { plugin: name, reasons: ['node(s) had no available disk'], unresolvable: false }

/** Disks that one node cannot mount twice, and one pod only for a ReadWriteOncePod claim (plugins/volumerestrictions). */
export function volumeRestrictions(listers: VolumeListers): Plugin {
  return {
    name,
    preFilter: (pod, cluster) => {
      const disks = disksOf(pod.pod)
      const names = new Set(
        claimsOf(pod.pod)
          .filter((claim) => listers.claim(pod.namespace, claim.name)?.spec?.accessModes?.includes('ReadWriteOncePod'))
          .map((claim) => claim.name),
      )
      const claimed =
        names.size > 0 &&
        cluster.nodes.some((node) =>
          [...node.pods.values()].some(
            (other) => other.namespace === pod.namespace && claimsOf(other.pod).some((claim) => names.has(claim.name)),
          ),
        )
      if (!claimed && disks.length === 0) return undefined
      return (node) => {
        for (const other of disks.length > 0 ? node.pods.values() : []) {
          if (disksOf(other.pod).some((theirs) => disks.some((ours) => inConflict(ours, theirs)))) return noDisk
        }
        return claimed ? inUse : undefined
      }
    },
    queueingHint: (event) =>
      (event.kind === 'AssignedPod' && event.action === 'delete') || event.kind === 'Volume' || event.kind === 'Node',
  }
}

/** Volumes that name a disk themselves. */
function disksOf(pod: Pod): readonly Volume[] {
  const volumes = pod.spec?.volumes ?? []
  return volumes.filter((one) => one.gcePersistentDisk || one.awsElasticBlockStore || one.iscsi || one.rbd)
}

/** `isVolumeConflict`: the same disk, unless both only read it (which Amazon's cannot). */
function inConflict(a: Volume, b: Volume): boolean {
  const bothRead = (left: { readOnly?: boolean | undefined }, right: { readOnly?: boolean | undefined }) =>
    left.readOnly === true && right.readOnly === true
  if (a.gcePersistentDisk && b.gcePersistentDisk) {
    const [left, right] = [a.gcePersistentDisk, b.gcePersistentDisk]
    if (left.pdName === right.pdName && !bothRead(left, right)) return true
  }
  if (a.awsElasticBlockStore && a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore?.volumeID) return true
  if (a.iscsi && b.iscsi && a.iscsi.iqn === b.iscsi.iqn && !bothRead(a.iscsi, b.iscsi)) return true
  if (!a.rbd || !b.rbd || bothRead(a.rbd, b.rbd)) return false
  const [left, right] = [a.rbd, b.rbd]
  const shared = left.monitors.some((monitor) => right.monitors.includes(monitor))
  return shared && left.image === right.image && (left.pool ?? 'rbd') === (right.pool ?? 'rbd')
}
