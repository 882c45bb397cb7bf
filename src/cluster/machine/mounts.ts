import type { Inode } from './inode.ts'
import type { FileSystem, Mount, MountTable } from './machine.ts'
import { type Bytes, Errno, type ErrnoCode, type FileStat, type MountInfo } from './program.ts'
import type { Task } from './task.ts'
import { TreeFileSystem } from './tree-file-system.ts'

const maxLinks = 40

/** A mount in place: which file it shows, and which it covers. */
interface Mounted {
  readonly mount: Mount
  readonly root: Inode
  readonly readOnly: boolean
  /** Absent for the root mount. */
  readonly covered: Inode | undefined
}

/** Where a path leads. */
export interface Place {
  /** Absent if the last name does not exist. */
  node: Inode | undefined
  /** The directory that holds the last name. */
  directory: Inode
  name: string
  /** The mount is read-only where `node` (or, if absent, `directory`) lies. */
  readOnly: boolean
  /** The same of `directory`. */
  directoryReadOnly: boolean
  /** Whether `node` is where something is mounted. */
  isMountPoint: boolean
  /** Without links and dots. */
  path: string
}

/** May this task (root, if there is none) use a file? */
export function permits(task: Task | undefined, node: Inode, want: 4 | 2 | 1): boolean {
  if (!task) return true
  const user = task.user
  if (user.overrides) return want !== 1 || node.type === 'directory' || (node.mode & 0o111) !== 0
  let bits = node.mode
  if (user.uid === node.uid) bits >>= 6
  else if (user.gid === node.gid || user.groups.includes(node.gid)) bits >>= 3
  return (bits & want) !== 0
}

/** Which files a container's processes see where. */
export class KernelMountTable implements MountTable {
  private readonly root: Mounted
  private readonly byCovered = new Map<Inode, Mounted>()
  private readonly inOrder: Mounted[] = []

  constructor(mounts: readonly Mount[]) {
    const [first, ...others] = mounts
    if (first?.target !== '/') throw new Errno('EINVAL', first?.target)
    this.root = { mount: first, root: inodeOf(first), readOnly: first.readOnly ?? false, covered: undefined }
    this.inOrder.push(this.root)
    for (const mount of others) this.add(mount)
  }

  get rootInode(): Inode {
    return this.root.root
  }

  get mounts(): readonly Mount[] {
    return this.inOrder.map((mounted) => mounted.mount)
  }

  add(mount: Mount): void {
    const root = inodeOf(mount)
    const covered = this.find(mount.target, undefined, '/') ?? this.makeMountPoint(mount.target, root.type === 'directory')
    if ((covered.type === 'directory') !== (root.type === 'directory')) throw new Errno('ENOTDIR', mount.target)
    const mounted: Mounted = { mount, root, readOnly: mount.readOnly ?? false, covered }
    // a file that is mounted lives on when its name goes
    root.opened++
    this.byCovered.set(covered, mounted)
    this.inOrder.push(mounted)
  }

  remove(target: string): void {
    const index = this.inOrder.findLastIndex((mounted) => mounted.mount.target === target)
    const mounted = this.inOrder[index]
    if (!mounted?.covered) throw new Errno('EINVAL', target)
    this.inOrder.splice(index, 1)
    this.byCovered.delete(mounted.covered)
    mounted.root.opened--
    mounted.root.releaseIfUnused()
  }

  read(path: string): Bytes {
    const node = this.lookup(path, undefined, '/', true).node
    if (!node) throw new Errno('ENOENT', path)
    if (node.type === 'directory') throw new Errno('EISDIR', path)
    return node.read(0, Number.MAX_SAFE_INTEGER)
  }

  stat(path: string): FileStat {
    const node = this.look(path).node
    if (!node) throw new Errno('ENOENT', path)
    return node.stat()
  }

  list(path: string): readonly string[] {
    const node = this.look(path).node
    if (!node) throw new Errno('ENOENT', path)
    if (node.type !== 'directory') throw new Errno('ENOTDIR', path)
    return node.names()
  }

  info(): readonly MountInfo[] {
    return this.inOrder.map(({ mount, readOnly }) => ({
      // whatever lies on the node's disk
      source: mount.source ?? (mount.fileSystem.type === 'ext4' ? '/dev/vda1' : mount.fileSystem.type),
      target: mount.target,
      type: mount.fileSystem.type,
      readOnly,
      sizeBytes: mount.fileSystem.sizeLimitBytes,
      usedBytes: mount.fileSystem.usedBytes,
    }))
  }

  private look(path: string): Place {
    return this.lookup(path, undefined, '/', true)
  }

