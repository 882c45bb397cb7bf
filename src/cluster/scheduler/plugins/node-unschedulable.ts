import type { Taint } from '../../api/generated/types.ts'
import { toleratesAny } from '../../api/taints.ts'
import type { Plugin, Rejection } from '../framework.ts'

const rejection: Rejection = { plugin: 'NodeUnschedulable', reasons: ['node(s) were unschedulable'], unresolvable: true }
const taint: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** Keeps pods off cordoned nodes, unless they tolerate the taint of that name (plugins/nodeunschedulable). */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  preFilter: ({ pod }) => {
    if (toleratesAny(pod.spec?.tolerations, taint)) return undefined
    return (node) => (node.node?.spec?.unschedulable ? rejection : undefined)
  },
  queueingHint: (event, { pod }) => {
    if (event.kind === 'UnscheduledPod') return toleratesAny(event.pod.spec?.tolerations, taint)
    if (event.kind !== 'Node' || event.action === 'delete') return false
    if (toleratesAny(pod.spec?.tolerations, taint)) return true
    const wasUnschedulable = event.action === 'update' ? event.old.spec?.unschedulable === true : true
    return wasUnschedulable && !event.node.spec?.unschedulable
  },
}
