import type { Environment } from '@marcbachmann/cel-js'
import { tryParseQuantity } from '../../../api/quantity.ts'

const nano = 1_000_000_000n

/** The value behind `quantity("500Mi")`. */
class CelQuantity {
  constructor(readonly nano: bigint) {}
}

function quantityOf(text: string): CelQuantity {
  const parsed = tryParseQuantity(text)
  if (!parsed) throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
  return new CelQuantity(parsed.nano)
}

const sign = (value: bigint): bigint => (value < 0n ? -1n : value > 0n ? 1n : 0n)

/** apiserver/pkg/cel/library/quantity.go */
export function addQuantities(environment: Environment): void {
  const type = 'kubernetes.Quantity'
  environment
    .registerType(type, { ctor: CelQuantity })
    .registerFunction(`quantity(string): ${type}`, quantityOf)
    .registerFunction('isQuantity(string): bool', (text: string) => tryParseQuantity(text) !== undefined)
    .registerFunction(`${type}.sign(): int`, (of: CelQuantity) => sign(of.nano))
    .registerFunction(`${type}.isInteger(): bool`, (of: CelQuantity) => of.nano % nano === 0n)
    .registerFunction(`${type}.asInteger(): int`, (of: CelQuantity) => {
      if (of.nano % nano !== 0n) throw new Error('cannot convert value to integer')
      return of.nano / nano
    })
    .registerFunction(`${type}.asApproximateFloat(): double`, (of: CelQuantity) => Number(of.nano) / Number(nano))
    .registerFunction(`${type}.isGreaterThan(${type}): bool`, (a: CelQuantity, b: CelQuantity) => a.nano > b.nano)
    .registerFunction(`${type}.isLessThan(${type}): bool`, (a: CelQuantity, b: CelQuantity) => a.nano < b.nano)
    .registerFunction(`${type}.compareTo(${type}): int`, (a: CelQuantity, b: CelQuantity) => sign(a.nano - b.nano))
    .registerFunction(`${type}.add(${type}): ${type}`, (a: CelQuantity, b: CelQuantity) => new CelQuantity(a.nano + b.nano))
    .registerFunction(`${type}.sub(${type}): ${type}`, (a: CelQuantity, b: CelQuantity) => new CelQuantity(a.nano - b.nano))
    .registerFunction(`${type}.add(int): ${type}`, (a: CelQuantity, b: bigint) => new CelQuantity(a.nano + b * nano))
    .registerFunction(`${type}.sub(int): ${type}`, (a: CelQuantity, b: bigint) => new CelQuantity(a.nano - b * nano))
}
