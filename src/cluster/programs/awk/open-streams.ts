import type { Process, Run } from '../../machine/program.ts'
import { shellCode } from '../signal-names.ts'
import { type Lines, Output } from '../streams.ts'

export interface Stream {
  readonly fd: number
  readonly output?: Output
  readonly lines?: Lines
  readonly pid?: number
}

/** Files and commands that an awk program has open, by name. */
export class Streams {
  readonly open = new Map<string, Stream>()
  /** @param output standard output, flushed before a command starts */
  constructor(
    private readonly process: Process,
    private readonly output: Output,
  ) {}

  *openOutput(name: string, operator: string): Run<Stream> {
    yield* this.output.flush()
    let stream: Stream
    if (operator === '|') {
      const { read, write } = this.process.pipe()
      const pid = this.process.spawn({ what: ['sh', '-c', name], fds: { 0: read, 1: 1, 2: 2 } })
      this.process.close(read)
      stream = { fd: write, output: new Output(this.process, write), pid }
    } else {
      const fd =
        name === '/dev/stdout'
          ? 1
          : name === '/dev/stderr'
            ? 2
            : this.process.open(name, { write: true, create: true, truncate: operator === '>', append: operator === '>>' })
      stream = { fd, output: new Output(this.process, fd) }
    }
    this.open.set(name, stream)
    return stream
  }

  *close(name: string): Run<number> {
    const stream = this.open.get(name)
    if (!stream) return -1
    this.open.delete(name)
    if (stream.output) yield* stream.output.flush()
    if (stream.fd > 2) this.process.close(stream.fd)
    if (stream.pid === undefined) return 0
    for (;;) {
      const status = yield* this.process.wait(stream.pid)
      if (status) return shellCode(status)
    }
  }

  openCommand(command: string): Stream {
    const { read, write } = this.process.pipe()
    const pid = this.process.spawn({ what: ['sh', '-c', command], fds: { 0: 0, 1: write, 2: 2 } })
    this.process.close(write)
    return { fd: read, pid }
  }

  *flush(): Run<void> {
    yield* this.output.flush()
    for (const stream of this.open.values()) if (stream.output) yield* stream.output.flush()
  }

  *closeAll(): Run<void> {
    yield* this.output.flush()
    for (const name of [...this.open.keys()]) yield* this.close(name)
  }
}
