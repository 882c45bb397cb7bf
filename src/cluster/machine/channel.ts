import type { Simulation } from '../sim/simulation.ts'
import { ByteQueue } from './byte-queue.ts'
import type { ConnectionEvents } from './network.ts'
import type { Bytes } from './program.ts'
import { WaitQueue } from './wait-queue.ts'

/** What a sender may have under way and unread. */
const windowBytes = 262_144

/** One direction of a connection: bytes that arrive some time after they were sent, in order. */
export class Channel {
  readonly bytes = new ByteQueue()
  readonly readers = new WaitQueue()
  readonly writers = new WaitQueue()
  /** The sender's last byte has arrived. */
  ended = false
  /** Nobody reads any more: sending fails. */
  abandoned = false
  private underWay = 0
  private finished = false
  private sink: ConnectionEvents | undefined
  private parcel: { readonly at: number; data: Bytes } | undefined

  constructor(
    private readonly sim: Simulation,
    private readonly delayMs: number,
  ) {}

  /** How many bytes were taken; all of them if `unbounded`. */
  send(data: Bytes, unbounded = false): number {
    if (this.finished || this.abandoned || data === '') return data.length
    const room = unbounded || this.sink ? data.length : windowBytes - this.bytes.size - this.underWay
    if (room <= 0) return 0
    const part = data.length <= room ? data : data.slice(0, room)
    this.underWay += part.length
    // what is sent at one instant travels together
    if (this.parcel?.at === this.sim.now) this.parcel.data += part
    else {
      const parcel = { at: this.sim.now, data: part }
      this.parcel = parcel
      this.sim.after(this.delayMs, () => this.arrive(parcel))
    }
    return part.length
  }

  /** No more will be sent. */
  finish(): void {
    if (this.finished) return
    this.finished = true
    this.parcel = undefined
    this.sim.after(this.delayMs, () => {
      this.ended = true
      this.readers.wakeAll()
      if (!this.abandoned) this.sink?.onEnd()
    })
  }

  /** Nobody will read any more. */
  abandon(): void {
    this.abandoned = true
    this.writers.wakeAll()
  }

  get isFinished(): boolean {
    return this.finished
  }

  /** Undefined: nothing yet. */
  read(max: number): Bytes | undefined {
    if (this.bytes.size === 0) return this.ended ? '' : undefined
    const data = this.bytes.take(max)
    this.writers.wakeAll()
    return data
  }

  get readable(): boolean {
    return this.bytes.size > 0 || this.ended
  }

  /** From now on, whatever arrives is handed over at once. */
  deliverTo(sink: ConnectionEvents): void {
    this.sink = sink
    if (this.bytes.size > 0) sink.onData(this.bytes.take(Number.MAX_SAFE_INTEGER))
    if (this.ended) sink.onEnd()
  }

  private arrive(parcel: { readonly at: number; data: Bytes }): void {
    if (this.parcel === parcel) this.parcel = undefined
    this.underWay -= parcel.data.length
    if (this.abandoned) return
    if (this.sink) this.sink.onData(parcel.data)
    else {
      this.bytes.push(parcel.data)
      this.readers.wakeAll()
    }
  }
}
