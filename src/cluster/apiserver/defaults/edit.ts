/** Copy on write for defaulting: the very object comes back where nothing was missing. */

/** The object with those of `defaults` that it lacks. */
export function fill<T extends object>(object: T, defaults: Partial<T>): T {
  let result: T | undefined
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    if (object[key] !== undefined || defaults[key] === undefined) continue
    result ??= { ...object }
    result[key] = defaults[key] as T[keyof T]
  }
  return result ?? object
}

/** Maps a list; the very list comes back where no element changed. */
export function mapSame<T>(list: readonly T[], change: (one: T) => T): readonly T[] {
  let result: T[] | undefined
  for (let i = 0; i < list.length; i++) {
    const before = list[i] as T
    const after = change(before)
    if (after === before) continue
    result ??= list.slice()
    result[i] = after
  }
  return result ?? list
}

/** Replaces one field if `change` makes another value of it; absent fields are left alone. */
export function within<T extends object, K extends keyof T>(object: T, key: K, change: (value: NonNullable<T[K]>) => T[K]): T {
  const before = object[key]
  if (before === undefined || before === null) return object
  const after = change(before as NonNullable<T[K]>)
  return after === before ? object : { ...object, [key]: after }
}
