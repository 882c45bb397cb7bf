/**
 * Seeded randomness. Each room draws from a stream of its own, named after it, so that one more draw in one
 * room does not shift the history of another.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private d: number

  constructor(private readonly seed: number | string) {
    // cyrb128 spreads any seed over the four words of sfc32
    const text = String(seed)
    let h1 = 1779033703
    let h2 = 3144134277
    let h3 = 1013904242
    let h4 = 2773480762
    for (let i = 0; i < text.length; i++) {
      const k = text.charCodeAt(i)
      h1 = h2 ^ Math.imul(h1 ^ k, 597399067)
      h2 = h3 ^ Math.imul(h2 ^ k, 2869860233)
      h3 = h4 ^ Math.imul(h3 ^ k, 951274213)
      h4 = h1 ^ Math.imul(h4 ^ k, 2716044179)
    }
    this.a = Math.imul(h3 ^ (h1 >>> 18), 597399067)
    this.b = Math.imul(h4 ^ (h2 >>> 22), 2869860233)
    this.c = Math.imul(h1 ^ (h3 >>> 17), 951274213)
    this.d = Math.imul(h2 ^ (h4 >>> 19), 2716044179)
    for (let i = 0; i < 12; i++) this.uint32()
  }

  /** An independent generator, the same for the same seed and name. */
  stream(name: string): Random {
    return new Random(`${this.seed}/${name}`)
  }

  /** 0 ≤ n < 2³² */
  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0
    this.d = (this.d + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + t
    this.c |= 0
    return t >>> 0
  }

  /** 0 ≤ n < 1 */
  fraction(): number {
    return this.uint32() / 4294967296
  }

  /** An integer, 0 ≤ n < limit. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  /** `base` to `base × (1 + factor)`, as `wait.Jitter` of apimachinery. */
  jitter(base: number, factor: number): number {
    return base + this.fraction() * factor * base
  }

  pick<T>(from: readonly T[]): T {
    const value = from[this.below(from.length)]
    if (value === undefined) throw new Error('random: nothing to pick from')
    return value
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    let out = ''
    for (let i = 0; i < length; i++) out += alphabet[this.below(alphabet.length)]
    return out
  }

  /** The suffix of generated names: `k8s.io/apimachinery/pkg/util/rand.String`. */
  nameSuffix(length = 5): string {
    return this.text(length, 'bcdfghjklmnpqrstvwxz2456789')
  }

  hex(length: number): string {
    return this.text(length, '0123456789abcdef')
  }

  /** A random UUID, version 4. */
  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${this.text(1, '89ab')}${this.hex(3)}-${this.hex(12)}`
  }
}
