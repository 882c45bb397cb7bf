import type { Node, NodeCondition, Taint } from '../../api/generated/types.ts'

/** Condition type → status → the NoSchedule taint that says so (node_lifecycle_controller.go). */
const taintOfCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'node.kubernetes.io/not-ready', Unknown: 'node.kubernetes.io/unreachable' },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
}

const unschedulable = 'node.kubernetes.io/unschedulable'
const ours: ReadonlySet<string> = new Set([
  unschedulable,
  ...Object.values(taintOfCondition).flatMap((one) => Object.values(one)),
])

/** The node's taints with the NoSchedule ones as its conditions demand; the same list if nothing changes. */
export function withNoScheduleTaints(node: Node, time: string): readonly Taint[] {
  const wanted = new Set<string>()
  for (const { type, status } of node.status?.conditions ?? []) {
    const key = taintOfCondition[type]?.[status]
    if (key) wanted.add(key)
  }
  if (node.spec?.unschedulable) wanted.add(unschedulable)
  const taints = node.spec?.taints ?? []
  const kept = taints.filter((taint) => taint.effect !== 'NoSchedule' || !ours.has(taint.key) || wanted.has(taint.key))
  const missing = [...wanted].filter((key) => !kept.some((taint) => taint.key === key && taint.effect === 'NoSchedule'))
  if (kept.length === taints.length && missing.length === 0) return taints
  return [...kept, ...missing.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: time }))]
}

/** The key of the NoExecute taint for a node that is not ready. */
export function noExecuteKey(ready: NodeCondition | undefined): string | undefined {
  return ready && taintOfCondition.Ready?.[ready.status]
}

/** The node's taints with the NoExecute one that fits, if any; the same list if nothing changes. */
export function withNoExecuteTaint(node: Node, key: string | undefined, time: string): readonly Taint[] {
  const taints = node.spec?.taints ?? []
  const keys = Object.values(taintOfCondition.Ready ?? {})
  const kept = taints.filter((taint) => taint.effect !== 'NoExecute' || !keys.includes(taint.key) || taint.key === key)
  const has = kept.some((taint) => taint.effect === 'NoExecute' && taint.key === key)
  if (kept.length === taints.length && (has || key === undefined)) return taints
  return key === undefined || has ? kept : [...kept, { key, effect: 'NoExecute', timeAdded: time }]
}
