import type { Image } from './image.ts'

/** A program that leaves something out, and what, in plain words. */
export interface SimplifiedProgram {
  readonly name: string
  readonly simplified: string
}

/** Images share their programs. */
const known = new WeakMap<Image['programs'], readonly SimplifiedProgram[]>()

/** What the programs of an image leave out, by name: each tells the same of itself when asked with `--help`. */
export function simplifiedPrograms({ programs }: Pick<Image, 'programs'>): readonly SimplifiedProgram[] {
  const before = known.get(programs)
  if (before) return before
  const found = new Map<string, SimplifiedProgram>()
  for (const { name, simplified } of Object.values(programs)) if (simplified) found.set(name, { name, simplified })
  const list = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  known.set(programs, list)
  return list
}
