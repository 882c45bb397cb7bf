import type { Bytes } from '../cluster/machine/program.ts'

/** The whole parts of 2³² times the fractions of a root of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function fractions(count: number, root: (prime: number) => number): readonly number[] {
  const words: number[] = []
  for (let n = 2; words.length < count; n++) {
    let isPrime = true
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false
    if (isPrime) words.push(((root(n) % 1) * 2 ** 32) | 0)
  }
  return words
}

const rotated = (word: number, by: number) => (word >>> by) | (word << (32 - by))

/** SHA-256 in hexadecimal digits (FIPS 180-4). */
export function sha256(bytes: Bytes): string {
  const rounds = fractions(64, Math.cbrt)
  const hash = [...fractions(8, Math.sqrt)]
  const bits = bytes.length * 8
  const padded = `${bytes}\x80${'\0'.repeat((119 - (bytes.length % 64)) % 64)}`
  const message = Array.from({ length: padded.length / 4 }, (_, i) => wordAt(padded, i * 4))
  message.push(Math.floor(bits / 2 ** 32) | 0, bits | 0)
  for (let start = 0; start < message.length; start += 16) mix(hash, message.slice(start, start + 16), rounds)
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function wordAt(text: string, i: number): number {
  return (text.charCodeAt(i) << 24) | (text.charCodeAt(i + 1) << 16) | (text.charCodeAt(i + 2) << 8) | text.charCodeAt(i + 3)
}

function mix(hash: number[], words: number[], rounds: readonly number[]): void {
  const at = (list: readonly number[], i: number) => list[i] ?? 0
  for (let i = 16; i < 64; i++) {
    const a = at(words, i - 15)
    const b = at(words, i - 2)
    const small = rotated(a, 7) ^ rotated(a, 18) ^ (a >>> 3)
    const great = rotated(b, 17) ^ rotated(b, 19) ^ (b >>> 10)
    words.push((at(words, i - 16) + small + at(words, i - 7) + great) | 0)
  }
  let state = hash
  for (let i = 0; i < 64; i++) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    const choice = (e & f) ^ (~e & g)
    const one = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + at(rounds, i) + at(words, i)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const two = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority
    state = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g]
  }
  for (let i = 0; i < 8; i++) hash[i] = (at(hash, i) + at(state, i)) | 0
}
