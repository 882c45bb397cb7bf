import type { Node, NodeCondition } from '../../api/generated/types.ts'
import { formatTime, parseTime } from '../../api/object.ts'

export const monitorPeriodMs = 5000
const monitorGracePeriodMs = 50_000
const startupGracePeriodMs = 60_000

const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

export function readyCondition(node: Node): NodeCondition | undefined {
  return node.status?.conditions?.find((one) => one.type === 'Ready')
}

/** When the kubelet's silence will have lasted too long, in ms since the epoch. @param renewTime of the node's lease */
export function silentAt(node: Node, renewTime: string | undefined): number {
  const ready = readyCondition(node)
  const created = parseTime(node.metadata.creationTimestamp)
  if (!ready) return Math.max(created + startupGracePeriodMs, (parseTime(renewTime) || 0) + monitorGracePeriodMs)
  const heartbeat = Math.max(parseTime(ready.lastHeartbeatTime) || created, parseTime(renewTime) || 0)
  return heartbeat + monitorGracePeriodMs
}

/** The conditions of a node whose kubelet says nothing any more (tryUpdateNodeHealth); the same list if they say so already. */
export function silentConditions(node: Node, wallTime: number): readonly NodeCondition[] {
  const now = formatTime(wallTime)
  const old = node.status?.conditions ?? []
  const known = old.map((condition): NodeCondition => {
    if (!watched.includes(condition.type) || condition.status === 'Unknown') return condition
    return {
      ...condition,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: now,
    }
  })
  const never = watched.filter((type) => !old.some((one) => one.type === type))
  if (never.length === 0 && known.every((one, i) => one === old[i])) return old
  const missing = never.map((type): NodeCondition => {
    return {
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: now,
    }
  })
  return [...known, ...missing]
}
