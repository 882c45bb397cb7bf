import type { Simulation } from '../sim/simulation.ts'
import { type FileType, Inode } from './inode.ts'
import { layerTree } from './layer-tree.ts'
import type { FileOwner, FileSystem, FileSystemOptions } from './machine.ts'
import { type Bytes, Errno, type FileStat } from './program.ts'

/** Image files are that much older than the cluster. */
const layerAgeMs = 40 * 24 * 3600 * 1000
const maxLinks = 40

/** Who is asked before the files of a tmpfs grow. */
export interface MemoryBill {
  chargeFiles(bytes: number): void
}

/** A file system in memory: the only kind there is here, whatever `type` says. */
export class TreeFileSystem implements FileSystem {
  readonly type: string
  readonly sizeLimitBytes: number | undefined
  readonly root: Inode
  /** When the files of the layer were last changed. */
  layerTime: number
  usedBytes = 0
  revision = 0
  nextInode = 2
  private readonly bill: MemoryBill | undefined
  private inodes = 0

  constructor(
    private readonly sim: Simulation,
    readonly device: number,
    options: FileSystemOptions,
    bill?: MemoryBill,
  ) {
    this.type = options.type
    this.sizeLimitBytes = options.sizeLimitBytes
    this.bill = bill
    this.layerTime = sim.startTime - layerAgeMs
    this.root = new Inode(this, 'directory', 0o755, 0, 0)
    this.root.links = 2
    if (options.layer) {
      const lower = layerTree(options.layer)
      this.root.lower = lower
      this.root.mode = lower.mode
      this.root.uid = lower.uid
      this.root.gid = lower.gid
      this.root.mtime = this.layerTime
    }
  }

  get now(): number {
    return this.sim.wallTime
  }

  get inodesUsed(): number {
    return this.inodes
  }

  /** Counts bytes; throws ENOSPC if they do not fit. */
  charge(bytes: number): void {
    if (bytes > 0 && this.sizeLimitBytes !== undefined && this.usedBytes + bytes > this.sizeLimitBytes) throw new Errno('ENOSPC')
    this.usedBytes += bytes
    this.bill?.chargeFiles(bytes)
  }

  /** Makes a file in a directory; the caller has asked for permission. */
  create(directory: Inode, name: string, type: FileType, mode: number, uid: number, gid: number): Inode {
    const node = new Inode(this, type, mode, uid, gid)
    if (type === 'directory') node.links = 2
    directory.attach(name, node)
    this.inodes++
    return node
  }

  /** Takes a name away; the caller has checked that a directory is empty. */
  unlink(directory: Inode, name: string, node: Inode): void {
    directory.detach(name)
    node.links -= node.type === 'directory' ? 2 : 1
    if (node.links <= 0) this.inodes--
    node.releaseIfUnused()
  }

  /** The file at a path inside this file system. */
  find(path: string, followLast = true): Inode | undefined {
    return this.walkTo(path, followLast, 0)
  }

  exists(path: string): boolean {
    return this.find(path) !== undefined
  }

  stat(path: string): FileStat {
    return this.need(path).stat()
  }

  lstat(path: string): FileStat {
    return this.need(path, false).stat()
  }

  read(path: string): Bytes {
    const node = this.need(path)
    if (node.type === 'directory') throw new Errno('EISDIR', path)
    return node.read(0, Number.MAX_SAFE_INTEGER)
  }

  readlink(path: string): string {
    const node = this.need(path, false)
    if (node.type !== 'symlink') throw new Errno('EINVAL', path)
    return node.target
  }

  list(path: string): readonly string[] {
    const node = this.need(path)
    if (node.type !== 'directory') throw new Errno('ENOTDIR', path)
    return node.names()
  }

  write(path: string, data: Bytes, owner: FileOwner = {}): void {
    const node = this.fileAt(path, owner)
    node.truncate(0)
    if (data !== '') node.write(0, data)
    if (owner.mode !== undefined) node.mode = owner.mode
    if (owner.uid !== undefined) node.uid = owner.uid
    if (owner.gid !== undefined) node.gid = owner.gid
  }

  append(path: string, data: Bytes): void {
    const node = this.fileAt(path, {})
    node.write(node.size, data)
  }

  mkdir(path: string, owner: FileOwner = {}): void {
    const { directory, name } = this.parent(path)
    const there = name === '' ? directory : directory.child(name)
    if (there) {
      if (there.type !== 'directory' && !(there.type === 'symlink' && this.find(path)?.type === 'directory')) {
        throw new Errno('EEXIST', path)
      }
      return
    }
    this.create(directory, name, 'directory', owner.mode ?? 0o755, owner.uid ?? 0, owner.gid ?? 0)
  }

