/** SHA-256 and SHA-512 over byte strings (FIPS 180-4), with BigInt where words have 64 bits. */
import { hex, padded } from './padding.ts'

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}

/** The first 64 bits of the fractional part of a root, by Newton on integers. */
function rootFraction(prime: number, root: 2n | 3n): bigint {
  const shift = 64n
  const target = BigInt(prime) << (shift * root)
  let x = 1n << (shift + 4n)
  for (;;) {
    const next = ((root - 1n) * x + target / x ** (root - 1n)) / root
    if (next >= x) break
    x = next
  }
  return x & ((1n << shift) - 1n)
}

interface Constants {
  readonly constants64: readonly bigint[]
  readonly start64: readonly bigint[]
  readonly constants32: readonly number[]
  readonly start32: readonly number[]
}

let made: Constants | undefined

/** Made on first use: nobody waits for them at the start. */
function constants(): Constants {
  if (made) return made
  const constants64 = primes(80).map((prime) => rootFraction(prime, 3n))
  const start64 = primes(8).map((prime) => rootFraction(prime, 2n))
  const high = (word: bigint) => Number(word >> 32n)
  made = { constants64, start64, constants32: constants64.slice(0, 64).map(high), start32: start64.map(high) }
  return made
}

export function sha256(bytes: string): string {
  const { constants32, start32 } = constants()
  const message = padded(bytes, 64, 'big')
  const state = Int32Array.from(start32)
  const w = new Int32Array(64)
  const rotate = (x: number, n: number) => (x >>> n) | (x << (32 - n))
  for (let block = 0; block < message.length; block += 64) {
    for (let i = 0; i < 16; i++) {
      const at = block + i * 4
      w[i] =
        (Number(message[at]) << 24) | (Number(message[at + 1]) << 16) | (Number(message[at + 2]) << 8) | Number(message[at + 3])
    }
    for (let i = 16; i < 64; i++) {
      const a = Number(w[i - 15])
      const b = Number(w[i - 2])
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)
      w[i] = (Number(w[i - 16]) + s0 + Number(w[i - 7]) + s1) | 0
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + Number(constants32[i]) + Number(w[i])) | 0
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (Number(state[i]) + word) | 0
    })
  }
  return [...state].map((word) => hex(word >>> 0, 8)).join('')
}

export function sha512(bytes: string): string {
  const { constants64, start64 } = constants()
  const message = padded(bytes, 128, 'big')
  const mask = (1n << 64n) - 1n
  const rotate = (x: bigint, n: bigint) => ((x >> n) | (x << (64n - n))) & mask
  const state = [...start64]
  const w: bigint[] = new Array(80).fill(0n)
  for (let block = 0; block < message.length; block += 128) {
    for (let i = 0; i < 16; i++) {
      let word = 0n
      for (let j = 0; j < 8; j++) word = (word << 8n) | BigInt(Number(message[block + i * 8 + j]))
      w[i] = word
    }
    for (let i = 16; i < 80; i++) {
      const a = w[i - 15] ?? 0n
      const b = w[i - 2] ?? 0n
      w[i] =
        ((w[i - 16] ?? 0n) +
          (rotate(a, 1n) ^ rotate(a, 8n) ^ (a >> 7n)) +
          (w[i - 7] ?? 0n) +
          (rotate(b, 19n) ^ rotate(b, 61n) ^ (b >> 6n))) &
        mask
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let i = 0; i < 80; i++) {
      const t1 =
        (h +
          (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) +
          ((e & f) ^ (~e & mask & g)) +
          (constants64[i] ?? 0n) +
          (w[i] ?? 0n)) &
        mask
      const t2 = ((rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & mask
      h = g
      g = f
      f = e
      e = (d + t1) & mask
      d = c
      c = b
      b = a
      a = (t1 + t2) & mask
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = ((state[i] ?? 0n) + word) & mask
    })
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('')
}
