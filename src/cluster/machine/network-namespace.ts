import type { Simulation } from '../sim/simulation.ts'
import { Channel } from './channel.ts'
import type { NetworkNamespaceOptions } from './machine.ts'
import type { ConnectFailure, Connection, ConnectionEvents, NameAnswer, Network, NetworkNamespace } from './network.ts'
import type { KernelPidNamespace } from './pid-namespace.ts'
import { Errno } from './program.ts'
import { closeEnd, outsideConnection, type StreamEnd, type StreamSocket } from './socket.ts'
import type { Task } from './task.ts'
import { WaitQueue } from './wait-queue.ts'

/** One way through the loopback device. */
const loopbackDelayMs = 0.02
/** Linux gives up after six SYNs (tcp_syn_retries): 127 s. */
const connectTimeoutMs = 127_000
const backlogLimit = 4096
const firstEphemeralPort = 32_768
const lastEphemeralPort = 60_999

export interface Listener {
  readonly address: string
  readonly port: number
  readonly owner: Task | undefined
  readonly backlog: StreamEnd[]
  readonly acceptors: WaitQueue
  /** Takes connections where no process does. */
  readonly take: ((end: StreamEnd) => void) | undefined
}

export class KernelNetworkNamespace implements NetworkNamespace {
  label = ''
  readonly streams = new Set<StreamSocket>()
  readonly unprivilegedPortStart: number
  private readonly own: { name: string; address: string; prefix: number }[]
  private readonly byPort = new Map<number, Listener[]>()
  private nextPort = firstEphemeralPort
  private closed = false

  constructor(
    private readonly sim: Simulation,
    options: NetworkNamespaceOptions,
    private readonly network: Network | undefined,
  ) {
    this.own = [{ name: 'lo', address: '127.0.0.1', prefix: 8 }, ...options.addresses]
    this.unprivilegedPortStart = options.unprivilegedPortStart ?? 1024
  }

  get addresses(): readonly { readonly name: string; readonly address: string; readonly prefix: number }[] {
    return this.own
  }

  addAddress(name: string, address: string, prefix: number): void {
    this.own.push({ name, address, prefix })
  }

  listeners(): readonly { readonly address: string; readonly port: number; readonly pid: number | undefined }[] {
    return this.allListeners().map(({ address, port, owner }) => ({ address, port, pid: owner?.pid }))
  }

  isListening(port: number, address = '127.0.0.1'): boolean {
    return this.find(address, port) !== undefined
  }

  /** Throws EADDRINUSE, EADDRNOTAVAIL. */
  listen(port: number, address: string, owner: Task | undefined, take?: (end: StreamEnd) => void): Listener {
    const at = isAny(address) ? '0.0.0.0' : address
    if (owner && at !== '0.0.0.0' && !this.isOwn(at)) throw new Errno('EADDRNOTAVAIL', address)
    // after a loss of power somebody is there again
    this.closed = false
    const number = port === 0 ? this.ephemeralPort() : port
    const there = this.byPort.get(number) ?? []
    if (there.some((other) => other.address === at || other.address === '0.0.0.0' || at === '0.0.0.0')) {
      throw new Errno('EADDRINUSE', address)
    }
    const listener: Listener = { address: at, port: number, owner, backlog: [], acceptors: new WaitQueue(), take }
    this.byPort.set(number, [...there, listener])
    return listener
  }

  unlisten(listener: Listener): void {
    const left = (this.byPort.get(listener.port) ?? []).filter((other) => other !== listener)
    if (left.length === 0) this.byPort.delete(listener.port)
    else this.byPort.set(listener.port, left)
  }

  serve(port: number, address: string, accept: (connection: Connection) => ConnectionEvents): () => void {
    const listener = this.listen(port, address, undefined, (end) => {
      const events = accept(outsideConnection(end, undefined))
      end.incoming.deliverTo(events)
    })
    return () => this.unlisten(listener)
  }

  dial(
    options: {
      readonly port: number
      readonly address?: string | undefined
      readonly sourceAddress: string
      readonly delayMs: number
    },
    events: ConnectionEvents,
    done: (result: Connection | ConnectFailure) => void,
  ): () => void {
    const address = options.address ?? '127.0.0.1'
    const source = { address: options.sourceAddress, port: this.ephemeralPort() }
    return this.receive(source, address, options.port, options.delayMs, (result) =>
      done(typeof result === 'string' ? result : outsideConnection(result, events)),
    )
  }

  connect(
    options: { readonly address: string; readonly port: number; readonly timeoutMs?: number | undefined },
    events: ConnectionEvents,
    done: (result: Connection | ConnectFailure) => void,
  ): () => void {
    return this.open(options.address, options.port, options.timeoutMs, (result) =>
      done(typeof result === 'string' ? result : outsideConnection(result, events)),
    )
  }

