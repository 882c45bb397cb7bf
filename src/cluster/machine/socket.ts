import type { Channel } from './channel.ts'
import type { Connection, ConnectionEvents } from './network.ts'
import type { KernelNetworkNamespace, Listener } from './network-namespace.ts'
import { OpenFile, statOf } from './open-file.ts'
import { type Bytes, Errno, type FileStat } from './program.ts'
import type { Task } from './task.ts'
import type { WaitQueue } from './wait-queue.ts'

/** One end of a connection. */
export interface StreamEnd {
  readonly incoming: Channel
  readonly outgoing: Channel
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/** A connected socket of a process. */
export class StreamSocket extends OpenFile {
  constructor(
    readonly end: StreamEnd,
    private readonly namespace: KernelNetworkNamespace,
    readonly owner: Task,
  ) {
    super()
    namespace.streams.add(this)
  }

  read(max: number): Bytes | undefined {
    return this.end.incoming.read(max)
  }

  write(data: Bytes, task: Task): number {
    const { outgoing } = this.end
    if (outgoing.abandoned || outgoing.isFinished) {
      task.signalSelf('PIPE')
      throw new Errno('EPIPE')
    }
    return outgoing.send(data)
  }

  stat(): FileStat {
    return { ...statOf('socket', 0), mode: 0o777 }
  }

  override get readable(): boolean {
    return this.end.incoming.readable
  }
  override get readers(): WaitQueue {
    return this.end.incoming.readers
  }
  override get writers(): WaitQueue {
    return this.end.outgoing.writers
  }
  override get label(): string {
    return 'socket:[1]'
  }

  /** shutdown(2) of our direction. */
  finish(): void {
    this.end.outgoing.finish()
  }

  protected override close(): void {
    this.namespace.streams.delete(this)
    closeEnd(this.end)
  }
}

export function closeEnd(end: StreamEnd): void {
  end.outgoing.finish()
  end.incoming.abandon()
}

/** A listening socket of a process. */
export class ListenerFile extends OpenFile {
  constructor(
    readonly listener: Listener,
    private readonly namespace: KernelNetworkNamespace,
  ) {
    super()
  }
  read(): Bytes {
    throw new Errno('ENOTCONN')
  }
  write(): number {
    throw new Errno('ENOTCONN')
  }
  stat(): FileStat {
    return { ...statOf('socket', 0), mode: 0o777 }
  }
  override get readable(): boolean {
    return this.listener.backlog.length > 0
  }
  override get readers(): WaitQueue {
    return this.listener.acceptors
  }
  protected override close(): void {
    this.namespace.unlisten(this.listener)
    for (const end of this.listener.backlog) closeEnd(end)
  }
}

/** The end of a connection that belongs to no process. */
export function outsideConnection(end: StreamEnd, events: ConnectionEvents | undefined): Connection {
  const connection: Connection = {
    remoteAddress: end.remoteAddress,
    remotePort: end.remotePort,
    write: (data) => {
      end.outgoing.send(data, true)
    },
    end: () => end.outgoing.finish(),
    close: () => closeEnd(end),
  }
  if (events) end.incoming.deliverTo(events)
  return connection
}
