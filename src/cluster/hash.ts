/**
 * A digest of plain data, independent of the order of keys: 64 bits of FNV-1a over canonical JSON, as 16 hex digits.
 * For telling whether two clusters are the same, not against anybody who wishes them to seem so.
 */
export class Digest {
  private low = 0x84222325
  private high = 0xcbf29ce4

  add(value: unknown): void {
    this.text(canonical(value))
  }

  private text(text: string): void {
    for (let i = 0; i < text.length; i++) {
      this.low = (this.low ^ text.charCodeAt(i)) >>> 0
      // × 0x100000001b3, in two halves
      const carry = Math.floor(this.low * 0x1b3) / 0x100000000
      const high = (Math.imul(this.high, 0x1b3) + Math.floor(carry) + (this.low << 8)) >>> 0
      this.low = Math.imul(this.low, 0x1b3) >>> 0
      this.high = high
    }
  }

  hex(): string {
    return this.high.toString(16).padStart(8, '0') + this.low.toString(16).padStart(8, '0')
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
