/** The machine's side of networking: what network/ implements for it, and what it offers to the rooms above. */
import type { Bytes } from './program.ts'

/** Where a connection goes, as the cluster's network decides it. Delays are one way, ms. */
export type Route =
  | {
      readonly to: NetworkNamespace
      /** As the listener sees the caller; the caller's own first address if absent. */
      readonly sourceAddress?: string | undefined
      /** The address and port in `to`, after service translation. */
      readonly address: string
      readonly port: number
      readonly delayMs: number
    }
  | { readonly refused: true; readonly delayMs: number }
  /** Packets vanish: a network policy, a dead node. */
  | { readonly dropped: true }
  /** No route to host, told after a while. */
  | { readonly unreachable: true; readonly delayMs: number }

export type NameAnswer =
  | { readonly addresses: readonly string[]; readonly delayMs: number }
  | { readonly noSuchName: true; readonly delayMs: number }
  /** The server refuses or fails (SERVFAIL). */
  | { readonly failed: true; readonly delayMs: number }
  /** Nobody answers: the caller waits for its timeout. */
  | { readonly dropped: true }

/** Everything beyond a network namespace's own addresses. */
export interface Network {
  /** A TCP connection out of `from` to an address that is not its own. */
  route(from: NetworkNamespace, address: string, port: number): Route
  /** A DNS question (A records) to the server at `server`; `name` is fully qualified, without the last dot. */
  query(from: NetworkNamespace, server: string, name: string): NameAnswer
}

/** The end of a connection that belongs to no process: the kubelet's, a port-forward's, an address outside the cluster. */
export interface Connection {
  readonly remoteAddress: string
  readonly remotePort: number
  /** Unbounded. Ignored once closed. */
  write(data: Bytes): void
  /** Ends our direction; the other may go on. */
  end(): void
  close(): void
}

export interface ConnectionEvents {
  onData(data: Bytes): void
  /** The other side will send no more. Called once, at last. */
  onEnd(): void
}

export type ConnectFailure = 'refused' | 'timeout' | 'unreachable'

export interface NetworkNamespace {
  /** `127.0.0.1` first. */
  readonly addresses: readonly { readonly name: string; readonly address: string; readonly prefix: number }[]
  /** For the Network to recognise it by; set by whoever made it. */
  label: string
  /** The addresses may come after the namespace (the sandbox gets its IP later). */
  addAddress(name: string, address: string, prefix: number): void
  /** Who listens; `0.0.0.0` is all addresses. */
  listeners(): readonly { readonly address: string; readonly port: number; readonly pid: number | undefined }[]
  isListening(port: number, address?: string): boolean

  /**
   * Connects from nowhere in particular (a probe, a port-forward) to a listener in this namespace.
   * @param done is called once, after the delay: with the connection, or why there is none
   * @returns breaks the attempt off
   */
  dial(
    options: {
      readonly port: number
      /** `127.0.0.1` if absent. */
      readonly address?: string | undefined
      readonly sourceAddress: string
      readonly delayMs: number
    },
    events: ConnectionEvents,
    done: (result: Connection | ConnectFailure) => void,
  ): () => void

  /** Connects out of this namespace, through its own addresses or the Network, as a process in it would. */
  connect(
    options: { readonly address: string; readonly port: number; readonly timeoutMs?: number | undefined },
    events: ConnectionEvents,
    done: (result: Connection | ConnectFailure) => void,
  ): () => void

  /** Listens without a process: the API server's address, hosts outside the cluster. Throws EADDRINUSE. */
  serve(port: number, address: string, accept: (connection: Connection) => ConnectionEvents): () => void

  /** Closes every socket in it. */
  close(): void
}
