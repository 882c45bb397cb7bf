import type { Event, ObjectReference } from '../api/generated/types.ts'

export interface EventFacts {
  readonly involvedObject: ObjectReference
  readonly type: string
  readonly reason: string
  readonly message: string
}

interface Entry {
  /** As last written. */
  event: Event | undefined
  /** How often it happened; those that the spam filter dropped are counted too. */
  count: number
}

export interface Verdict {
  /** What is known of this event; the recorder keeps the written event there. */
  readonly entry: Entry
  readonly message: string
  /** Whether it was seen before. */
  readonly repeats: boolean
}

interface Aggregate {
  readonly messages: Set<string>
  lastMs: number
}

interface Bucket {
  tokens: number
  atMs: number
}

const cacheSize = 4096
const maxSimilar = 10
const similarWithinMs = 600_000
const burst = 25
const refillMs = 300_000

/** Counts, combines and limits events: client-go/tools/record/events_cache.go. */
export class EventCorrelator {
  private readonly entries = new Map<string, Entry>()
  private readonly aggregates = new Map<string, Aggregate>()
  private readonly buckets = new Map<string, Bucket>()

  /** Undefined where the event is dropped. */
  correlate(event: EventFacts, nowMs: number): Verdict | undefined {
    const { involvedObject: about } = event
    // a correlator serves one source, and a uid stands for the rest of upstream's key
    const thing = about.uid ? `${about.kind}|${about.uid}` : `${about.kind}|${about.namespace}|${about.name}`
    const similar = this.similar(`${thing}|${event.type}|${event.reason}`, event.message, nowMs)
    const message = similar ? `(combined from similar events): ${event.message}` : event.message
    // a combined event is one event, whatever its message
    const which = similar ? 'combined' : `${about.fieldPath}|${event.message}`
    const key = `${thing}|${event.type}|${event.reason}|${which}`
    const known = recent(this.entries, key)
    const entry = known ?? { event: undefined, count: 0 }
    entry.count++
    remember(this.entries, key, entry)
    if (!this.take(`${thing}|${event.type}`, nowMs)) return undefined
    return { entry, message, repeats: known !== undefined }
  }

  /** Whether ten different messages of one kind have come within ten minutes of each other. */
  private similar(key: string, message: string, nowMs: number): boolean {
    let aggregate = recent(this.aggregates, key)
    if (!aggregate || nowMs - aggregate.lastMs > similarWithinMs) aggregate = { messages: new Set(), lastMs: nowMs }
    aggregate.lastMs = nowMs
    remember(this.aggregates, key, aggregate)
    if (aggregate.messages.size < maxSimilar) aggregate.messages.add(message)
    return aggregate.messages.size >= maxSimilar
  }

  /** The spam filter's token bucket. */
  private take(key: string, nowMs: number): boolean {
    const bucket = recent(this.buckets, key) ?? { tokens: burst, atMs: nowMs }
    bucket.tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) / refillMs)
    bucket.atMs = nowMs
    remember(this.buckets, key, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }
}

function recent<V>(cache: Map<string, V>, key: string): V | undefined {
  return cache.get(key)
}

/** Least recently used falls out: a Map keeps the order of insertion. */
function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  cache.delete(key)
  cache.set(key, value)
  if (cache.size <= cacheSize) return
  const oldest = cache.keys().next()
  if (!oldest.done) cache.delete(oldest.value)
}
