import type { Key } from './keys.ts'

export type Outcome =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end-of-input' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'clear' }

/** The state of one line being typed: what keys do to it, and how it is drawn. */
export class LineEditor {
  text = ''
  cursor = 0
  private killed = ''
  /** Where in the history we are; its length is the new line. */
  private at: number
  private draft = ''
  private search: { query: string; found: number } | undefined
  /** The row of the cursor below the prompt's first, as drawn. */
  private drawnRow = 0
  private fresh = true
  /** The text as drawn fills its last row. */
  private wraps = false

  constructor(
    private readonly prompt: string,
    private readonly history: readonly string[],
    private readonly columns: number,
  ) {
    this.at = history.length
  }

  /** Applies a key; the outcome is set when the caller has something to do. */
  press(key: Key): Outcome | undefined {
    if (this.search) {
      const taken = this.pressInSearch(key)
      if (taken) return undefined
    }
    if ('text' in key) {
      this.insert(key.text)
      return undefined
    }
    switch (key.name) {
      case 'enter':
        return { kind: 'line', text: this.text }
      case 'ctrl-c':
        return { kind: 'cancelled' }
      case 'ctrl-d':
        if (this.text === '') return { kind: 'end-of-input' }
        this.remove(this.cursor, this.next(this.cursor))
        break
      case 'tab':
        return { kind: 'complete' }
      case 'ctrl-l':
        return { kind: 'clear' }
      case 'backspace':
        this.remove(this.previous(this.cursor), this.cursor)
        break
      case 'delete':
        this.remove(this.cursor, this.next(this.cursor))
        break
      case 'left':
      case 'ctrl-b':
        this.cursor = this.previous(this.cursor)
        break
      case 'right':
      case 'ctrl-f':
        this.cursor = this.next(this.cursor)
        break
      case 'home':
      case 'ctrl-a':
        this.cursor = 0
        break
      case 'end':
      case 'ctrl-e':
        this.cursor = this.text.length
        break
      case 'word-left':
        this.cursor = this.wordLeft()
        break
      case 'word-right':
        this.cursor = this.wordRight()
        break
      case 'ctrl-u':
        this.kill(0, this.cursor)
        break
      case 'ctrl-k':
        this.kill(this.cursor, this.text.length)
        break
      case 'ctrl-w':
        this.kill(this.cursor - (/\S*\s*$/.exec(this.text.slice(0, this.cursor))?.[0].length ?? 0), this.cursor)
        break
      case 'delete-word-left':
        this.kill(this.wordLeft(), this.cursor)
        break
      case 'delete-word-right':
        this.kill(this.cursor, this.wordRight())
        break
      case 'ctrl-y':
        this.insert(this.killed)
        break
      case 'up':
      case 'ctrl-p':
        this.recall(this.at - 1)
        break
      case 'down':
      case 'ctrl-n':
        this.recall(this.at + 1)
        break
      case 'ctrl-r':
        this.search = { query: '', found: this.history.length }
        break
    }
    return undefined
  }

  /** Puts text in place of the part from `from` to the cursor. */
  replaceBack(from: number, by: string): void {
    this.text = this.text.slice(0, from) + by + this.text.slice(this.cursor)
    this.cursor = from + by.length
  }

  /** What to send to the terminal so that it shows the present state. */
  draw(): string {
    const { search } = this
    const prompt = search ? `(reverse-i-search)\`${search.query}': ` : this.prompt
    // a row of blanks steps down where a command left its last line open, as zsh does: nothing printed is drawn over
    const below = this.fresh ? ' '.repeat(this.columns) : ''
    this.fresh = false
    const start = `${below}${this.drawnRow > 0 ? `\x1b[${this.drawnRow}A` : ''}\r\x1b[J`
    // only the prompt's last line shares its row with the text
    const promptWidth = width(prompt.slice(prompt.lastIndexOf('\n') + 1))
    const end = promptWidth + width(this.text)
    const at = promptWidth + width(this.text.slice(0, this.cursor))
    const endRow = Math.floor(end / this.columns)
    const atRow = Math.floor(at / this.columns)
    const promptRows = prompt.split('\n').length - 1
    this.drawnRow = promptRows + atRow
    // a full last row leaves the cursor hanging on its edge: step down
    this.wraps = end > 0 && end % this.columns === 0
    const wrap = this.wraps ? '\n' : ''
    const up = endRow > atRow ? `\x1b[${endRow - atRow}A` : ''
    const column = at % this.columns
    const right = column > 0 ? `\x1b[${column}C` : ''
    return `${start}${prompt}${this.text}${wrap}${up}\r${right}`
  }

  /** Forgets what was drawn: the screen is new, or the cursor is on a fresh line. */
  startAfresh(): void {
    this.drawnRow = 0
    this.fresh = true
  }

  /** Moves below the line, however many rows it takes. */
  leave(): string {
    this.search = undefined
    this.cursor = this.text.length
    const drawn = this.draw()
    return this.wraps ? drawn : `${drawn}\n`
  }

  private pressInSearch(key: Key): boolean {
    const { search } = this
    if (!search) return false
    if ('text' in key) {
      search.query += key.text
      this.find(this.history.length - 1)
      return true
    }
    if (key.name === 'ctrl-r') {
      this.find(search.found - 1)
      return true
    }
    if (key.name === 'backspace') {
      search.query = search.query.slice(0, -1)
      this.find(this.history.length - 1)
      return true
    }
    this.search = undefined
    if (key.name !== 'ctrl-g' && key.name !== 'escape') return false
    this.text = ''
    this.cursor = 0
    return true
  }

  private find(from: number): void {
    const { search } = this
    if (!search) return
    for (let i = Math.min(from, this.history.length - 1); i >= 0; i--) {
      const line = this.history[i] as string
      if (!line.includes(search.query)) continue
      search.found = i
      this.at = i
      this.text = line
      this.cursor = line.indexOf(search.query)
      return
    }
  }

  private recall(at: number): void {
    if (at < 0 || at > this.history.length) return
    if (this.at === this.history.length) this.draft = this.text
    this.at = at
    this.text = this.history[at] ?? this.draft
    this.cursor = this.text.length
  }

  private insert(text: string): void {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor)
    this.cursor += text.length
  }

  private remove(from: number, to: number): void {
    this.text = this.text.slice(0, from) + this.text.slice(to)
    this.cursor = from
  }

  private kill(from: number, to: number): void {
    if (from === to) return
    this.killed = this.text.slice(from, to)
    this.remove(from, to)
  }

  private previous(index: number): number {
    const low = this.text.charCodeAt(index - 1)
    return Math.max(0, index - (low >= 0xdc00 && low <= 0xdfff ? 2 : 1))
  }

  private next(index: number): number {
    return Math.min(this.text.length, index + ((this.text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1))
  }

  private wordLeft(): number {
    return this.cursor - (/\w*\W*$/.exec(this.text.slice(0, this.cursor))?.[0].length ?? 0)
  }

  private wordRight(): number {
    return this.cursor + (/^\W*\w*/.exec(this.text.slice(this.cursor))?.[0].length ?? 0)
  }
}

/** Columns on the screen: escape sequences take none, wide characters two. */
export function width(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal sequences
  const plain = text.replace(/\x1b\[[\d;?]*[@-~]|[\x00-\x1f]/g, '')
  let columns = 0
  for (const char of plain) columns += isWide(char.codePointAt(0) ?? 0) ? 2 : 1
  return columns
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xffdc && code < 0xe000) ||
    (code >= 0x1f300 && code <= 0x1faff)
  )
}
