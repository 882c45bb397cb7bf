import type { Inode } from './inode.ts'
import { type Bytes, Errno, type FileStat, type OpenFlags } from './program.ts'
import type { Task } from './task.ts'
import type { Terminal } from './terminal.ts'
import { WaitQueue } from './wait-queue.ts'

/** For files that never make anybody wait. */
const nobody = new WaitQueue()

/** An open file description: what descriptors, also of several processes, refer to. */
export abstract class OpenFile {
  references = 0

  /** Undefined: nothing yet, wait in {@link readers}. '' is the end of the file. */
  abstract read(max: number, task: Task): Bytes | undefined
  /** How many bytes were taken; 0: none yet, wait in {@link writers}. */
  abstract write(data: Bytes, task: Task): number
  abstract stat(): FileStat

  get readable(): boolean {
    return true
  }
  get readers(): WaitQueue {
    return nobody
  }
  get writers(): WaitQueue {
    return nobody
  }
  get terminal(): Terminal | undefined {
    return undefined
  }
  seek(_offset: number, _from: 'start' | 'current' | 'end'): number {
    throw new Errno('EINVAL')
  }
  /** For ls -l /proc/self/fd: `/dev/null`, `pipe:[12]`. */
  get label(): string {
    return 'anon_inode:[file]'
  }

  release(): void {
    this.references--
    if (this.references === 0) this.close()
  }

  /** The last descriptor is gone. */
  protected close(): void {}
}

/** The stat of something that has no inode. */
export function statOf(type: FileStat['type'], now: number): FileStat {
  return {
    type,
    mode: 0o600,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: now,
    atime: now,
    ctime: now,
    links: 1,
    inode: 1,
    device: 1,
  }
}

/** A file or directory of a file system, with its own offset. */
export class RegularFile extends OpenFile {
  private offset = 0

  constructor(
    readonly inode: Inode,
    private readonly flags: OpenFlags,
    private readonly path: string,
  ) {
    super()
    inode.opened++
  }

  read(max: number, task: Task): Bytes {
    if (this.flags.read === false) throw new Errno('EBADF')
    if (this.inode.type === 'directory') throw new Errno('EISDIR')
    const special = this.inode.special?.content
    const data = special ? special(task).slice(this.offset, this.offset + max) : this.inode.read(this.offset, max)
    this.offset += data.length
    this.inode.atime = task.kernel.sim.wallTime
    return data
  }

  write(data: Bytes): number {
    if (!this.flags.write && !this.flags.append) throw new Errno('EBADF')
    if (this.inode.special) throw new Errno('EINVAL')
    if (this.flags.append) this.offset = this.inode.size
    this.inode.write(this.offset, data)
    this.offset += data.length
    return data.length
  }

  stat(): FileStat {
    return this.inode.stat()
  }

  override seek(offset: number, from: 'start' | 'current' | 'end'): number {
    const base = from === 'start' ? 0 : from === 'current' ? this.offset : this.inode.size
    if (base + offset < 0) throw new Errno('EINVAL')
    this.offset = base + offset
    return this.offset
  }

  override get label(): string {
    return this.path
  }

  protected override close(): void {
    this.inode.opened--
    this.inode.releaseIfUnused()
  }
}

/** A process's output that leaves the machine: a container's log, an exec session. */
export class OutputFile extends OpenFile {
  constructor(
    private readonly sink: ((data: Bytes) => void) | undefined,
    private readonly name: string,
  ) {
    super()
  }
  read(): Bytes {
    throw new Errno('EBADF')
  }
  write(data: Bytes): number {
    this.sink?.(data)
    return data.length
  }
  stat(): FileStat {
    return statOf('fifo', 0)
  }
  override get label(): string {
    return this.name
  }
}

/** One of /dev: never blocks. */
export class DeviceFile extends OpenFile {
  constructor(
    readonly inode: Inode,
    private readonly path: string,
    private readonly device: {
      readonly read: (max: number, task: Task) => Bytes
      readonly write: (data: Bytes) => void
    },
  ) {
    super()
  }
  read(max: number, task: Task): Bytes {
    return this.device.read(max, task)
  }
  write(data: Bytes): number {
    this.device.write(data)
    return data.length
  }
  stat(): FileStat {
    return this.inode.stat()
  }
  override seek(): number {
    return 0
  }
  override get label(): string {
    return this.path
  }
}

/** The programs' side of a terminal. */
export class TerminalFile extends OpenFile {
  constructor(private readonly tty: Terminal) {
    super()
  }
  override get terminal(): Terminal {
    return this.tty
  }
  read(max: number): Bytes | undefined {
    return this.tty.read(max)
  }
  write(data: Bytes): number {
    this.tty.write(data)
    return data.length
  }
  stat(): FileStat {
    return { ...statOf('character-device', 0), mode: 0o620, inode: 3 }
  }
  override get readable(): boolean {
    return this.tty.readable
  }
  override get readers(): WaitQueue {
    return this.tty.readers
  }
  override get label(): string {
    return '/dev/pts/0'
  }
}
