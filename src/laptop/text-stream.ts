import { decode } from '../cluster/machine/bytes.ts'

/** Bytes that come in pieces → text, characters that are cut in two put together again. */
export class TextStream {
  private rest = ''

  add(bytes: string): string {
    const all = this.rest + bytes
    const cut = all.length - unfinished(all)
    this.rest = all.slice(cut)
    return decode(all.slice(0, cut))
  }
}

/** How many bytes at the end begin a UTF-8 character that is not whole yet. */
function unfinished(bytes: string): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes.charCodeAt(bytes.length - back)
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? back : 0
    }
  }
  return 0
}
