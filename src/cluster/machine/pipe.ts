import { ByteQueue } from './byte-queue.ts'
import { OpenFile, statOf } from './open-file.ts'
import { type Bytes, Errno, type FileStat } from './program.ts'
import type { Task } from './task.ts'
import { WaitQueue } from './wait-queue.ts'

/** As Linux: a full pipe holds 64 KiB, and up to 4 KiB are written in one piece or not at all. */
export const pipeCapacity = 65_536
const atomicWrite = 4096

/** The buffer between a pipe's ends; a fifo's inode holds one too. */
export class Pipe {
  readonly bytes = new ByteQueue()
  readonly readers = new WaitQueue()
  readonly writers = new WaitQueue()
  readEnds = 0
  writeEnds = 0
  /** How many were ever opened: opening a fifo waits for the other end. */
  readOpens = 0
  writeOpens = 0
  readonly openers = new WaitQueue()

  constructor(
    readonly number: number,
    readonly capacity = pipeCapacity,
  ) {}
}

export class PipeReadEnd extends OpenFile {
  constructor(readonly pipe: Pipe) {
    super()
    pipe.readEnds++
    pipe.readOpens++
    pipe.openers.wakeAll()
  }

  read(max: number): Bytes | undefined {
    const { bytes, writers, writeEnds } = this.pipe
    if (bytes.size === 0) return writeEnds === 0 ? '' : undefined
    const data = bytes.take(max)
    writers.wakeAll()
    return data
  }

  write(): number {
    throw new Errno('EBADF')
  }

  stat(): FileStat {
    return statOf('fifo', 0)
  }

  override get readable(): boolean {
    return this.pipe.bytes.size > 0 || this.pipe.writeEnds === 0
  }
  override get readers(): WaitQueue {
    return this.pipe.readers
  }
  override get label(): string {
    return `pipe:[${this.pipe.number}]`
  }

  protected override close(): void {
    this.pipe.readEnds--
    if (this.pipe.readEnds === 0) this.pipe.writers.wakeAll()
  }
}

export class PipeWriteEnd extends OpenFile {
  constructor(readonly pipe: Pipe) {
    super()
    pipe.writeEnds++
    pipe.writeOpens++
    pipe.openers.wakeAll()
  }

  read(): Bytes {
    throw new Errno('EBADF')
  }

  write(data: Bytes, task: Task): number {
    const { bytes, capacity, readEnds, readers } = this.pipe
    if (readEnds === 0) {
      task.signalSelf('PIPE')
      throw new Errno('EPIPE')
    }
    const room = capacity - bytes.size
    if (room <= 0 || (data.length <= atomicWrite && data.length > room)) return 0
    const part = data.length <= room ? data : data.slice(0, room)
    bytes.push(part)
    readers.wakeAll()
    return part.length
  }

  stat(): FileStat {
    return statOf('fifo', 0)
  }

  override get writers(): WaitQueue {
    return this.pipe.writers
  }
  override get label(): string {
    return `pipe:[${this.pipe.number}]`
  }

  protected override close(): void {
    this.pipe.writeEnds--
    if (this.pipe.writeEnds === 0) this.pipe.readers.wakeAll()
  }
}
