/**
 * Exponential back-off per key: client-go/util/flowcontrol/backoff.go. The delay doubles with each `next`; an entry
 * that was left alone for longer than `expiryMs` starts over.
 */
export class BackOff {
  private readonly entries = new Map<string, { delayMs: number; lastUpdate: number }>()

  /** @param expiryMs how long after the last update an entry is forgotten */
  constructor(
    readonly initialMs: number,
    readonly maxMs: number,
    private readonly expiryMs: number,
  ) {}

  /** The present delay; 0 for an unknown key. */
  get(key: string): number {
    return this.entries.get(key)?.delayMs ?? 0
  }

  /** @param eventTime of the failure: what the expiry is measured by */
  next(key: string, eventTime: number, now: number): void {
    const entry = this.entries.get(key)
    if (!entry || this.hasExpired(eventTime, entry.lastUpdate))
      this.entries.set(key, { delayMs: this.initialMs, lastUpdate: now })
    else {
      entry.delayMs = Math.min(entry.delayMs * 2, this.maxMs)
      entry.lastUpdate = now
    }
  }

  /** Whether `since` (the event that the delay counts from) is less than the delay ago. */
  isInBackOffSince(key: string, since: number, now: number): boolean {
    const entry = this.entries.get(key)
    if (!entry || this.hasExpired(since, entry.lastUpdate)) return false
    return now - since < entry.delayMs
  }

  /** Whether the delay that began at the last `next` is still on. */
  isInBackOffSinceUpdate(key: string, now: number): boolean {
    const entry = this.entries.get(key)
    if (!entry || this.hasExpired(now, entry.lastUpdate)) return false
    return now - entry.lastUpdate < entry.delayMs
  }

  lastUpdate(key: string): number | undefined {
    return this.entries.get(key)?.lastUpdate
  }

  reset(key: string): void {
    this.entries.delete(key)
  }

  private hasExpired(eventTime: number, lastUpdate: number): boolean {
    return eventTime - lastUpdate > this.expiryMs
  }
}

/** A duration as Go prints it, from milliseconds: `10s`, `1m20s`, `5m0s`, `1.234s`, `812ms`, `0s`. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 1) return `${Math.round(ms * 1000)}µs`
  if (ms < 1000) return `${trim(ms)}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = trim((ms % 60_000) / 1000)
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`
  if (minutes > 0) return `${minutes}m${seconds}s`
  return `${seconds}s`
}

function trim(value: number): string {
  return String(Number(value.toFixed(9)))
}