  /**
   * path_resolution(7). Throws ENOENT (a directory on the way), ENOTDIR, EACCES, ELOOP, ENAMETOOLONG.
   * @param follow whether a symbolic link at the very end is followed
   */
  lookup(path: string, task: Task | undefined, cwd: string, follow: boolean): Place {
    const found = this.resolve(path, task, cwd, follow)
    if (typeof found === 'string') throw new Errno(found, path)
    return found
  }

  /** The file at a path, for searches in which most places have none. */
  find(path: string, task: Task | undefined, cwd: string): Inode | undefined {
    const found = this.resolve(path, task, cwd, true)
    return typeof found === 'string' ? undefined : found.node
  }

  private resolve(path: string, task: Task | undefined, cwd: string, follow: boolean): Place | ErrnoCode {
    if (path === '') return 'ENOENT'
    const nodes: Inode[] = [this.root.root]
    const mounts: Mounted[] = [this.root]
    const names: string[] = ['']
    let todo = path.charCodeAt(0) === 47 ? path : `${cwd}/${path}`
    let links = 0
    let at = 0
    let last: string | undefined
    for (;;) {
      while (todo.charCodeAt(at) === 47) at++
      if (at >= todo.length) break
      let end = todo.indexOf('/', at)
      if (end < 0) end = todo.length
      const name = todo.slice(at, end)
      at = end
      if (name === '.') continue
      const directory = nodes[nodes.length - 1] as Inode
      if (directory.type !== 'directory') return 'ENOTDIR'
      if (!permits(task, directory, 1)) return 'EACCES'
      if (name === '..') {
        if (nodes.length > 1) {
          nodes.pop()
          mounts.pop()
          names.pop()
        }
        continue
      }
      if (name.length > 255) return 'ENAMETOOLONG'
      let node = directory.child(name, task)
      const isLast = isEnd(todo, end)
      if (!node) {
        if (!isLast) return 'ENOENT'
        last = name
        break
      }
      if (node.type === 'symlink' && (!isLast || follow || todo.charCodeAt(todo.length - 1) === 47)) {
        if (++links > maxLinks) return 'ELOOP'
        const target = node.special?.target?.(task) ?? node.target
        todo = target + todo.slice(end)
        at = 0
        if (target.charCodeAt(0) === 47) {
          nodes.length = 1
          mounts.length = 1
          names.length = 1
        }
        continue
      }
      let mounted = mounts[mounts.length - 1] as Mounted
      if (this.byCovered.size > 0) {
        for (let over = this.byCovered.get(node); over; over = this.byCovered.get(node)) {
          node = over.root
          mounted = over
        }
      }
      nodes.push(node)
      mounts.push(mounted)
      names.push(name)
    }
    if (last !== undefined) {
      const readOnly = (mounts[mounts.length - 1] as Mounted).readOnly
      return {
        node: undefined,
        directory: nodes[nodes.length - 1] as Inode,
        name: last,
        readOnly,
        directoryReadOnly: readOnly,
        isMountPoint: false,
        path: `${names.join('/')}/${last}`,
      }
    }
    const depth = nodes.length - 1
    const mounted = mounts[depth] as Mounted
    const above = Math.max(0, depth - 1)
    return {
      node: nodes[depth],
      directory: nodes[above] as Inode,
      name: names[depth] as string,
      readOnly: mounted.readOnly,
      directoryReadOnly: (mounts[above] as Mounted).readOnly,
      isMountPoint: depth === 0 || mounts[above] !== mounted,
      path: depth === 0 ? '/' : names.join('/'),
    }
  }

  /** What is missing on the way to a mount point is made, as runc does. */
  private makeMountPoint(target: string, isDirectory: boolean): Inode {
    const parts = target.split('/').filter(Boolean)
    let path = ''
    let made: Inode | undefined
    parts.forEach((part, index) => {
      path += `/${part}`
      const place = this.look(path)
      made = place.node
      if (made) return
      const type = index < parts.length - 1 || isDirectory ? 'directory' : 'file'
      const fileSystem = place.directory.fileSystem
      made = fileSystem.create(place.directory, place.name, type, type === 'directory' ? 0o755 : 0o644, 0, 0)
    })
    if (!made) throw new Errno('EINVAL', target)
    return made
  }
}

function inodeOf(mount: Mount): Inode {
  const fileSystem = treeOf(mount.fileSystem)
  if (mount.path === undefined || mount.path === '/') return fileSystem.root
  const node = fileSystem.find(mount.path)
  if (!node) throw new Errno('ENOENT', mount.path)
  return node
}

function treeOf(fileSystem: FileSystem): TreeFileSystem {
  if (fileSystem instanceof TreeFileSystem) return fileSystem
  throw new Errno('EINVAL')
}

/** Only slashes are left. */
function isEnd(path: string, from: number): boolean {
  for (let i = from; i < path.length; i++) if (path.charCodeAt(i) !== 47) return false
  return true
}
