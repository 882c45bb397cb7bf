import { delays } from '../delays.ts'
import type { Change, Etcd } from '../etcd/etcd.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { ResourceChange, Stop } from './interface.ts'

type Listener = (changes: readonly ResourceChange[]) => void

/** Hands on the commits of one resource to its watchers, delays.watchEvent later, those of one instant together. */
class Channel {
  private readonly listeners = new Set<Listener>()
  private batch: Change[] | undefined
  private batchAt = -1

  constructor(private readonly sim: Simulation) {}

  /** @param from what was committed up to this revision is not for this listener */
  add(listener: Listener, from: number): Stop {
    const newer: Listener = (changes) => {
      if ((changes[0]?.revision ?? 0) > from) return listener(changes)
      const rest = changes.filter((change) => change.revision > from)
      if (rest.length > 0) listener(rest)
    }
    this.listeners.add(newer)
    return () => {
      this.listeners.delete(newer)
    }
  }

  changed(change: Change): void {
    if (this.listeners.size === 0) return
    const at = this.sim.now + delays.watchEvent.ms
    if (this.batch && this.batchAt === at) {
      this.batch.push(change)
      return
    }
    const batch = [change]
    this.batch = batch
    this.batchAt = at
    this.sim.at(at, () => {
      if (this.batch === batch) this.batch = undefined
      for (const listener of [...this.listeners]) if (this.listeners.has(listener)) listener(batch)
    })
  }
}

/** The watch cache's fan-out: one channel for each resource that somebody watches. */
export class Broadcast {
  private readonly channels = new Map<string, Channel>()

  constructor(
    private readonly sim: Simulation,
    private readonly etcd: Etcd,
  ) {}

  subscribe(storage: string, listener: Listener): Stop {
    let channel = this.channels.get(storage)
    if (!channel) {
      const made = new Channel(this.sim)
      this.etcd.onChange(storage, (change) => made.changed(change))
      this.channels.set(storage, made)
      channel = made
    }
    return channel.add(listener, this.etcd.revision)
  }
}