  symlink(target: string, path: string): void {
    const { directory, name } = this.parent(path)
    if (directory.child(name)) throw new Errno('EEXIST', path)
    this.create(directory, name, 'symlink', 0o777, 0, 0).target = target
  }

  rename(from: string, to: string): void {
    const source = this.parent(from)
    const target = this.parent(to)
    const node = source.directory.child(source.name)
    if (!node) throw new Errno('ENOENT', from)
    const there = target.directory.child(target.name)
    if (there === node) return
    if (there) this.removeTree(target.directory, target.name, there)
    source.directory.detach(source.name)
    target.directory.attach(target.name, node)
  }

  remove(path: string): void {
    const { directory, name } = this.parent(path, false) ?? {}
    const node = name === undefined ? undefined : directory?.child(name)
    if (directory && name !== undefined && node) this.removeTree(directory, name, node)
  }

  chmod(path: string, mode: number): void {
    const node = this.need(path)
    node.mode = mode
    node.ctime = this.now
    this.revision++
  }

  chown(path: string, uid: number, gid: number): void {
    const node = this.need(path, false)
    node.uid = uid
    node.gid = gid
    node.ctime = this.now
    this.revision++
  }

  walk(path: string, visit: (path: string, stat: FileStat) => void): void {
    const node = this.find(path, false)
    if (node) walkTree(node, path, visit)
  }

  sizeOf(path: string): number {
    let bytes = 0
    this.walk(path, (_, stat) => {
      if (stat.type === 'file') bytes += stat.size
    })
    return bytes
  }

  private removeTree(directory: Inode, name: string, node: Inode): void {
    if (node.type === 'directory') {
      for (const childName of node.names()) {
        const child = node.child(childName)
        if (child) this.removeTree(node, childName, child)
      }
    }
    this.unlink(directory, name, node)
  }

  private fileAt(path: string, owner: FileOwner): Inode {
    const there = this.find(path)
    if (there) {
      if (there.type === 'directory') throw new Errno('EISDIR', path)
      return there
    }
    const { directory, name } = this.parent(path)
    return this.create(directory, name, 'file', owner.mode ?? 0o644, owner.uid ?? 0, owner.gid ?? 0)
  }

  /** The directory that holds the last name of a path, made if asked. */
  private parent(path: string): { directory: Inode; name: string }
  private parent(path: string, make: boolean): { directory: Inode; name: string } | undefined
  private parent(path: string, make = true): { directory: Inode; name: string } | undefined {
    const parts = path.split('/').filter(Boolean)
    const name = parts.pop()
    if (name === undefined) return { directory: this.root, name: '' }
    let directory = this.root
    let at = ''
    for (const part of parts) {
      at += `/${part}`
      let next = directory.child(part)
      if (next?.type === 'symlink') next = this.find(at)
      if (!next) {
        if (!make) return undefined
        next = this.create(directory, part, 'directory', 0o755, 0, 0)
      }
      if (next.type !== 'directory') throw new Errno('ENOTDIR', path)
      directory = next
    }
    return { directory, name }
  }

  private need(path: string, followLast = true): Inode {
    const node = this.find(path, followLast)
    if (!node) throw new Errno('ENOENT', path)
    return node
  }

  private walkTo(path: string, followLast: boolean, depth: number): Inode | undefined {
    if (depth > maxLinks) throw new Errno('ELOOP', path)
    const stack: Inode[] = [this.root]
    const names: string[] = []
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string
      if (part === '..') {
        if (stack.length > 1) {
          stack.pop()
          names.pop()
        }
        continue
      }
      const node = stack.at(-1)?.child(part)
      if (!node) return undefined
      if (node.type === 'symlink' && (followLast || i < parts.length - 1)) {
        const target = node.target.startsWith('/') ? node.target : `/${names.join('/')}/${node.target}`
        return this.walkTo([target, ...parts.slice(i + 1)].join('/'), followLast, depth + 1)
      }
      if (node.type !== 'directory' && i < parts.length - 1) return undefined
      stack.push(node)
      names.push(part)
    }
    return stack.at(-1)
  }
}

function walkTree(node: Inode, path: string, visit: (path: string, stat: FileStat) => void): void {
  visit(path, node.stat())
  if (node.type !== 'directory') return
  for (const name of node.names()) {
    const child = node.child(name)
    if (child) walkTree(child, path === '/' ? `/${name}` : `${path}/${name}`, visit)
  }
}
