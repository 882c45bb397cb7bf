import type { LabelSelector, Node, NodeSelectorRequirement, NodeSelectorTerm } from '../api/generated/types.ts'

export type Labels = Readonly<Record<string, string>>
export type Selector = (labels: Labels) => boolean

/** A label selector as a predicate. Absent selects nothing, empty selects everything (metav1.LabelSelectorAsSelector). */
export function compileSelector(selector: LabelSelector | undefined): Selector {
  if (!selector) return () => false
  const wanted = Object.entries(selector.matchLabels ?? {})
  const expressions = selector.matchExpressions ?? []
  if (expressions.length === 0) {
    return (labels) => {
      for (const [key, value] of wanted) if (labels[key] !== value) return false
      return true
    }
  }
  return (labels) =>
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values }) => matchesRequirement(labels[key], operator, values))
}

/** One requirement of a label selector or a node selector. `NotIn` holds for an absent label. */
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
