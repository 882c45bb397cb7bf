import type { Environment } from '@marcbachmann/cel-js'

type Comparable = bigint | number | string

const compare = (a: Comparable, b: Comparable): number => (a < b ? -1 : a > b ? 1 : 0)

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, i) => same(one, b[i]))
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, unknown>>]
  return left.length === Object.keys(right).length && left.every(([key, one]) => same(one, right[key]))
}

const holds = (list: readonly unknown[], wanted: unknown): boolean => list.some((one) => same(one, wanted))

function total(list: readonly unknown[]): unknown {
  if (list.every((one) => typeof one === 'bigint')) return (list as readonly bigint[]).reduce((a, b) => a + b, 0n)
  if (list.every((one) => typeof one === 'number')) return (list as readonly number[]).reduce((a, b) => a + b, 0)
  throw new Error('no such overload')
}

function extreme(list: readonly Comparable[], name: string, wanted: -1 | 1): Comparable {
  const [first, ...rest] = list
  if (first === undefined) throw new Error(`${name} called on empty list`)
  return rest.reduce((best, one) => (compare(one, best) === wanted ? one : best), first)
}

/** The receiver of `sets.contains(…)` and its sisters. */
class Sets {}

/** apiserver/pkg/cel/library/lists.go and cel-go's ext/sets. */
export function addLists(environment: Environment): void {
  environment
    .registerFunction('list.isSorted(): bool', (list: readonly Comparable[]) =>
      list.every((one, i) => i === 0 || compare(list[i - 1] as Comparable, one) <= 0),
    )
    .registerFunction('list.sum(): dyn', total)
    .registerFunction('list.min(): dyn', (list: readonly Comparable[]) => extreme(list, 'min', -1))
    .registerFunction('list.max(): dyn', (list: readonly Comparable[]) => extreme(list, 'max', 1))
    .registerFunction('list.indexOf(dyn): int', (list: readonly unknown[], one: unknown) =>
      BigInt(list.findIndex((other) => same(one, other))),
    )
    .registerFunction('list.lastIndexOf(dyn): int', (list: readonly unknown[], one: unknown) =>
      BigInt(list.findLastIndex((other) => same(one, other))),
    )
    .registerType('kubernetes.Sets', { ctor: Sets })
    .registerConstant('sets', 'kubernetes.Sets', new Sets())
    .registerFunction('kubernetes.Sets.contains(list, list): bool', (_: Sets, a: readonly unknown[], b: readonly unknown[]) =>
      b.every((one) => holds(a, one)),
    )
    .registerFunction('kubernetes.Sets.intersects(list, list): bool', (_: Sets, a: readonly unknown[], b: readonly unknown[]) =>
      b.some((one) => holds(a, one)),
    )
    .registerFunction('kubernetes.Sets.equivalent(list, list): bool', (_: Sets, a: readonly unknown[], b: readonly unknown[]) =>
      [a.every((one) => holds(b, one)), b.every((one) => holds(a, one))].every(Boolean),
    )
}
