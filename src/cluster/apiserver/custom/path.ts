import { isRecord } from '../../api/equality.ts'

/**
 * Reads a simple JSONPath, as printer columns and scale paths have them: `.spec.replicas`, `.items[0].name`,
 * `.status.conditions[?(@.type=="Ready")].status`. The first match, or undefined.
 */
export function readPath(root: unknown, path: string): unknown {
  let value = root
  for (const step of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]|\['([^']+)'\]/g)) {
    const [, name, index, key, wanted, quoted] = step
    const field = name?.replace(/\\/g, '') ?? quoted
    if (field !== undefined) value = isRecord(value) ? value[field] : undefined
    else if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined
    else value = Array.isArray(value) ? value.find((one) => String(readPath(one, `.${key}`)) === wanted) : undefined
    if (value === undefined) return undefined
  }
  return value
}

/** The object with a value at a path of plain fields. */
export function writePath(root: unknown, path: string, value: unknown): unknown {
  const write = (at: unknown, names: readonly string[]): unknown => {
    const [name, ...rest] = names
    if (name === undefined) return value
    const record = isRecord(at) ? at : {}
    return { ...record, [name]: write(record[name], rest) }
  }
  return write(root, path.split('.').filter(Boolean))
}
