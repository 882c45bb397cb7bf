/**
 * The line that a person is typing into a terminal, for the history: known while keys only add and take away at its
 * end. What the shell put there itself (history, completion, the cursor elsewhere) is not known, and not guessed.
 */
export class TypedLine {
  private text = ''
  private known = true

  /** Takes keys in. @returns the line that they end, if they end one and it is known; '' is an empty line */
  take(keys: string): string | undefined {
    let ended: string | undefined
    for (const key of keys) {
      if (key === '\r' || key === '\n') {
        if (this.known) ended = this.text.trim()
        this.text = ''
        this.known = true
      } else if (key === '\u007f' || key === '\b') this.text = this.text.slice(0, -1)
      else if (key === '\u0003' || key === '\u0015') {
        this.text = ''
        this.known = true
      } else if (key < ' ') this.known = false
      else this.text += key
    }
    return ended
  }
}
