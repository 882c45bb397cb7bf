/** MD5 (RFC 1321) and SHA-1 (FIPS 180-4). */
import { hex, padded } from './padding.ts'

const rotateLeft = (x: number, n: number) => (x << n) | (x >>> (32 - n))
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0)
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

export function md5(bytes: string): string {
  const message = padded(bytes, 64, 'little')
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let block = 0; block < message.length; block += 64) {
    const word = (i: number) => {
      const at = block + i * 4
      return (
        Number(message[at]) | (Number(message[at + 1]) << 8) | (Number(message[at + 2]) << 16) | (Number(message[at + 3]) << 24)
      )
    }
    let [a, b, c, d] = state as [number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16
      const next = (b + rotateLeft((a + f + Number(sines[i]) + word(g)) | 0, Number(shifts[round * 4 + (i % 4)]))) | 0
      a = d
      d = c
      c = b
      b = next
    }
    ;[a, b, c, d].forEach((each, i) => {
      state[i] = (Number(state[i]) + each) | 0
    })
  }
  return state.map((each) => [0, 8, 16, 24].map((shift) => hex((each >>> shift) & 255, 2)).join('')).join('')
}

export function sha1(bytes: string): string {
  const message = padded(bytes, 64, 'big')
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0]
  const w = new Int32Array(80)
  for (let block = 0; block < message.length; block += 64) {
    for (let i = 0; i < 16; i++) {
      const at = block + i * 4
      w[i] =
        (Number(message[at]) << 24) | (Number(message[at + 1]) << 16) | (Number(message[at + 2]) << 8) | Number(message[at + 3])
    }
    for (let i = 16; i < 80; i++)
      w[i] = rotateLeft(Number(w[i - 3]) ^ Number(w[i - 8]) ^ Number(w[i - 14]) ^ Number(w[i - 16]), 1)
    let [a, b, c, d, e] = state as [number, number, number, number, number]
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6]
      const next = (rotateLeft(a, 5) + f + e + k + Number(w[i])) | 0
      e = d
      d = c
      c = rotateLeft(b, 30)
      b = a
      a = next
    }
    ;[a, b, c, d, e].forEach((each, i) => {
      state[i] = (Number(state[i]) + each) | 0
    })
  }
  return state.map((each) => hex(each >>> 0, 8)).join('')
}
