/**
 * A set of field paths in the very form of FieldsV1: `{"f:spec":{"f:replicas":{}}}`. A node without children, or with
 * the child `.`, is itself in the set. Never changed in place; equal parts are shared.
 */
export interface FieldTree {
  readonly [step: string]: FieldTree
}

export const leaf: FieldTree = Object.freeze({})

const self = '.'

function isMember(node: FieldTree): boolean {
  if (self in node) return true
  for (const _ in node) return false
  return true
}

/** A node of its parts; undefined where it would say nothing. */
export function node(member: boolean, children: Readonly<Record<string, FieldTree>> | undefined): FieldTree | undefined {
  let any = false
  for (const _ in children) {
    any = true
    break
  }
  if (!any) return member ? leaf : undefined
  return member ? { [self]: leaf, ...children } : (children as FieldTree)
}

/** What is in either. `undefined` is the empty set. */
export function union(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (a === b || b === undefined) return a
  if (a === undefined) return b
  let result: Record<string, FieldTree> | undefined
  for (const step in b) {
    if (step === self) continue
    const mine = a[step]
    const joined = union(mine, b[step]) as FieldTree
    if (joined === mine) continue
    result ??= { ...a }
    result[step] = joined
  }
  const member = isMember(a) || isMember(b)
  if (!result) {
    // only membership can differ, and an a without children is a member
    return member && !isMember(a) ? { [self]: leaf, ...a } : a
  }
  if (member) return self in result ? result : { [self]: leaf, ...result }
  return result
}

/** What is in `a` and not in `b`. */
export function difference(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (a === undefined || b === undefined) return a
  if (a === b) return undefined
  let children: Record<string, FieldTree> | undefined
  for (const step in b) {
    const mine = step === self ? undefined : a[step]
    if (!mine) continue
    const rest = difference(mine, b[step])
    if (rest === mine) continue
    children ??= withoutSelf(a)
    if (rest) children[step] = rest
    else delete children[step]
  }
  const wasMember = isMember(a)
  const member = wasMember && !isMember(b)
  if (!children && member === wasMember) return a
  return node(member, children ?? withoutSelf(a))
}

/** What is in both. */
export function intersection(a: FieldTree | undefined, b: FieldTree | undefined): FieldTree | undefined {
  if (a === undefined || b === undefined) return undefined
  if (a === b) return a
  let children: Record<string, FieldTree> | undefined
  for (const step in a) {
    if (step === self) continue
    const common = intersection(a[step], b[step])
    if (!common) continue
    children ??= {}
    children[step] = common
  }
  return node(isMember(a) && isMember(b), children)
}

/** The root of a tree is a container only, never a member itself. */
export function isEmpty(root: FieldTree | undefined): boolean {
  if (root === undefined) return true
  for (const step in root) if (step !== self) return false
  return true
}

export function sameTree(a: FieldTree | undefined, b: FieldTree | undefined): boolean {
  if (a === b) return true
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b)
  return isEmpty(difference(a, b)) && isEmpty(difference(b, a))
}

/** Every path of the set, as conflicts name it: `.spec.containers[name="web"].image`. Members before what is below. */
export function pathsOf(root: FieldTree, prefix = ''): readonly string[] {
  const paths: string[] = []
  for (const step of Object.keys(root).sort()) {
    if (step === self) continue
    const below = root[step] as FieldTree
    const path = prefix + stepText(step)
    if (isMember(below)) paths.push(path)
    paths.push(...pathsOf(below, path))
  }
  return paths
}

function stepText(step: string): string {
  const rest = step.slice(2)
  switch (step[0]) {
    case 'k': {
      const keys = Object.entries(JSON.parse(rest) as Record<string, unknown>)
      return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
    }
    case 'v':
      return `[=${rest}]`
    case 'i':
      return `[${rest}]`
    default:
      return `.${rest}`
  }
}

function withoutSelf(tree: FieldTree): Record<string, FieldTree> {
  const { [self]: _, ...rest } = tree
  return rest
}
