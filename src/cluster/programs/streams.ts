/** Reading and writing the way C's stdio does: by lines, buffered, flushed before a wait for more input. */
import { type Bytes, Errno, type Process, type Run } from '../machine/program.ts'
import { errorText } from './options.ts'

/** Standard output with a buffer. */
export class Output {
  private pending = ''
  constructor(
    private readonly process: Process,
    private readonly fd = 1,
  ) {}

  *write(text: Bytes): Run<void> {
    this.pending += text
    if (this.pending.length > 32 * 1024) yield* this.flush()
  }

  *flush(): Run<void> {
    if (this.pending === '') return
    const text = this.pending
    this.pending = ''
    yield* this.process.write(this.fd, text)
  }
}

/** The lines of a descriptor, one at a time. */
export class Lines {
  private buffer = ''
  private at = 0
  private ended = false
  /** Whether the last line ended in a newline. */
  terminated = true

  constructor(
    private readonly process: Process,
    private readonly fd: number,
    private readonly output?: Output,
    private readonly separator = '\n',
  ) {}

  /** Without its newline; undefined at the end. */
  *next(): Run<Bytes | undefined> {
    for (;;) {
      const end = this.buffer.indexOf(this.separator, this.at)
      if (end >= 0) {
        const line = this.buffer.slice(this.at, end)
        this.at = end + 1
        this.terminated = true
        return line
      }
      if (this.ended) {
        if (this.at >= this.buffer.length) return undefined
        const line = this.buffer.slice(this.at)
        this.at = this.buffer.length
        this.terminated = false
        return line
      }
      if (this.output) yield* this.output.flush()
      const more = yield* this.process.read(this.fd)
      if (more === '') this.ended = true
      this.buffer = this.buffer.slice(this.at) + more
      this.at = 0
    }
  }
}

/** Everything up to the end of a descriptor. */
export function* readAll(process: Process, fd: number): Run<Bytes> {
  let all = ''
  for (;;) {
    const part = yield* process.read(fd)
    if (part === '') return all
    all += part
  }
}

/** Opens a file for reading; `-` is standard input. */
export function openInput(process: Process, path: Bytes): number {
  if (path === '-') return 0
  const fd = process.open(path, { read: true })
  if (process.statFd(fd).type === 'directory') {
    process.close(fd)
    throw new Errno('EISDIR', path)
  }
  return fd
}

/** The whole of a file, fifo, device or (`-`) standard input. */
export function* readInput(process: Process, path: Bytes): Run<Bytes> {
  const fd = openInput(process, path)
  const all = yield* readAll(process, fd)
  if (fd !== 0) process.close(fd)
  return all
}

/**
 * Calls `each` with every input file that can be opened (standard input if there are none) and says so of the others.
 * @param message how the program tells it; `name: path: No such file or directory` if absent
 * An `each` that returns true has had enough: the files after it are not opened.
 * @returns the exit code: 1 if a file could not be read
 */
export function* eachInput(
  process: Process,
  name: string,
  paths: readonly Bytes[],
  each: (fd: number, path: Bytes) => Run<unknown>,
  message: (path: Bytes, error: Errno) => string = (path, error) => `${name}: ${errorText(error, path)}`,
): Run<number> {
  let code = 0
  for (const path of paths.length === 0 ? ['-'] : paths) {
    try {
      const fd = openInput(process, path)
      const enough = yield* each(fd, path)
      if (fd !== 0) process.close(fd)
      if (enough === true) break
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      code = 1
      yield* process.printError(`${message(path, error)}\n`)
    }
  }
  return code
}

/** Splits text into lines; a last line without a newline counts as one. */
export function linesOf(text: Bytes): string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines[lines.length - 1] === '') lines.pop()
  return lines
}
