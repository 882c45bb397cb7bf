/** Conditions of any kind: found by type, set so that the time moves only with the status. */

export interface AnyCondition {
  readonly type: string
  readonly status: string
  readonly reason?: string | undefined
  readonly message?: string | undefined
  readonly lastTransitionTime?: string | undefined
}

interface HasConditions {
  readonly status?: { readonly conditions?: readonly AnyCondition[] | undefined } | undefined
}

export function findCondition<T extends AnyCondition>(conditions: readonly T[] | undefined, type: string): T | undefined {
  return conditions?.find((condition) => condition.type === type)
}

export function conditionOf(object: HasConditions, type: string): AnyCondition | undefined {
  return findCondition(object.status?.conditions, type)
}

export function isConditionTrue(object: HasConditions, type: string): boolean {
  return conditionOf(object, type)?.status === 'True'
}

/**
 * The list with one condition set: replaced in its place, or appended. The old transition time stays where the status
 * stays; the very list comes back where nothing changes.
 */
export function setCondition<T extends AnyCondition>(conditions: readonly T[] | undefined, condition: T): readonly T[] {
  const list = conditions ?? []
  const at = list.findIndex((one) => one.type === condition.type)
  const old = list[at]
  if (!old) return [...list, condition]
  const next = old.status === condition.status ? { ...condition, lastTransitionTime: old.lastTransitionTime } : condition
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]) as Set<keyof T>
  if ([...keys].every((key) => old[key] === next[key])) return list
  return list.map((one, i) => (i === at ? next : one))
}

export function withoutCondition<T extends AnyCondition>(conditions: readonly T[] | undefined, type: string): readonly T[] {
  return (conditions ?? []).filter((one) => one.type !== type)
}
