import type { Taint, Toleration } from '../api/generated/types.ts'

/** `Toleration.ToleratesTaint` (api/core/v1/toleration.go). */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true
    case 'Gt':
      return Number(taint.value) > Number(toleration.value)
    case 'Lt':
      return Number(taint.value) < Number(toleration.value)
    default:
      return Boolean(toleration.key) && (toleration.value ?? '') === (taint.value ?? '')
  }
}
