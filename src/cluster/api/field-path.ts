/**
 * Where a field stands in an object, as `k8s.io/apimachinery/pkg/util/validation/field.Path` writes it:
 * `spec.containers[0].ports[1].name`, `metadata.labels[app]`. Built only when an error needs its text.
 */
export class FieldPath {
  private constructor(
    private readonly parent: FieldPath | undefined,
    private readonly part: string,
    private readonly bracketed: boolean,
  ) {}

  static of(...names: readonly string[]): FieldPath {
    let path: FieldPath | undefined
    for (const name of names) path = new FieldPath(path, name, false)
    if (!path) throw new Error('field path: needs a name')
    return path
  }

  child(...names: readonly string[]): FieldPath {
    let path: FieldPath = this
    for (const name of names) path = new FieldPath(path, name, false)
    return path
  }

  index(index: number): FieldPath {
    return new FieldPath(this, String(index), true)
  }

  key(key: string): FieldPath {
    return new FieldPath(this, key, true)
  }

  toString(): string {
    const own = this.bracketed ? `[${this.part}]` : this.part
    if (!this.parent) return own
    return this.bracketed ? `${this.parent}${own}` : `${this.parent}.${own}`
  }
}

/** One step of a parsed path: a field or map key, or a list index. */
export type PathStep = string | number

/**
 * Reads a path back into steps: `spec.containers[0].image` gives `['spec', 'containers', 0, 'image']`,
 * `metadata.labels[app.kubernetes.io/name]` keeps the key whole.
 */
export function parseFieldPath(text: string): readonly PathStep[] {
  const steps: PathStep[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === '.') {
      at++
      continue
    }
    if (text[at] === '[') {
      const end = text.indexOf(']', at)
      const inner = end < 0 ? text.slice(at + 1) : text.slice(at + 1, end)
      steps.push(/^\d+$/.test(inner) ? Number(inner) : inner.replace(/^["']|["']$/g, ''))
      at = end < 0 ? text.length : end + 1
      continue
    }
    const rest = text.slice(at)
    const length = rest.search(/[.[]/)
    const name = length < 0 ? rest : rest.slice(0, length)
    steps.push(name)
    at += name.length
  }
  return steps
}

/** The inverse of {@link parseFieldPath}. */
export function formatFieldPath(steps: readonly PathStep[]): string {
  let text = ''
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/[./[\]]/.test(step)) text += `[${step}]`
    else text += text ? `.${step}` : step
  }
  return text
}

/** The value at a path; undefined where the path leads nowhere. Own properties only. */
export function valueAt(root: unknown, steps: readonly PathStep[]): unknown {
  let value = root
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<PathStep, unknown>)[step]
  }
  return value
}
