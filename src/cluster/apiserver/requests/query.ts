import type { ApiRequest } from '../interface.ts'

type Query = ApiRequest['query']

/** The first value of a query parameter. */
export function param(query: Query, name: string): string | undefined {
  const value = query?.[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** All values of a query parameter. */
export function params(query: Query, name: string): readonly string[] {
  const value = query?.[name]
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

/** Go's strconv.ParseBool as query parameters are read: `1`, `true`; an empty value is true. */
export function flag(query: Query, name: string): boolean {
  const value = param(query, name)
  return value !== undefined && value !== '0' && value.toLowerCase() !== 'false'
}

export function integer(query: Query, name: string): number | undefined {
  const value = param(query, name)
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined
}
