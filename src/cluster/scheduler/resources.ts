/** Amounts as the scheduler adds them up (framework.Resource). Memory and ephemeral storage in bytes. */
export interface Resources {
  milliCpu: number
  memory: number
  ephemeralStorage: number
  /** Everything else: extended resources, hugepages. Undefined while there is none. */
  scalar: Map<string, number> | undefined
}

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

const parsed = new Map<string, number>()

/** The number a quantity stands for; 0 if it is malformed, which the API server does not let in. */
export function quantityValue(quantity: string | number): number {
  if (typeof quantity === 'number') return quantity
  let value = parsed.get(quantity)
  if (value === undefined) {
    const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([numkMGTPE]i?|Ki|)$/.exec(quantity)
    value = match ? Number(match[1]) * (suffixes[match[2] ?? ''] ?? 0) : 0
    if (parsed.size > 10_000) parsed.clear()
    parsed.set(quantity, value)
  }
  return value
}

export function milliValue(quantity: string | number): number {
  return Math.ceil(Math.round(quantityValue(quantity) * 1e9) / 1e6)
}

export function addQuantity(to: Resources, name: string, quantity: string | number): void {
  if (name === 'cpu') to.milliCpu += milliValue(quantity)
  else if (name === 'memory') to.memory += Math.ceil(quantityValue(quantity))
  else if (name === 'ephemeral-storage') to.ephemeralStorage += Math.ceil(quantityValue(quantity))
  else if (name !== 'pods') {
    to.scalar ??= new Map()
    to.scalar.set(name, (to.scalar.get(name) ?? 0) + Math.ceil(quantityValue(quantity)))
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
