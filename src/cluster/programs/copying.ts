/** Copying files and trees: cp, mv across file systems, install. */
import { Errno, type Process, type Run } from '../machine/program.ts'
import { Failure } from './options.ts'

export interface CopyOptions {
  readonly recursive: boolean
  /** Keep mode, owner and times. */
  readonly preserve: boolean
  /** Copy symbolic links as links. */
  readonly keepLinks: boolean
  readonly force: boolean
}

export function* copy(process: Process, from: string, to: string, options: CopyOptions): Run<void> {
  const stat = options.keepLinks ? process.lstat(from) : process.stat(from)
  if (stat.type === 'directory') {
    if (!options.recursive) throw new Failure(`omitting directory '${from}'`)
    if (!process.exists(to)) process.mkdir(to)
    for (const name of process.readDirectory(from)) yield* copy(process, `${from}/${name}`, `${to}/${name}`, options)
  } else if (stat.type === 'symlink') {
    if (process.exists(to)) process.unlink(to)
    process.symlink(process.readlink(from), to)
    return
  } else {
    const source = process.open(from, { read: true })
    if (options.force && process.exists(to) && !process.access(to, 'write')) process.unlink(to)
    const target = process.open(to, { write: true, create: true, truncate: true, mode: stat.mode & 0o777 })
    for (;;) {
      const part = yield* process.read(source, 1 << 20)
      if (part === '') break
      yield* process.write(target, part)
    }
    process.close(source)
    process.close(target)
  }
  if (options.preserve) {
    process.chmod(to, stat.mode)
    try {
      process.chown(to, stat.uid, stat.gid)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
    }
    process.utimes(to, stat.atime, stat.mtime)
  }
}

/** Where an operand goes: into the directory, or to the very path. */
export function destination(process: Process, from: string, to: string, asFile: boolean): string {
  const isDirectory = !asFile && process.exists(to) && process.stat(to).type === 'directory'
  if (!isDirectory) return to
  const name = from.replace(/\/+$/, '').replace(/.*\//, '')
  return `${to.replace(/\/$/, '')}/${name === '.' || name === '' ? '' : name}`.replace(/\/$/, '') || '/'
}
