/** Small checks that all kinds share: apimachinery's validation helpers and pkg/apis/core/validation's. */
import { type At, type FieldError, invalid, notSupported, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import { type NameCheck, percentFormat, portName, portNumber } from '../../api/names.ts'
import { parseQuantity, type QuantityText } from '../../api/quantity.ts'

export const immutableField = 'field is immutable'
export const notNegative = 'must be greater than or equal to 0'

/** One Invalid for each complaint of a format check. */
export function checkFormat(errors: FieldError[], at: At, value: string, check: NameCheck): void {
  for (const message of check(value)) errors.push(invalid(at, value, message))
}

/** Required if empty, else the format check. */
export function checkRequiredFormat(errors: FieldError[], at: At, value: string | undefined, check: NameCheck): void {
  if (!value) errors.push(required(at))
  else checkFormat(errors, at, value, check)
}

export function checkNotNegative(errors: FieldError[], at: At, value: number | undefined): void {
  if (value !== undefined && value < 0) errors.push(invalid(at, value, notNegative))
}

export function checkPort(errors: FieldError[], at: At, port: number): void {
  for (const message of portNumber(port)) errors.push(invalid(at, port, message))
}

/** `ValidatePortNumOrName` */
export function checkPortOrName(errors: FieldError[], at: At, port: string | number | undefined): void {
  if (typeof port === 'string') checkFormat(errors, at, port, portName)
  else checkPort(errors, at, port ?? 0)
}

/** @param supported in the order in which the refusal lists them */
export function checkSupported(errors: FieldError[], at: At, value: string | undefined, supported: readonly string[]): void {
  if (value === undefined || value === '') errors.push(required(at))
  else if (!supported.includes(value)) errors.push(notSupported(at, value, supported))
}

export function checkQuantityNotNegative(errors: FieldError[], at: At, amount: QuantityText | undefined): void {
  const quantity = parseQuantity(amount)
  if (quantity.nano < 0n) errors.push(invalid(at, quantity.text, notNegative))
}

/** `ValidatePositiveIntOrPercent` */
export function checkIntOrPercent(errors: FieldError[], at: FieldPath, value: string | number | undefined): void {
  if (value === undefined) return
  if (typeof value === 'number') checkNotNegative(errors, at, value)
  else checkFormat(errors, at, value, percentFormat)
}

/** `IsNotMoreThan100Percent` */
export function checkAtMostHundredPercent(errors: FieldError[], at: FieldPath, value: string | number | undefined): void {
  if (typeof value !== 'string' || percentFormat(value).length > 0) return
  if (Number(value.slice(0, -1)) > 100) errors.push(invalid(at, value, 'must not be greater than 100%'))
}

/** The number that an int-or-percent comes to; a percentage of 100 if it is one. */
export function intOrPercentValue(value: string | number | undefined): number {
  if (typeof value === 'number') return value
  return value === undefined ? 0 : Number.parseInt(value, 10) || 0
}

/** Map keys in order: Go prints maps of errors in none, we sort. */
export function sortedKeys(map: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return map ? Object.keys(map).sort() : []
}
