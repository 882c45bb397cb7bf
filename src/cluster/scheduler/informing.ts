import type { Node, Pod } from '../api/generated/types.ts'
import type { ClusterEvent } from './framework.ts'

/** What changed on a node, as far as scheduling goes (eventhandlers.go, nodeSchedulingPropertiesChange). */
export function nodeEvent(node: Node, old: Node): ClusterEvent | undefined {
  const allocatableChanged = !sameValues(node.status?.allocatable, old.status?.allocatable)
  const labelsChanged = !sameValues(node.metadata.labels, old.metadata.labels)
  const taintsChanged =
    (node.spec?.taints !== old.spec?.taints && JSON.stringify(node.spec?.taints) !== JSON.stringify(old.spec?.taints)) ||
    Boolean(node.spec?.unschedulable) !== Boolean(old.spec?.unschedulable)
  if (!allocatableChanged && !labelsChanged && !taintsChanged) return undefined
  return { kind: 'Node', action: 'update', node, old, allocatableChanged, labelsChanged, taintsChanged }
}

/** A bound pod's status changes all the time; only these changes alter what it takes or whom it attracts. */
export function podUpdateMatters(pod: Pod, old: Pod): boolean {
  return (
    pod.spec !== old.spec ||
    pod.metadata.labels !== old.metadata.labels ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp
  )
}

type Values = Readonly<Record<string, string | number>> | undefined

function sameValues(a: Values, b: Values): boolean {
  if (a === b) return true
  if (!a || !b) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
