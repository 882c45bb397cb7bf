/** The Pod addresses of one node: host-local IPAM over a /24. Taken in turn, so that a freed one rests for long. */
export class AddressPool {
  private readonly used = new Set<number>()
  private last = 1

  /** @param prefix the first three parts: `10.244.1` */
  constructor(private readonly prefix: string) {}

  /** Throws when all 253 are taken. */
  take(): string {
    for (let tries = 0; tries < 253; tries++) {
      this.last = this.last >= 254 ? 2 : this.last + 1
      if (this.used.has(this.last)) continue
      this.used.add(this.last)
      return `${this.prefix}.${this.last}`
    }
    throw new Error(`failed to allocate for range 0: no IP addresses available in range set: ${this.prefix}.1-${this.prefix}.254`)
  }

  give(address: string): void {
    if (address.startsWith(`${this.prefix}.`)) this.used.delete(Number(address.slice(this.prefix.length + 1)))
  }
}
