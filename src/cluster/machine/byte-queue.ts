import type { Bytes } from './program.ts'

/** Bytes in order of arrival, kept in the pieces in which they came. */
export class ByteQueue {
  size = 0
  private pieces: Bytes[] = []
  private first = 0

  push(data: Bytes): void {
    if (data === '') return
    this.pieces.push(data)
    this.size += data.length
  }

  /** Up to `max` bytes; '' if there are none. */
  take(max: number): Bytes {
    if (this.size === 0) return ''
    const head = this.pieces[this.first] as Bytes
    if (head.length >= max) {
      this.size -= max
      if (head.length === max) this.drop()
      else this.pieces[this.first] = head.slice(max)
      return head.slice(0, max)
    }
    let out = ''
    while (out.length < max && this.size > 0) {
      const piece = this.pieces[this.first] as Bytes
      const part = piece.length <= max - out.length ? piece : piece.slice(0, max - out.length)
      out += part
      this.size -= part.length
      if (part.length === piece.length) this.drop()
      else this.pieces[this.first] = piece.slice(part.length)
    }
    return out
  }

  private drop(): void {
    this.first++
    if (this.first === this.pieces.length) {
      this.pieces = []
      this.first = 0
    }
  }
}
