import type { FileSystem } from '../../machine/machine.ts'
import type { Bytes } from '../../machine/program.ts'

export interface ProjectedFile {
  readonly data: Bytes
  readonly mode: number
  readonly uid?: number | undefined
}

/** By path below the volume's root. */
export type Payload = ReadonlyMap<string, ProjectedFile>

/**
 * Writes a set of files so that readers see all of the old or all of the new: pkg/volume/util/atomic_writer.go.
 * The files lie in a directory with a timestamp; `..data` points at it, and every name at `..data/name`.
 *
 * @returns whether anything changed
 */
export function writeAtomically(
  fileSystem: FileSystem,
  root: string,
  payload: Payload,
  wallTime: number,
  nanoseconds: number,
  group: number | undefined,
): boolean {
  const dataLink = `${root}/..data`
  const old = fileSystem.exists(dataLink) ? fileSystem.readlink(dataLink) : undefined
  if (old !== undefined && sameContent(fileSystem, `${root}/${old}`, payload)) return false
  const first = old === undefined

  const directory = timestampName(wallTime, nanoseconds)
  const owner = group === undefined ? undefined : { gid: group }
  fileSystem.mkdir(`${root}/${directory}`, { mode: 0o755, ...owner })
  for (const [path, file] of payload) {
    fileSystem.write(`${root}/${directory}/${path}`, file.data, {
      mode: group === undefined ? file.mode : file.mode | 0o040,
      ...(file.uid === undefined ? undefined : { uid: file.uid }),
      ...owner,
    })
  }
  if (old === undefined) fileSystem.symlink(directory, dataLink)
  else {
    fileSystem.symlink(directory, `${root}/..data_tmp`)
    fileSystem.rename(`${root}/..data_tmp`, dataLink)
  }
  const visible = new Set([...payload.keys()].map((path) => path.split('/')[0] ?? path))
  if (!first) {
    for (const name of fileSystem.list(root)) {
      if (!name.startsWith('..') && !visible.has(name)) fileSystem.remove(`${root}/${name}`)
    }
  }
  for (const name of visible) {
    if (first || !fileSystem.exists(`${root}/${name}`)) fileSystem.symlink(`..data/${name}`, `${root}/${name}`)
  }
  if (old !== undefined) fileSystem.remove(`${root}/${old}`)
  return true
}

function sameContent(fileSystem: FileSystem, directory: string, payload: Payload): boolean {
  let files = 0
  let same = true
  fileSystem.walk(directory, (path, stat) => {
    if (stat.type !== 'file') return
    files++
    const file = payload.get(path.slice(directory.length + 1))
    if (!file || fileSystem.read(path) !== file.data) same = false
  })
  return same && files === payload.size
}

/** `..2026_11_21_08_39_06.123456789` */
function timestampName(wallTime: number, nanoseconds: number): string {
  const iso = new Date(wallTime).toISOString()
  return `..${iso.slice(0, 19).replace(/[-T:]/g, '_')}.${String(nanoseconds).padStart(9, '0')}`
}
