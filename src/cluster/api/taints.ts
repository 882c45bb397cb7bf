import type { Taint, Toleration } from './generated/types.ts'

/** `Toleration.ToleratesTaint` (api/core/v1/toleration.go); Gt and Lt compare integers. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  switch (toleration.operator ?? 'Equal') {
    case 'Exists':
      return true
    case 'Gt':
      return compare(taint.value, toleration.value, (has, bound) => has > bound)
    case 'Lt':
      return compare(taint.value, toleration.value, (has, bound) => has < bound)
    default:
      return (toleration.value ?? '') === (taint.value ?? '') && Boolean(toleration.key)
  }
}

function compare(value: string | undefined, bound: string | undefined, holds: (has: number, bound: number) => boolean): boolean {
  if (!/^-?[0-9]+$/.test(value ?? '') || !/^-?[0-9]+$/.test(bound ?? '')) return false
  return holds(Number(value), Number(bound))
}

export function toleratesAny(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  if (!tolerations) return false
  for (const toleration of tolerations) if (tolerates(toleration, taint)) return true
  return false
}
