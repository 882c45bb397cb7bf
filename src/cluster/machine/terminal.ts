import type { Bytes, Signal } from './program.ts'
import { WaitQueue } from './wait-queue.ts'

export interface TerminalOptions {
  readonly columns?: number | undefined
  readonly rows?: number | undefined
  /** What appears on the screen; `\n` has become `\r\n` already. */
  readonly output: (data: Bytes) => void
}

export interface TerminalMode {
  /** Bytes come one by one as typed, and ^C, ^Z and ^\ are bytes like others. */
  readonly raw: boolean
  readonly echo: boolean
}

const signalKeys: Readonly<Record<string, Signal>> = { '\x03': 'INT', '\x1c': 'QUIT', '\x1a': 'TSTP' }

/**
 * A pseudo terminal with the line discipline of Linux's n_tty: the keyboard's side is `input`, the screen's side
 * the `output` callback. Programs have it as descriptors 0 to 2.
 * We leave out flow control (^S, ^Q) and literal next (^V).
 */
export class Terminal {
  columns: number
  rows: number
  /** Programs that wait to read. */
  readonly readers = new WaitQueue()
  /** The kernel's: signals the foreground process group. */
  signalForeground: ((signal: Signal) => void) | undefined
  private readonly output: (data: Bytes) => void
  private mode: TerminalMode = { raw: false, echo: true }
  /** Complete lines (or bytes, in raw mode) not yet read; an entry of '' is an end of file. */
  private lines: Bytes[] = []
  /** The line being typed. */
  private editing: Bytes = ''
  private gone = false

  constructor(options: TerminalOptions) {
    this.columns = options.columns ?? 80
    this.rows = options.rows ?? 24
    this.output = options.output
  }

  /** Keys, as a terminal emulator sends them. */
  input(data: Bytes): void {
    if (this.gone) return
    if (this.mode.raw) {
      if (data !== '') this.deliver(data)
      return
    }
    for (const char of data) this.key(char)
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return
    this.columns = columns
    this.rows = rows
    this.signalForeground?.('WINCH')
  }

  /** The line is cut: HUP to the foreground group, readers see the end of the file. */
  hangUp(): void {
    if (this.gone) return
    this.gone = true
    this.signalForeground?.('HUP')
    this.readers.wakeAll()
  }

  getMode(): TerminalMode {
    return this.mode
  }

  /** Unread input stays; what was being typed is handed over when raw mode begins. */
  setMode(mode: TerminalMode): void {
    const wasRaw = this.mode.raw
    this.mode = mode
    if (mode.raw && !wasRaw && this.editing !== '') {
      const typed = this.editing
      this.editing = ''
      this.deliver(typed)
    }
    if (!mode.raw && wasRaw) {
      const pending = this.lines.join('')
      this.lines = []
      for (const char of pending) this.key(char)
    }
  }

  /** For the programs' side: undefined if it would block. */
  read(max: number): Bytes | undefined {
    const line = this.lines[0]
    if (line === undefined) return this.gone ? '' : undefined
    if (line.length <= max) {
      this.lines.shift()
      return line
    }
    this.lines[0] = line.slice(max)
    return line.slice(0, max)
  }

  get readable(): boolean {
    return this.lines.length > 0 || this.gone
  }

  /** For the programs' side. */
  write(data: Bytes): void {
    // also in raw mode: line editors keep OPOST on
    if (!this.gone && data !== '') this.output(data.replace(/\r?\n/g, '\r\n'))
  }

  private key(char: string): void {
    const signal = signalKeys[char]
    if (signal) {
      this.editing = ''
      this.lines = []
      this.echo(`^${String.fromCharCode(char.charCodeAt(0) + 64)}`)
      this.signalForeground?.(signal)
    } else if (char === '\x04') {
      const typed = this.editing
      this.editing = ''
      this.deliver(typed)
    } else if (char === '\x7f' || char === '\b') {
      if (this.editing !== '') {
        // UTF-8: a character goes with all its bytes
        let end = this.editing.length - 1
        while (end > 0 && (this.editing.charCodeAt(end) & 0xc0) === 0x80) end--
        this.editing = this.editing.slice(0, end)
        this.echo('\b \b')
      }
    } else if (char === '\x15' || char === '\x17') {
      const keep = char === '\x15' ? '' : this.editing.replace(/\S*\s*$/, '')
      this.echo('\b \b'.repeat(this.editing.length - keep.length))
      this.editing = keep
    } else if (char === '\r' || char === '\n') {
      const line = `${this.editing}\n`
      this.editing = ''
      this.echo('\r\n')
      this.deliver(line)
    } else {
      this.editing += char
      this.echo(char < ' ' && char !== '\t' ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char)
    }
  }

  private echo(text: Bytes): void {
    if (this.mode.echo && text !== '') this.output(text)
  }

  private deliver(data: Bytes): void {
    this.lines.push(data)
    this.readers.wakeAll()
  }
}
