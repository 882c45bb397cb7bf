import type { Node, Pod } from '../../api/generated/types.ts'
import { toleratesAny } from '../../api/taints.ts'
import { normaliseByMax, type Plugin, type Rejection } from '../framework.ts'

const rejection: Rejection = { plugin: 'TaintToleration', reasons: ['node(s) had untolerated taint(s)'], unresolvable: true }

/** NoSchedule and NoExecute taints keep pods away, PreferNoSchedule ones cost score (plugins/tainttoleration). */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  preFilter: ({ pod }) => {
    const tolerations = pod.spec?.tolerations
    return (node) => {
      for (const taint of node.taints) {
        if (taint.effect !== 'PreferNoSchedule' && !toleratesAny(tolerations, taint)) return rejection
      }
      return undefined
    }
  },
  preScore: ({ pod }) => {
    const tolerations = pod.spec?.tolerations?.filter((one) => !one.effect || one.effect === 'PreferNoSchedule')
    return {
      score: (node) => {
        let count = 0
        for (const taint of node.taints) if (taint.effect === 'PreferNoSchedule' && !toleratesAny(tolerations, taint)) count++
        return count
      },
      normalise: (scores) => normaliseByMax(scores, true),
    }
  },
  queueingHint: (event, { pod }) => {
    if (event.kind === 'UnscheduledPod') return event.pod.spec?.tolerations !== event.old.spec?.tolerations
    if (event.kind !== 'Node' || event.action === 'delete') return false
    const refused = event.action === 'update' ? isRefused(pod, event.old) : true
    return refused && !isRefused(pod, event.node)
  },
}

function isRefused(pod: Pod, node: Node): boolean {
  return (node.spec?.taints ?? []).some(
    (taint) => taint.effect !== 'PreferNoSchedule' && !toleratesAny(pod.spec?.tolerations, taint),
  )
}
