/** Kubernetes objects as values of CEL. */

/** Objects of the store never change: what was made of them once serves again. */
const known = new WeakMap<object, unknown>()

/** Whole numbers are CEL's `int`, others its `double`. A whole number in a field of Go's type float would be one too. */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null) return value
  let made = known.get(value)
  if (made === undefined) {
    made = Array.isArray(value) ? value.map(celValue) : celMap(value)
    known.set(value, made)
  }
  return made
}

function celMap(value: object): Readonly<Record<string, unknown>> {
  const map: Record<string, unknown> = {}
  for (const [key, one] of Object.entries(value)) if (one !== undefined) map[key] = celValue(one)
  return map
}