  /** A connection out of this namespace; the return value breaks the attempt off. */
  open(
    address: string,
    port: number,
    timeoutMs: number | undefined,
    done: (result: StreamEnd | ConnectFailure) => void,
  ): () => void {
    const { sim } = this
    const limit = timeoutMs ?? connectTimeoutMs
    let breakOff = () => {}
    const once = (result: StreamEnd | ConnectFailure) => {
      sim.cancel(timer)
      done(result)
    }
    const timer = sim.after(limit, () => {
      breakOff()
      done('timeout')
    })
    const source = { address: this.own[1]?.address ?? '127.0.0.1', port: this.ephemeralPort() }
    if (this.isOwn(address) || isAny(address)) {
      const local = isAny(address) ? '127.0.0.1' : address
      breakOff = this.receive({ ...source, address: local }, local, port, loopbackDelayMs, once)
    } else {
      const route = this.network?.route(this, address, port) ?? { unreachable: true as const, delayMs: 0 }
      if ('to' in route) {
        if (!(route.to instanceof KernelNetworkNamespace)) throw new Errno('EINVAL')
        const from = { ...source, address: route.sourceAddress ?? source.address }
        breakOff = route.to.receive(from, route.address, route.port, route.delayMs, once, { address, port })
      } else if ('refused' in route || 'unreachable' in route) {
        const answer = sim.after(2 * route.delayMs, () => once('refused' in route ? 'refused' : 'unreachable'))
        breakOff = () => sim.cancel(answer)
      }
    }
    return () => {
      sim.cancel(timer)
      breakOff()
    }
  }

  /**
   * A SYN on its way to this namespace.
   * @param asked what the caller believes it talks to, where a service's address was translated
   */
  private receive(
    source: { readonly address: string; readonly port: number },
    address: string,
    port: number,
    delayMs: number,
    done: (result: StreamEnd | ConnectFailure) => void,
    asked: { readonly address: string; readonly port: number } = { address, port },
  ): () => void {
    const { sim } = this
    let given: StreamEnd | undefined
    let timer = sim.after(delayMs, () => {
      if (this.closed) return
      const listener = this.find(address, port)
      if (!listener || listener.backlog.length >= backlogLimit) {
        timer = sim.after(delayMs, () => done('refused'))
        return
      }
      const there = new Channel(sim, delayMs)
      const back = new Channel(sim, delayMs)
      const near = { localAddress: source.address, localPort: source.port, remoteAddress: asked.address, remotePort: asked.port }
      const far = { localAddress: address, localPort: port, remoteAddress: source.address, remotePort: source.port }
      const client: StreamEnd = { incoming: back, outgoing: there, ...near }
      const server: StreamEnd = { incoming: there, outgoing: back, ...far }
      given = client
      if (listener.take) listener.take(server)
      else {
        listener.backlog.push(server)
        listener.acceptors.wakeAll()
      }
      timer = sim.after(delayMs, () => done(client))
    })
    return () => {
      sim.cancel(timer)
      if (given) closeEnd(given)
    }
  }

  query(server: string, name: string): NameAnswer {
    return this.network?.query(this, server, name) ?? { dropped: true }
  }

  sockets(pids: KernelPidNamespace): readonly {
    readonly local: string
    readonly remote: string
    readonly state: 'LISTEN' | 'ESTABLISHED'
    readonly pid: number | undefined
  }[] {
    const pidOf = (task: Task | undefined) => (task?.context.namespace === pids ? task.pid : undefined)
    return [
      ...this.allListeners().map(({ address, port, owner }) => ({
        local: `${address}:${port}`,
        remote: '0.0.0.0:*',
        state: 'LISTEN' as const,
        pid: pidOf(owner),
      })),
      ...[...this.streams].map(({ end, owner }) => ({
        local: `${end.localAddress}:${end.localPort}`,
        remote: `${end.remoteAddress}:${end.remotePort}`,
        state: 'ESTABLISHED' as const,
        pid: pidOf(owner),
      })),
    ]
  }

  close(): void {
    this.closed = true
    for (const { end } of this.streams) closeEnd(end)
    this.byPort.clear()
  }

  private allListeners(): readonly Listener[] {
    return [...this.byPort.values()].flat().sort((a, b) => a.port - b.port)
  }

  private find(address: string, port: number): Listener | undefined {
    return this.byPort.get(port)?.find((listener) => listener.address === '0.0.0.0' || listener.address === address)
  }

  private isOwn(address: string): boolean {
    return address.startsWith('127.') || this.own.some((own) => own.address === address)
  }

  private ephemeralPort(): number {
    const port = this.nextPort
    this.nextPort = port === lastEphemeralPort ? firstEphemeralPort : port + 1
    return port
  }
}

function isAny(address: string): boolean {
  return address === '' || address === '0.0.0.0' || address === '::' || address === '*'
}
