import type { Pod } from '../../api/generated/types.ts'
import { matchesNodeTerm, matchesRequiredNodes } from '../../api/node-selector.ts'
import { nodeAddedOrTaintsChanged, normaliseByMax, type Plugin, type Rejection } from '../framework.ts'

const rejection: Rejection = {
  plugin: 'NodeAffinity',
  reasons: ["node(s) didn't match Pod's node affinity/selector"],
  unresolvable: true,
}
const conflict: Rejection = { plugin: 'NodeAffinity', reasons: ['pod affinity terms conflict'], unresolvable: true }

/** nodeSelector and node affinity, required and preferred (plugins/nodeaffinity). */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  preFilter: ({ pod }) => {
    if (!asksForNodes(pod)) return undefined
    if (termsConflict(pod)) return conflict
    return (node) => (node.node && matchesRequiredNodes(pod, node.node) ? undefined : rejection)
  },
  preScore: ({ pod }) => {
    const preferred = (pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).filter(
      (one) => one.weight !== 0,
    )
    if (preferred.length === 0) return undefined
    return {
      score: ({ node }) => {
        let sum = 0
        for (const one of preferred) if (node && matchesNodeTerm(node, one.preference)) sum += one.weight
        return sum
      },
      normalise: (scores) => normaliseByMax(scores, false),
    }
  },
  queueingHint: (event, { pod }) => {
    if (event.kind === 'Node' && event.action === 'update' && event.labelsChanged) {
      return !matchesRequiredNodes(pod, event.old) && matchesRequiredNodes(pod, event.node)
    }
    if (event.kind === 'Node' && event.action === 'add') return matchesRequiredNodes(pod, event.node)
    return nodeAddedOrTaintsChanged(event)
  },
}

function asksForNodes(pod: Pod): boolean {
  return Boolean(pod.spec?.nodeSelector || pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution)
}

/** When every term names nodes by metadata.name, and no name is left in any of them. */
function termsConflict(pod: Pod): boolean {
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  if (terms.length === 0) return false
  return terms.every((term) => {
    let names: readonly string[] | undefined
    for (const one of term.matchFields ?? []) {
      if (one.key !== 'metadata.name' || one.operator !== 'In') continue
      const values = one.values ?? []
      names = names ? names.filter((name) => values.includes(name)) : values
    }
    return names !== undefined && names.length === 0
  })
}
