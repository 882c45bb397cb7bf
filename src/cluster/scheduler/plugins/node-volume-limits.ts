import type { CSINode, Pod } from '../../api/generated/types.ts'
import type { GroupVersionResource } from '../../api/object.ts'
import type { Informers } from '../../client/informer.ts'
import type { Plugin, Rejection } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { claimsOf, type VolumeListers } from './pod-volumes.ts'

const rejection: Rejection = { plugin: 'NodeVolumeLimits', reasons: ['node(s) exceed max volume count'], unresolvable: false }
const csiNodes: GroupVersionResource = { group: 'storage.k8s.io', version: 'v1', resource: 'csinodes' }

/**
 * As many volumes of a CSI driver on a node as its CSINode allows (plugins/nodevolumelimits/csi.go). Without such
 * volumes or such a CSINode it refuses nothing. Claims that are not bound yet are not counted.
 */
export function nodeVolumeLimits(informers: Informers, listers: VolumeListers): Plugin {
  const volumesOf = (pod: Pod): ReadonlyMap<string, string> => {
    const found = new Map<string, string>()
    for (const { name } of claimsOf(pod)) {
      const volume = listers.claim(pod.metadata.namespace ?? '', name)?.spec?.volumeName
      const csi = volume ? listers.volume(volume)?.spec?.csi : undefined
      if (csi) found.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver)
    }
    return found
  }
  return {
    name: 'NodeVolumeLimits',
    preFilter: ({ pod }) => {
      const wanted = volumesOf(pod)
      if (wanted.size === 0) return undefined
      return (node) => (exceeds(wanted, limitsOf(informers, node), node, volumesOf) ? rejection : undefined)
    },
    queueingHint: (event) =>
      (event.kind === 'AssignedPod' && event.action === 'delete') || event.kind === 'Volume' || event.kind === 'Node',
  }
}

function limitsOf(informers: Informers, node: NodeInfo): ReadonlyMap<string, number> {
  const drivers = informers.for<CSINode>(csiNodes).get(undefined, node.name)?.spec?.drivers ?? []
  return new Map(
    drivers.flatMap(({ name, allocatable }) => (allocatable?.count === undefined ? [] : [[name, allocatable.count]])),
  )
}

function exceeds(
  wanted: ReadonlyMap<string, string>,
  limits: ReadonlyMap<string, number>,
  node: NodeInfo,
  volumesOf: (pod: Pod) => ReadonlyMap<string, string>,
): boolean {
  if (limits.size === 0) return false
  const all = new Map(wanted)
  for (const { pod } of node.pods.values()) for (const [volume, driver] of volumesOf(pod)) all.set(volume, driver)
  const counts = new Map<string, number>()
  for (const driver of all.values()) counts.set(driver, (counts.get(driver) ?? 0) + 1)
  return [...new Set(wanted.values())].some(
    (driver) => (counts.get(driver) ?? 0) > (limits.get(driver) ?? Number.POSITIVE_INFINITY),
  )
}
