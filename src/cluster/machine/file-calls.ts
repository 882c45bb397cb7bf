/** The system calls on files, as open(2), stat(2)… have them. */
import type { FileType, Inode } from './inode.ts'
import { type Place, permits } from './mounts.ts'
import { type Bytes, Errno, type FileStat } from './program.ts'
import type { Task } from './task.ts'

const maxDescriptors = 1024

export function freeDescriptor(task: Task): number {
  const { files } = task
  for (let fd = 0; fd < files.length; fd++) if (files[fd] === undefined) return fd
  if (files.length >= maxDescriptors) throw new Errno('EMFILE')
  return files.length
}

export function look(task: Task, path: string, follow = true): Place {
  task.step()
  return task.context.mounts.lookup(path, task, task.cwd, follow)
}

export function need(task: Task, path: string, follow = true): Place & { node: Inode } {
  const place = look(task, path, follow)
  const { node } = place
  if (!node) throw new Errno('ENOENT', path)
  return { ...place, node }
}

/** A new name in a directory: throws EEXIST, EROFS, EACCES. */
export function makeNode(task: Task, place: Place, path: string, type: FileType, mode: number): Inode {
  if (place.node) throw new Errno('EEXIST', path)
  if (place.readOnly) throw new Errno('EROFS', path)
  if (!permits(task, place.directory, 2)) throw new Errno('EACCES', path)
  if (place.directory.special) throw new Errno('EACCES', path)
  const { directory } = place
  // a set-gid directory hands its group down, and its bit to directories
  const inherits = (directory.mode & 0o2000) !== 0
  const gid = inherits ? directory.gid : task.user.gid
  const bits = type === 'symlink' ? 0o777 : mode & ~task.umask
  const withBit = inherits && type === 'directory' ? bits | 0o2000 : bits
  return directory.fileSystem.create(directory, place.name, type, withBit, task.user.uid, gid)
}

/** May a name be taken out of its directory? Throws EROFS, EACCES, EPERM (sticky), EBUSY. */
function mayRemove(task: Task, place: Place & { node: Inode }, path: string): void {
  if (place.isMountPoint) throw new Errno('EBUSY', path)
  if (place.directoryReadOnly) throw new Errno('EROFS', path)
  const { directory, node } = place
  if (!permits(task, directory, 2)) throw new Errno('EACCES', path)
  const sticky = (directory.mode & 0o1000) !== 0
  if (sticky && !task.user.effective.has('FOWNER') && task.user.uid !== node.uid && task.user.uid !== directory.uid) {
    throw new Errno('EPERM', path)
  }
  if (directory.special && !directory.children?.has(place.name)) throw new Errno('EPERM', path)
}

export function chdir(task: Task, path: string): void {
  const place = need(task, path)
  if (place.node.type !== 'directory') throw new Errno('ENOTDIR', path)
  if (!permits(task, place.node, 1)) throw new Errno('EACCES', path)
  task.cwd = place.path
}

export function stat(task: Task, path: string, follow: boolean): FileStat {
  const { node } = need(task, path, follow)
  return node.stat()
}

export function exists(task: Task, path: string): boolean {
  try {
    return look(task, path).node !== undefined
  } catch (error) {
    if (error instanceof Errno) return false
    throw error
  }
}

export function readDirectory(task: Task, path: string): readonly string[] {
  const { node } = need(task, path)
  if (node.type !== 'directory') throw new Errno('ENOTDIR', path)
  if (!permits(task, node, 4)) throw new Errno('EACCES', path)
  return node.names(task)
}

export function readFile(task: Task, path: string): Bytes {
  const { node } = need(task, path)
  if (node.type === 'directory') throw new Errno('EISDIR', path)
  if (!permits(task, node, 4)) throw new Errno('EACCES', path)
  if (node.special?.open) throw new Errno('EINVAL', path)
  node.atime = task.kernel.sim.wallTime
  return node.special?.content ? node.special.content(task) : node.read(0, Number.MAX_SAFE_INTEGER)
}

export function writeFile(
  task: Task,
  path: string,
  data: Bytes,
  options: { readonly append?: boolean; readonly mode?: number } = {},
): void {
  const place = look(task, path)
  let { node } = place
  if (node) {
    if (node.type === 'directory') throw new Errno('EISDIR', path)
    if (place.readOnly) throw new Errno('EROFS', path)
    if (!permits(task, node, 2)) throw new Errno('EACCES', path)
    if (!options.append) node.truncate(0)
  } else node = makeNode(task, place, path, 'file', options.mode ?? 0o666)
  if (data !== '') node.write(node.size, data)
}

export function mkdir(task: Task, path: string, mode = 0o777): void {
  makeNode(task, look(task, path), path, 'directory', mode)
}

