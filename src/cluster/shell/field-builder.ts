import { quoted } from './pattern.ts'

const active = /[*?[\]\\]/

/**
 * Collects the fields that a word expands to. Field texts are patterns: characters that were quoted carry
 * the mark of pattern.ts where they would otherwise be special.
 */
export class FieldBuilder {
  readonly fields: string[] = []
  private current = ''
  private hasCurrent = false
  /** The last field was ended by white space, which may yet be part of a longer delimiter. */
  private endedByBlank = false

  /** Also '' makes a field. */
  addQuoted(text: string): void {
    this.current += quoted(text)
    this.hasCurrent = true
  }

  /** Unquoted text of the script itself: never split. */
  addLiteral(text: string): void {
    if (text === '') return
    this.current += active.test(text) ? quoted(text) : text
    this.hasCurrent = true
  }

  /** Unquoted *, ? and [ of the script. */
  addPattern(text: string): void {
    this.current += text
    this.hasCurrent = true
  }

  /** The result of an unquoted expansion: split at IFS, and its pattern characters are active. */
  addSplit(text: string, ifs: string): void {
    if (text === '') return
    let start = 0
    for (let i = 0; i < text.length; i++) {
      const char = text[i] as string
      if (!ifs.includes(char)) continue
      if (i > start) this.addPattern(text.slice(start, i))
      start = i + 1
      if (char === ' ' || char === '\t' || char === '\n') {
        if (this.hasCurrent) {
          this.endField()
          this.endedByBlank = true
        }
      } else if (this.hasCurrent) this.endField()
      else if (this.endedByBlank) this.endedByBlank = false
      else this.fields.push('')
    }
    if (start < text.length) {
      this.endedByBlank = false
      this.addPattern(start === 0 ? text : text.slice(start))
    }
  }

  /** Between the elements of `$@`. */
  endField(): void {
    if (!this.hasCurrent) return
    this.fields.push(this.current)
    this.current = ''
    this.hasCurrent = false
    this.endedByBlank = false
  }
}
