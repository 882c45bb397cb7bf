import type { LabelSelector } from '../api/generated/types.ts'
import { type Labels, matchesSelector, selectorOf } from '../api/label-selector.ts'

export type { Labels }
export type Selector = (labels: Labels) => boolean

/** A label selector as a predicate. Absent selects nothing, empty selects everything (metav1.LabelSelectorAsSelector). */
export function compileSelector(selector: LabelSelector | undefined): Selector {
  const requirements = selectorOf(selector)
  return requirements ? (labels) => matchesSelector(requirements, labels) : () => false
}
