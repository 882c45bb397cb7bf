import { decode } from '../cluster/machine/bytes.ts'
import type { FileSystem } from '../cluster/machine/machine.ts'

/** A file of the home directory. */
export interface HomeFile {
  /** From the home directory on. */
  readonly path: string
  readonly bytes: number
  /** Absent where the file is too large to show, or no text. */
  readonly content?: string | undefined
}

export interface HomeChanges {
  /** New files, and files with another content. */
  readonly changed: readonly HomeFile[]
  readonly removed: readonly string[]
  /** There are more files than are told. */
  readonly more: boolean
}

const limits = { files: 500, bytes: 256 * 1024 }

/**
 * Watches the files of a directory, hidden ones left out. Each call of the result tells what changed since the one
 * before (at first: all there is), or undefined; as long as nothing is written to the disk, it costs one comparison.
 */
export function watchHome(disk: FileSystem, directory: string): () => HomeChanges | undefined {
  let revision: number | undefined
  let known = new Map<string, string>()
  return () => {
    if (disk.revision === revision) return undefined
    const first = revision === undefined
    revision = disk.revision
    const now = new Map<string, string>()
    let more = false
    disk.walk(directory, (path, stat) => {
      const relative = path.slice(directory.length + 1)
      if (stat.type !== 'file' || /(^|\/)\./.test(relative)) return
      if (now.size >= limits.files) more = true
      else now.set(relative, disk.read(path))
    })
    const changed: HomeFile[] = []
    for (const [path, data] of now) {
      if (known.get(path) === data) continue
      const shown = data.length <= limits.bytes && !data.includes('\0')
      changed.push({ path, bytes: data.length, ...(shown ? { content: decode(data) } : {}) })
    }
    const removed = [...known.keys()].filter((path) => !now.has(path))
    known = now
    return first || changed.length > 0 || removed.length > 0 ? { changed, removed, more } : undefined
  }
}
