import type { LabelSelector } from '../api/generated/types.ts'

export type Labels = Readonly<Record<string, string>> | undefined

/** Absent selects nothing, empty selects everything (metav1.LabelSelectorAsSelector). */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false
  const has = labels ?? {}
  if (selector.matchLabels) for (const key in selector.matchLabels) if (has[key] !== selector.matchLabels[key]) return false
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const value = has[key]
    switch (operator) {
      case 'In':
        if (value === undefined || !(values ?? []).includes(value)) return false
        break
      case 'NotIn':
        if (value !== undefined && (values ?? []).includes(value)) return false
        break
      case 'Exists':
        if (value === undefined) return false
        break
      case 'DoesNotExist':
        if (value !== undefined) return false
        break
      default:
        return false
    }
  }
  return true
}

export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return selector !== undefined && Object.keys(selector.matchLabels ?? {}).length === 0 && !selector.matchExpressions?.length
}
