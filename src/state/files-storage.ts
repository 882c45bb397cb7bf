/** The learner's files as the browser keeps them between two visits. */
export interface KeptFiles {
  /** From the home directory on. */
  readonly files: ReadonlyMap<string, string>
  /** Paths of the tabs, in order. */
  readonly open: readonly string[]
  readonly active: string | undefined
}

export const storageKey = 'podarium.files'
/** Characters in all files together: well under the 5 MB that browsers give, since others keep things there too. */
export const limit = 1_500_000

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Reads what {@link packFiles} wrote; anything else is no files. */
export function unpackFiles(text: string | null): KeptFiles {
  const nothing = { files: new Map<string, string>(), open: [], active: undefined }
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    if (!isRecord(value) || !isRecord(value.files)) return nothing
    const files = new Map(Object.entries(value.files).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    const open = Array.isArray(value.open) ? value.open.filter((path): path is string => files.has(path)) : []
    const active = open.find((path) => path === value.active) ?? open[0]
    return { files, open, active }
  } catch {
    return nothing
  }
}

/** As text, the smallest files first as long as they fit; `left` names those that do not. */
export function packFiles(kept: KeptFiles, most = limit): { readonly text: string; readonly left: readonly string[] } {
  const bySize = [...kept.files].sort((a, b) => a[1].length - b[1].length)
  const left: string[] = []
  const fitting: Record<string, string> = {}
  let size = 0
  for (const [path, content] of bySize) {
    size += path.length + content.length
    if (size > most) left.push(path)
    else fitting[path] = content
  }
  return { text: JSON.stringify({ files: fitting, open: kept.open, active: kept.active }), left: left.sort() }
}
