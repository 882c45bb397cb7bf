/** Node selectors: nodeSelector, node affinity, a PersistentVolume's nodeAffinity (component-helpers/scheduling/corev1/nodeaffinity). */
import type { Node, NodeSelectorRequirement, NodeSelectorTerm, Pod } from './generated/types.ts'

/** One requirement of a node selector. `NotIn` holds for an absent label. */
function matchesRequirement(value: string | undefined, operator: string, values: readonly string[] | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && (values ?? []).includes(value)
    case 'NotIn':
      return value === undefined || !(values ?? []).includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
    case 'Lt': {
      const has = integer(value)
      const bound = integer(values?.[0])
      if (has === undefined || bound === undefined) return false
      return operator === 'Gt' ? has > bound : has < bound
    }
    default:
      return false
  }
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined
}

/** A term without requirements matches nothing (component-helpers/scheduling/corev1/nodeaffinity). */
export function matchesNodeTerm(node: Node, term: NodeSelectorTerm): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length === 0 && fields.length === 0) return false
  const labels = node.metadata.labels ?? {}
  return (
    expressions.every((one) => matchesRequirement(labels[one.key], one.operator, one.values)) &&
    fields.every((one: NodeSelectorRequirement) =>
      matchesRequirement(one.key === 'metadata.name' ? node.metadata.name : undefined, one.operator, one.values),
    )
  )
}

/** Whether any term matches; no terms match nothing. */
export function matchesNodeSelector(node: Node, terms: readonly NodeSelectorTerm[]): boolean {
  return terms.some((term) => matchesNodeTerm(node, term))
}

/** nodeSelector and the required terms of node affinity (nodeaffinity.GetRequiredNodeAffinity). */
export function matchesRequiredNodes(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {}
  const selector = pod.spec?.nodeSelector
  if (selector) for (const key in selector) if (labels[key] !== selector[key]) return false
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return !required || matchesNodeSelector(node, required.nodeSelectorTerms)
}
