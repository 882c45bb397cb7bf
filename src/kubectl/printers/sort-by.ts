import { KubectlError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { byBytes } from '../json-value.ts'
import { JsonPath } from './jsonpath.ts'
import { relaxed } from './jsonpath-parser.ts'

/** `--sort-by`: rows by a field of their objects; quantities and times by what they mean (get/sorter.go). */
export function sortRows<T>(k: Invocation, rows: readonly T[], objectOf: (row: T) => unknown): readonly T[] {
  const field = k.flags.string('sort-by')
  if (field === '' || rows.length === 0) return rows
  const expression = relaxed(field)
  const path = new JsonPath(expression)
  const keyed = rows.map((row, i) => ({ row, i, key: path.find(objectOf(row))[0]?.[0] }))
  if (keyed.every(({ key }) => key === undefined)) {
    throw new KubectlError(`couldn't find any field with path "${expression}" in the list of objects`)
  }
  return keyed.sort((a, b) => compareKeys(a.key, b.key) || a.i - b.i).map(({ row }) => row)
}

function compareKeys(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const left = String(a)
  const right = String(b)
  const leftAmount = amount(left)
  const rightAmount = amount(right)
  if (leftAmount !== undefined && rightAmount !== undefined) return leftAmount - rightAmount
  return byBytes(left, right)
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

/** A quantity's value; undefined if the text is none. */
function amount(text: string): number | undefined {
  const parts = /^([+-]?\d+(?:\.\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text)
  return parts ? Number(parts[1]) * (suffixes[parts[2] ?? ''] ?? 1) : undefined
}
