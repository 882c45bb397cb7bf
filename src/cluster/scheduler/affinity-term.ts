import type { PodAffinityTerm } from '../api/generated/types.ts'
import { compileSelector, type Labels, type Selector } from './selectors.ts'

/** One pod (anti-)affinity term, ready to be asked about pods (framework.AffinityTerm). */
export interface PodTerm {
  readonly topologyKey: string
  readonly weight: number
  /** Whether a pod with these labels in that namespace is one of those meant. */
  matches(namespace: string, labels: Labels, namespaceLabels: (namespace: string) => Labels): boolean
}

/**
 * Binds a term to the pod that bears it: its own namespace where none is named, its own labels for matchLabelKeys
 * and mismatchLabelKeys (the API server merges those in on creation; doing so again changes nothing).
 */
export function podTerm(term: PodAffinityTerm, namespace: string, labels: Labels, weight: number): PodTerm {
  const selector = withKeys(compileSelector(term.labelSelector), term, labels)
  const named = term.namespaces ?? []
  const namespaceSelector = term.namespaceSelector ? compileSelector(term.namespaceSelector) : undefined
  const namespaces = named.length === 0 && !namespaceSelector ? [namespace] : named
  return {
    topologyKey: term.topologyKey,
    weight,
    matches: (other, otherLabels, namespaceLabels) =>
      (namespaces.includes(other) || namespaceSelector?.(namespaceLabels(other)) === true) && selector(otherLabels),
  }
}

function withKeys(selector: Selector, term: PodAffinityTerm, own: Labels): Selector {
  const { matchLabelKeys, mismatchLabelKeys } = term
  if (!matchLabelKeys?.length && !mismatchLabelKeys?.length) return selector
  return (labels) =>
    selector(labels) &&
    (matchLabelKeys ?? []).every((key) => own[key] === undefined || labels[key] === own[key]) &&
    (mismatchLabelKeys ?? []).every((key) => own[key] === undefined || labels[key] !== own[key])
}
