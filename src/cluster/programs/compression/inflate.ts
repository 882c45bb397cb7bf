/** DEFLATE (RFC 1951): reading all of it; writing as stored blocks, which is valid and compresses nothing. */
export class CompressionError extends Error {}

interface Tree {
  readonly counts: readonly number[]
  readonly symbols: readonly number[]
}

function tree(lengths: readonly number[]): Tree {
  const counts: number[] = new Array(16).fill(0)
  for (const length of lengths) counts[length] = Number(counts[length]) + 1
  counts[0] = 0
  const offsets: number[] = [0, 0]
  for (let i = 1; i < 15; i++) offsets.push(Number(offsets[i]) + Number(counts[i]))
  const symbols: number[] = []
  lengths.forEach((length, symbol) => {
    if (length === 0) return
    symbols[Number(offsets[length])] = symbol
    offsets[length] = Number(offsets[length]) + 1
  })
  return { counts, symbols }
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12_289,
  16_385, 24_577,
]
const distanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** @returns the bytes and where the stream ended */
export function inflate(input: string, start: number): { readonly bytes: string; readonly end: number } {
  let at = start
  let buffer = 0
  let held = 0
  const out: number[] = []
  const bits = (count: number): number => {
    while (held < count) {
      if (at >= input.length) throw new CompressionError('unexpected end of file')
      buffer |= input.charCodeAt(at++) << held
      held += 8
    }
    const value = buffer & ((1 << count) - 1)
    buffer >>>= count
    held -= count
    return value
  }
  const symbol = ({ counts, symbols }: Tree): number => {
    let code = 0
    let first = 0
    let index = 0
    for (let length = 1; length < 16; length++) {
      code |= bits(1)
      const count = Number(counts[length])
      if (code - count < first) return Number(symbols[index + code - first])
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw new CompressionError('corrupted data')
  }
  const block = (literals: Tree, distances: Tree) => {
    for (;;) {
      const value = symbol(literals)
      if (value === 256) return
      if (value < 256) out.push(value)
      else {
        const length = Number(lengthBase[value - 257]) + bits(Number(lengthBits[value - 257]))
        const code = symbol(distances)
        const distance = Number(distanceBase[code]) + bits(Number(distanceBits[code]))
        if (distance > out.length) throw new CompressionError('corrupted data')
        for (let i = 0; i < length; i++) out.push(Number(out[out.length - distance]))
      }
    }
  }
  for (let last = 0; last === 0; ) {
    last = bits(1)
    const kind = bits(2)
    if (kind === 0) {
      buffer = 0
      held = 0
      const length = input.charCodeAt(at) | (input.charCodeAt(at + 1) << 8)
      at += 4
      for (let i = 0; i < length; i++) out.push(input.charCodeAt(at++))
    } else if (kind === 1) {
      const fixed = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))
      block(tree(fixed), tree(new Array(30).fill(5)))
    } else if (kind === 2) {
      const literalCount = bits(5) + 257
      const distanceCount = bits(5) + 1
      const codeCount = bits(4) + 4
      const codes: number[] = new Array(19).fill(0)
      for (let i = 0; i < codeCount; i++) codes[Number(order[i])] = bits(3)
      const codeTree = tree(codes)
      const lengths: number[] = []
      while (lengths.length < literalCount + distanceCount) {
        const value = symbol(codeTree)
        if (value < 16) lengths.push(value)
        else {
          const repeated = value === 16 ? Number(lengths.at(-1)) : 0
          const count = value === 16 ? 3 + bits(2) : value === 17 ? 3 + bits(3) : 11 + bits(7)
          for (let i = 0; i < count; i++) lengths.push(repeated)
        }
      }
      block(tree(lengths.slice(0, literalCount)), tree(lengths.slice(literalCount)))
    } else throw new CompressionError('corrupted data')
  }
  let bytes = ''
  for (let i = 0; i < out.length; i += 8192) bytes += String.fromCharCode(...out.slice(i, i + 8192))
  return { bytes, end: at }
}

export function store(bytes: string): string {
  let out = ''
  for (let i = 0; i === 0 || i < bytes.length; i += 65_535) {
    const part = bytes.slice(i, i + 65_535)
    const last = i + 65_535 >= bytes.length ? 1 : 0
    const length = String.fromCharCode(part.length & 255, part.length >> 8)
    const inverse = String.fromCharCode(~part.length & 255, (~part.length >> 8) & 255)
    out += String.fromCharCode(last) + length + inverse + part
  }
  return out
}

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

export function crc32(bytes: string): number {
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) crc = Number(table[(crc ^ bytes.charCodeAt(i)) & 255]) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const little = (value: number) =>
  String.fromCharCode(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255)

export function gzipBytes(bytes: string): string {
  return `\x1f\x8b\x08\0\0\0\0\0\0\x03${store(bytes)}${little(crc32(bytes))}${little(bytes.length)}`
}

/** @throws CompressionError */
export function gunzipBytes(input: string): string {
  let out = ''
  for (let at = 0; at < input.length; ) {
    if (input.charCodeAt(at) !== 0x1f || input.charCodeAt(at + 1) !== 0x8b) {
      if (out !== '') break
      throw new CompressionError('invalid magic')
    }
    const flags = input.charCodeAt(at + 3)
    let body = at + 10
    if (flags & 4) body += 2 + (input.charCodeAt(body) | (input.charCodeAt(body + 1) << 8))
    if (flags & 8) body = input.indexOf('\0', body) + 1
    if (flags & 16) body = input.indexOf('\0', body) + 1
    if (flags & 2) body += 2
    const { bytes, end } = inflate(input, body)
    out += bytes
    at = end + 8
  }
  return out
}
