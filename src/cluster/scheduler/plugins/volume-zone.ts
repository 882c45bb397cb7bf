import { isFullyBound } from '../../api/volume-matching.ts'
import type { Plugin, Rejection } from '../framework.ts'
import { claimsOf, type VolumeListers } from './pod-volumes.ts'

const rejection: Rejection = { plugin: 'VolumeZone', reasons: ['node(s) had no available volume zone'], unresolvable: true }
const topologyKeys = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/** Volumes labelled with a zone want their pods in it (plugins/volumezone). Several zones are joined by `__`. */
export function volumeZone(listers: VolumeListers): Plugin {
  return {
    name: 'VolumeZone',
    preFilter: (pod) => {
      const wanted: { key: string; values: readonly string[] }[] = []
      for (const { name } of claimsOf(pod.pod)) {
        const claim = listers.claim(pod.namespace, name)
        const volume = claim && isFullyBound(claim) ? listers.volume(String(claim.spec?.volumeName)) : undefined
        for (const key of topologyKeys) {
          const label = volume?.metadata.labels?.[key]
          if (label !== undefined) wanted.push({ key, values: label.split('__') })
        }
      }
      if (wanted.length === 0) return undefined
      return (node) => {
        // A cluster without zones has nothing to keep apart.
        if (topologyKeys.every((key) => node.labels[key] === undefined)) return undefined
        return wanted.every(({ key, values }) => values.includes(node.labels[key] ?? '')) ? undefined : rejection
      }
    },
    queueingHint: (event) => event.kind === 'Volume' || event.kind === 'Node',
  }
}
