import type { Bytes } from '../machine/program.ts'

/** A line of a container's log, as the CRI log format has it. */
export interface LogLine {
  /** Milliseconds since the epoch, fractions kept. */
  readonly time: number
  readonly stream: 'stdout' | 'stderr'
  /** Without its newline. */
  readonly text: Bytes
  /** The line goes on in the next entry (`P` in the file). */
  readonly partial: boolean
}

/** Longest piece of a line that one entry holds. */
const maxLineBytes = 16 * 1024
/** What is kept of one run. The kubelet rotates at 10 MiB × 5; a tab cannot, so the oldest lines go first. */
const maxLogBytes = 256 * 1024

/** Takes what a container writes and keeps it as lines. */
export class ContainerLog {
  private lines: LogLine[] = []
  private bytes = 0
  private dropped = 0
  private readonly open = { stdout: '', stderr: '' }
  private readonly followers = new Set<(line: LogLine | undefined) => void>()
  private ended = false

  write(time: number, stream: 'stdout' | 'stderr', chunk: Bytes): void {
    let rest = this.open[stream] + chunk
    for (;;) {
      const newline = rest.indexOf('\n')
      if (newline < 0) break
      this.add({ time, stream, text: rest.slice(0, newline), partial: false })
      rest = rest.slice(newline + 1)
    }
    while (rest.length >= maxLineBytes) {
      this.add({ time, stream, text: rest.slice(0, maxLineBytes), partial: true })
      rest = rest.slice(maxLineBytes)
    }
    this.open[stream] = rest
  }

  /** The container ended: what was not finished with a newline is a line of its own. */
  end(time: number): void {
    if (this.ended) return
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.open[stream] !== '') this.add({ time, stream, text: this.open[stream], partial: true })
      this.open[stream] = ''
    }
    this.ended = true
    for (const follower of [...this.followers]) follower(undefined)
    this.followers.clear()
  }

  all(): readonly LogLine[] {
    return this.lines
  }

  /** How many lines fell off the old end. */
  get droppedLines(): number {
    return this.dropped
  }

  get sizeBytes(): number {
    return this.bytes
  }

  follow(handler: (line: LogLine | undefined) => void): () => void {
    if (this.ended) {
      handler(undefined)
      return () => {}
    }
    this.followers.add(handler)
    return () => {
      this.followers.delete(handler)
    }
  }

  private add(line: LogLine): void {
    this.lines.push(line)
    this.bytes += line.text.length + 1
    if (this.bytes > maxLogBytes * 1.25) {
      let first = 0
      while (this.bytes > maxLogBytes && first < this.lines.length - 1) {
        this.bytes -= (this.lines[first] as LogLine).text.length + 1
        first++
      }
      this.lines = this.lines.slice(first)
      this.dropped += first
    }
    for (const follower of [...this.followers]) follower(line)
  }
}

/** The last of a log for FallbackToLogsOnError: 80 lines, 2048 bytes. */
export function logTail(lines: readonly LogLine[], maxLines = 80, maxBytes = 2048): Bytes {
  const text = lines
    .slice(-maxLines)
    .map((line) => (line.partial ? line.text : `${line.text}\n`))
    .join('')
  return text.slice(-maxBytes)
}
