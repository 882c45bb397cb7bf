import { quantityMilli, quantityValue } from '../api/quantity.ts'

/** Amounts as the scheduler adds them up (framework.Resource). Memory and ephemeral storage in bytes. */
export interface Resources {
  milliCpu: number
  memory: number
  ephemeralStorage: number
  /** Everything else: extended resources, hugepages. Undefined while there is none. */
  scalar: Map<string, number> | undefined
}

export function addQuantity(to: Resources, name: string, quantity: string | number): void {
  if (name === 'cpu') to.milliCpu += quantityMilli(quantity)
  else if (name === 'memory') to.memory += quantityValue(quantity)
  else if (name === 'ephemeral-storage') to.ephemeralStorage += quantityValue(quantity)
  else if (name !== 'pods') {
    to.scalar ??= new Map()
    to.scalar.set(name, (to.scalar.get(name) ?? 0) + quantityValue(quantity))
  }
}

/** Adds `other` to `to`, or takes it away with `sign` -1. */
export function addResources(to: Resources, other: Resources, sign: 1 | -1): void {
  to.milliCpu += sign * other.milliCpu
  to.memory += sign * other.memory
  to.ephemeralStorage += sign * other.ephemeralStorage
  if (!other.scalar) return
  to.scalar ??= new Map()
  for (const [name, value] of other.scalar) to.scalar.set(name, (to.scalar.get(name) ?? 0) + sign * value)
}
