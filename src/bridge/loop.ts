import type { Cluster } from '../cluster/cluster.ts'
import type { Frame, HistoryRecord, KubeObject, PodInsides } from './protocol.ts'

export interface LoopOptions {
  /** Real milliseconds, from any origin. */
  readonly clock: () => number
  readonly post: (frame: Frame) => void
  /** Calls back after real milliseconds. */
  readonly schedule: (run: () => void, delayMs: number) => void
}

/** Real ms of engine work before the loop looks at its messages again: well under the 50 that may pass. */
const sliceMs = 12
/** Real ms between two frames with changes, about an animation frame. */
const frameMs = 16
/** Real ms after which an unchanged cluster still tells its time. */
const heartbeatMs = 250
/** What one frame may carry, so that neither side stops to clone a thousand Pods at once. */
const frameLimits = { objects: 150, records: 1500, insides: 40 }
/** `step` gives up looking for a change after this much virtual time. */
const stepHorizonMs = 3_600_000

/**
 * Drives one cluster against real time, in slices, and tells the page what changed. Knows no worker and no timers of
 * its own, so that tests can run it on a clock of theirs.
 */
export class Loop {
  private playing = true
  private speed = 1
  private behind = false
  private anchorReal: number
  private anchorVirtual: number
  private lastFrameAt = Number.NEGATIVE_INFINITY
  private stopped = false
  private whole = true
  private lastRecord = 0
  private readonly put = new Map<string, KubeObject>()
  private readonly gone = new Map<string, { kind: string; namespace: string | undefined; name: string }>()
  private readonly insidesChanged = new Set<string>()
  private readonly insidesKnown = new Set<string>()
  private readonly unsubscribe: () => void

  constructor(
    private readonly cluster: Cluster,
    private readonly number: number,
    private readonly options: LoopOptions,
  ) {
    this.anchorReal = options.clock()
    this.anchorVirtual = cluster.now
    this.unsubscribe = cluster.observe({
      put: (object) => {
        if (isNoise(object.kind)) return
        const key = keyOf(object)
        this.put.delete(key)
        this.put.set(key, object)
        this.gone.delete(key)
      },
      gone: (object) => {
        if (isNoise(object.kind)) return
        const key = keyOf(object)
        this.put.delete(key)
        this.gone.set(key, { kind: object.kind, namespace: object.metadata.namespace, name: String(object.metadata.name) })
      },
      insides: (uid) => this.insidesChanged.add(uid),
    })
    for (const object of cluster.objects()) if (!isNoise(object.kind)) this.put.set(keyOf(object), object)
    for (const uid of cluster.podsWithInsides()) this.insidesChanged.add(uid)
    this.frame()
    this.options.schedule(this.turn, 0)
  }

  play(): void {
    if (this.playing) return
    this.playing = true
    this.anchor()
    this.frame()
  }

  pause(): void {
    this.playing = false
    this.behind = false
    this.frame()
  }

  setSpeed(factor: number): void {
    this.speed = Math.min(1000, Math.max(0.1, factor))
    this.anchor()
    this.frame()
  }

  /** To the next change that the page would show, then pauses. Works in slices, as everything here. */
  step(): void {
    this.playing = false
    const horizon = this.cluster.now + stepHorizonMs
    const look = () => {
      const until = this.options.clock() + sliceMs
      while (this.options.clock() < until) {
        const changed = this.put.size + this.gone.size
        if (!this.cluster.step(horizon) || this.put.size + this.gone.size > changed) {
          this.frame()
          return
        }
      }
      if (!this.stopped && !this.playing) this.options.schedule(look, 0)
    }
    look()
  }

  stop(): void {
    this.stopped = true
    this.unsubscribe()
  }

  /** Sends what changed now: called after an action, so that the page need not wait for the next turn. */
  flush(): void {
    if (!this.stopped) this.frame()
  }

  private anchor(): void {
    this.anchorReal = this.options.clock()
    this.anchorVirtual = this.cluster.now
    this.behind = false
  }

  private readonly turn = (): void => {
    if (this.stopped) return
    const began = this.options.clock()
    if (this.playing) {
      const target = this.anchorVirtual + (began - this.anchorReal) * this.speed
      let due = true
      while (due && this.options.clock() - began < sliceMs) due = this.cluster.step(target)
      if (due) {
        // The slice is over and something is still due: virtual time falls behind rather than the page.
        this.anchor()
        this.behind = true
      } else {
        this.cluster.settleClock(target)
        if (this.behind && this.options.clock() - began < sliceMs / 2) this.behind = false
      }
    }
    const now = this.options.clock()
    if (now - this.lastFrameAt >= frameMs) this.cluster.noticeInsides()
    const changed = this.put.size > 0 || this.gone.size > 0 || this.insidesChanged.size > 0
    if (changed ? now - this.lastFrameAt >= frameMs : this.playing && now - this.lastFrameAt >= heartbeatMs) this.frame()
    this.options.schedule(this.turn, this.playing && this.behind ? 0 : frameMs / 2)
  }

  private frame(): void {
    this.lastFrameAt = this.options.clock()
    const records = this.takeRecords()
    const put = take(this.put, frameLimits.objects)
    const gone = [...this.gone.values()]
    this.gone.clear()
    const insides: PodInsides[] = []
    const insidesGone: string[] = []
    let count = 0
    for (const uid of this.insidesChanged) {
      if (count++ >= frameLimits.insides) break
      this.insidesChanged.delete(uid)
      const inside = this.cluster.insides(uid)
      if (inside) {
        insides.push(inside)
        this.insidesKnown.add(uid)
      } else if (this.insidesKnown.delete(uid)) insidesGone.push(uid)
    }
    this.options.post({
      tell: 'frame',
      cluster: this.number,
      now: this.cluster.now,
      playing: this.playing,
      speed: this.speed,
      nextAt: this.cluster.nextAt,
      whole: this.whole,
      put,
      gone,
      records,
      insides,
      insidesGone,
      behind: this.behind,
    })
    this.whole = false
  }

  private takeRecords(): HistoryRecord[] {
    const records = this.cluster.historyAfter(this.lastRecord).filter((record) => !isNoise(record.subject?.kind))
    this.lastRecord = this.cluster.lastRecord
    return records.slice(-frameLimits.records)
  }
}

/** Heartbeats: true in the cluster, of no interest on a page. */
function isNoise(kind: string | undefined): boolean {
  return kind === 'Lease'
}

function keyOf(object: KubeObject): string {
  return `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

function take<T>(from: Map<string, T>, limit: number): T[] {
  const out: T[] = []
  for (const [key, value] of from) {
    if (out.length >= limit) break
    out.push(value)
    from.delete(key)
  }
  return out
}
