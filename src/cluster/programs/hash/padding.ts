/** The padding that MD5 and the SHA family share: a one, zeros, the length in bits. */
export function padded(bytes: string, block: 64 | 128, order: 'big' | 'little'): Uint8Array {
  const lengthBytes = block / 8
  const total = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block
  const out = new Uint8Array(total)
  for (let i = 0; i < bytes.length; i++) out[i] = bytes.charCodeAt(i)
  out[bytes.length] = 0x80
  let bits = bytes.length * 8
  for (let i = 0; i < 8; i++) {
    out[order === 'big' ? total - 1 - i : total - 8 + i] = bits % 256
    bits = Math.floor(bits / 256)
  }
  return out
}

export function hex(word: number, width: number): string {
  return word.toString(16).padStart(width, '0')
}