export function rmdir(task: Task, path: string): void {
  const place = need(task, path, false)
  if (place.node.type !== 'directory') throw new Errno('ENOTDIR', path)
  mayRemove(task, place, path)
  if (!place.node.isEmpty) throw new Errno('ENOTEMPTY', path)
  place.node.fileSystem.unlink(place.directory, place.name, place.node)
}

export function unlink(task: Task, path: string): void {
  const place = need(task, path, false)
  if (place.node.type === 'directory') throw new Errno('EISDIR', path)
  mayRemove(task, place, path)
  place.node.fileSystem.unlink(place.directory, place.name, place.node)
}

export function rename(task: Task, from: string, to: string): void {
  const source = need(task, from, false)
  mayRemove(task, source, from)
  const target = look(task, to, false)
  if (target.node === source.node) return
  if (target.directory.fileSystem !== source.node.fileSystem) throw new Errno('EXDEV', to)
  if (target.directoryReadOnly) throw new Errno('EROFS', to)
  if (!permits(task, target.directory, 2)) throw new Errno('EACCES', to)
  if (source.node.type === 'directory' && `${target.path}/`.startsWith(`${source.path}/`)) throw new Errno('EINVAL', to)
  if (target.node) {
    mayRemove(task, { ...target, node: target.node }, to)
    const toDirectory = target.node.type === 'directory'
    if (toDirectory && source.node.type !== 'directory') throw new Errno('EISDIR', to)
    if (!toDirectory && source.node.type === 'directory') throw new Errno('ENOTDIR', to)
    if (toDirectory && !target.node.isEmpty) throw new Errno('ENOTEMPTY', to)
    target.node.fileSystem.unlink(target.directory, target.name, target.node)
  }
  source.directory.detach(source.name)
  target.directory.attach(target.name, source.node)
}

export function link(task: Task, from: string, to: string): void {
  const source = need(task, from, false)
  if (source.node.type === 'directory') throw new Errno('EPERM', from)
  const target = look(task, to, false)
  if (target.node) throw new Errno('EEXIST', to)
  if (target.directory.fileSystem !== source.node.fileSystem) throw new Errno('EXDEV', to)
  if (target.readOnly) throw new Errno('EROFS', to)
  if (!permits(task, target.directory, 2)) throw new Errno('EACCES', to)
  source.node.links++
  target.directory.attach(target.name, source.node)
}

export function symlink(task: Task, target: string, path: string): void {
  makeNode(task, look(task, path, false), path, 'symlink', 0o777).target = target
}

export function readlink(task: Task, path: string): string {
  const { node } = need(task, path, false)
  if (node.type !== 'symlink') throw new Errno('EINVAL', path)
  return node.special?.target?.(task) ?? node.target
}

export function realpath(task: Task, path: string): string {
  return need(task, path).path
}

export function mkfifo(task: Task, path: string, mode = 0o666): void {
  makeNode(task, look(task, path), path, 'fifo', mode)
}

/** Whose file it is, or who has the right to do as if. */
function mustOwn(task: Task, place: Place & { node: Inode }, path: string): void {
  if (place.readOnly) throw new Errno('EROFS', path)
  if (task.user.uid !== place.node.uid && !task.user.effective.has('FOWNER')) throw new Errno('EPERM', path)
}

export function chmod(task: Task, path: string, mode: number): void {
  const place = need(task, path)
  mustOwn(task, place, path)
  place.node.mode = mode & 0o7777
  place.node.ctime = task.kernel.sim.wallTime
  place.node.fileSystem.revision++
}

export function chown(task: Task, path: string, uid: number, gid: number): void {
  const place = need(task, path, false)
  const { node } = place
  if (place.readOnly) throw new Errno('EROFS', path)
  const ownGroup = uid === node.uid && (gid === task.user.gid || task.user.groups.includes(gid))
  if (!task.user.effective.has('CHOWN') && !(task.user.uid === node.uid && ownGroup)) throw new Errno('EPERM', path)
  node.uid = uid
  node.gid = gid
  if (!task.user.effective.has('FSETID') || node.type === 'file') node.mode &= ~0o6000
  node.ctime = task.kernel.sim.wallTime
  node.fileSystem.revision++
}

export function utimes(task: Task, path: string, atime: number, mtime: number): void {
  const place = need(task, path)
  if (place.readOnly) throw new Errno('EROFS', path)
  if (!permits(task, place.node, 2)) mustOwn(task, place, path)
  place.node.atime = atime
  place.node.mtime = mtime
  place.node.fileSystem.revision++
}

export function access(task: Task, path: string, want: 'read' | 'write' | 'execute'): boolean {
  try {
    const place = look(task, path)
    if (!place.node) return false
    if (want === 'write' && place.readOnly && (place.node.type === 'file' || place.node.type === 'directory')) return false
    return permits(task, place.node, want === 'read' ? 4 : want === 'write' ? 2 : 1)
  } catch (error) {
    if (error instanceof Errno) return false
    throw error
  }
}
