import type { LayerNode } from './layer-tree.ts'
import type { OpenFile } from './open-file.ts'
import type { Pipe } from './pipe.ts'
import type { Bytes, FileStat, Program } from './program.ts'
import type { Task } from './task.ts'
import type { TreeFileSystem } from './tree-file-system.ts'

export type FileType = FileStat['type']

/** What a file of /proc or /dev does instead of holding bytes. */
export interface Special {
  /** A directory's entry, made when asked for. */
  readonly child?: (name: string, task: Task | undefined) => Inode | undefined
  readonly list?: (task: Task | undefined) => readonly string[]
  /** A file's content at this moment. */
  readonly content?: (task: Task | undefined) => Bytes
  /** A symbolic link's target at this moment. */
  readonly target?: (task: Task | undefined) => string
  /** Opening gives this instead of a file of its own. */
  readonly open?: (task: Task) => OpenFile
}

/**
 * A file, whatever its type. Contents are strings, which are shared until somebody writes; a long run of zeros at the
 * end (dd from /dev/zero, truncate) is only counted.
 */
export class Inode {
  readonly number: number
  mtime: number
  atime: number
  ctime: number
  links = 1
  content: Bytes = ''
  zeros = 0
  /** null: removed, though the layer has it. */
  children: Map<string, Inode | null> | undefined
  /** The layer's directory under this one, for names that `children` does not know yet. */
  lower: LayerNode | undefined
  /** Of a symbolic link; of a device, its name. */
  target = ''
  deviceNumber: readonly [major: number, minor: number] | undefined
  program: Program | undefined
  special: Special | undefined
  fifo: Pipe | undefined
  /** Descriptors that hold it open: the space of a removed file is only free after. */
  opened = 0

  constructor(
    readonly fileSystem: TreeFileSystem,
    readonly type: FileType,
    public mode: number,
    public uid: number,
    public gid: number,
  ) {
    this.number = fileSystem.nextInode++
    const now = fileSystem.now
    this.mtime = now
    this.atime = now
    this.ctime = now
  }

  get size(): number {
    if (this.type === 'symlink') return this.target.length
    if (this.type === 'directory') return this.special ? 0 : 4096
    return this.content.length + this.zeros
  }

  stat(): FileStat {
    return {
      type: this.type,
      mode: this.mode,
      uid: this.uid,
      gid: this.gid,
      size: this.size,
      mtime: this.mtime,
      atime: this.atime,
      ctime: this.ctime,
      links: this.links,
      inode: this.number,
      device: this.fileSystem.device,
      deviceNumber: this.deviceNumber,
    }
  }

  child(name: string, task?: Task): Inode | undefined {
    const own = this.children?.get(name)
    if (own !== undefined) return own ?? undefined
    if (this.lower) {
      const below = this.lower.children?.get(name)
      if (below) return this.raise(name, below)
    }
    return this.special?.child?.(name, task)
  }

  /** Names, sorted by bytes. */
  names(task?: Task): readonly string[] {
    const names: string[] = []
    if (this.children) for (const [name, child] of this.children) if (child) names.push(name)
    if (this.lower?.children) for (const name of this.lower.children.keys()) if (!this.children?.has(name)) names.push(name)
    if (this.special?.list) names.push(...this.special.list(task))
    return names.sort(byBytes)
  }

  get isEmpty(): boolean {
    return this.names().length === 0
  }

  attach(name: string, child: Inode): void {
    this.children ??= new Map()
    this.children.set(name, child)
    if (child.type === 'directory') this.links++
    this.changed()
  }

  detach(name: string): void {
    const child = this.child(name)
    if (child?.type === 'directory') this.links--
    if (this.lower?.children?.has(name)) {
      this.children ??= new Map()
      this.children.set(name, null)
    } else this.children?.delete(name)
    this.changed()
  }

  changed(): void {
    const now = this.fileSystem.now
    this.mtime = now
    this.ctime = now
    this.fileSystem.revision++
  }

  read(offset: number, max: number): Bytes {
    const content = this.special?.content ? this.special.content(undefined) : this.content
    if (offset < content.length) return content.slice(offset, offset + max)
    const left = content.length + this.zeros - offset
    return left > 0 ? zeros(Math.min(left, max)) : ''
  }

  /** Throws ENOSPC (nothing is written then). */
  write(offset: number, data: Bytes): void {
    const size = this.size
    const end = offset + data.length
    if (end > size) this.fileSystem.charge(end - size)
    this.program = undefined
    if (offset === size && isZeros(data)) this.zeros += data.length
    else if (offset === size && this.zeros === 0) this.content += data
    else {
      this.materialise()
      if (offset > this.content.length) this.content += zeros(offset - this.content.length)
      this.content = this.content.slice(0, offset) + data + this.content.slice(end)
    }
    this.changed()
  }

  truncate(size: number): void {
    const before = this.size
    if (size > before) this.fileSystem.charge(size - before)
    if (size >= this.content.length) this.zeros = size - this.content.length
    else {
      this.content = this.content.slice(0, size)
      this.zeros = 0
    }
    if (size < before) this.fileSystem.charge(size - before)
    this.program = undefined
    this.changed()
  }

  /** Called when a name or a descriptor of it is gone. */
  releaseIfUnused(): void {
    if (this.links > 0 || this.opened > 0 || this.type !== 'file') return
    this.fileSystem.charge(-this.size)
    this.content = ''
    this.zeros = 0
  }

  private materialise(): void {
    if (this.zeros === 0) return
    this.content += zeros(this.zeros)
    this.zeros = 0
  }

  /** Copies a layer's file up; contents are shared, so this costs an object. */
  private raise(name: string, below: LayerNode): Inode {
    const copy = new Inode(this.fileSystem, below.type, below.mode, below.uid, below.gid)
    copy.mtime = this.fileSystem.layerTime
    copy.atime = copy.mtime
    copy.ctime = copy.mtime
    copy.content = below.content
    copy.target = below.target
    copy.deviceNumber = below.deviceNumber
    copy.program = below.program
    if (below.type === 'directory') {
      copy.lower = below
      copy.links = 2
    }
    this.children ??= new Map()
    this.children.set(name, copy)
    return copy
  }
}

export function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const zeroBlock = '\0'.repeat(65_536)
let largestZeros = zeroBlock

/** A run of zero bytes; the same string object for the same length where possible. */
export function zeros(count: number): Bytes {
  if (count === zeroBlock.length) return zeroBlock
  if (count < zeroBlock.length) return zeroBlock.slice(0, count)
  if (largestZeros.length !== count) largestZeros = '\0'.repeat(count)
  return largestZeros
}

/** Only runs long enough to matter are looked at. */
function isZeros(data: Bytes): boolean {
  return data.length >= 4096 && data === zeros(data.length)
}
