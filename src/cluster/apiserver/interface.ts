/**
 * How everybody talks to the API server: requests as HTTP has them, answered at once (the server does not wait),
 * and three kinds of streams that go on: watches, logs, and sessions (exec, attach, port-forward).
 * Clients inside the cluster, the page, the HTTP server and a bridge to a real cluster all stand on this.
 */
import type { GroupVersionResource, KubeObject } from '../api/object.ts'

export interface UserInfo {
  readonly name: string
  readonly groups: readonly string[]
  readonly uid?: string | undefined
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `/api/v1/namespaces/default/pods`, without the query. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /** A parsed object, or the text of a JSON or YAML body. */
  readonly body?: unknown
  /** Who asks; the cluster's admin (`kubernetes-admin`, group `system:masters`) if absent. */
  readonly user?: UserInfo | undefined
}

export interface ApiResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** An object, list, Table or Status; text for logs and the like. Shared with the store: never to be changed. */
  readonly body: unknown
  /** Texts of the `Warning` headers. */
  readonly warnings: readonly string[]
}

/** The `Status` object of a refusal. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: Readonly<Record<string, unknown>>
  readonly status: 'Success' | 'Failure'
  readonly message?: string | undefined
  readonly reason?: string | undefined
  readonly details?:
    | {
        readonly name?: string | undefined
        readonly group?: string | undefined
        readonly kind?: string | undefined
        readonly uid?: string | undefined
        readonly causes?:
          | readonly { readonly reason: string; readonly message: string; readonly field?: string | undefined }[]
          | undefined
        readonly retryAfterSeconds?: number | undefined
      }
    | undefined
  readonly code?: number | undefined
}

/**
 * A refusal on its way out of the server; what {@link DirectAccess} throws. An Error, made without the walk up the
 * stack, as "not found" is an everyday answer.
 */
export class StatusError implements Error {
  readonly name = 'StatusError'

  constructor(readonly status: Status) {}

  get message(): string {
    return this.status.message ?? ''
  }
}

Object.setPrototypeOf(StatusError.prototype, Error.prototype)

/** One change of a resource, as components inside the cluster hear of it. */
export interface ResourceChange {
  readonly type: 'put' | 'delete'
  readonly object: KubeObject
  /** What it replaced or removed. */
  readonly previous: KubeObject | undefined
  readonly revision: number
  /** The commit's record in the history. */
  readonly recordId: number
}

/** What a component asks about. */
export interface DirectCall {
  readonly resource: GroupVersionResource
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly subresource?: string | undefined
  /** The component, as history and managedFields name it. */
  readonly by: string
  readonly user: UserInfo
  /** As in a URL: labelSelector, fieldSelector, fieldManager, force, dryRun… */
  readonly query?: Readonly<Record<string, string | undefined>> | undefined
}

/** One resource that the server serves. */
export interface ServedResource extends GroupVersionResource {
  readonly kind: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

/** Usage of one Pod or node, as metrics.k8s.io tells it. */
export interface MetricsSource {
  /** NodeMetrics objects. */
  nodes(): readonly KubeObject[]
  /** PodMetrics objects of a namespace, or of all. */
  pods(namespace: string | undefined): readonly KubeObject[]
}

/**
 * The same verbs for components inside the cluster: objects are handed over as they are, shared and never changed,
 * and go through the same registry as a request's; only decoding and authorisation are skipped, since their writers
 * are ours. All throw {@link StatusError}.
 */
export interface DirectAccess {
  get(call: DirectCall): KubeObject
  list(call: DirectCall): readonly KubeObject[]
  create(call: DirectCall, object: unknown): KubeObject
  update(call: DirectCall, object: unknown): KubeObject
  patch(call: DirectCall, type: 'json' | 'merge' | 'strategic' | 'apply', patch: unknown): KubeObject
  /** @param options a DeleteOptions object */
  delete(call: DirectCall, options?: unknown): void
  /** What is served now, custom resources with it: discovery. */
  served(): readonly ServedResource[]
  /**
   * Every change of a resource from now on, delays.watchEvent after its commit, all of one instant together. The
   * listener sets the cause of what it does from `recordId`.
   */
  subscribe(resource: GroupVersionResource, onChanges: (changes: readonly ResourceChange[]) => void): Stop
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: unknown
}

/** Ends a watch or stream; calling it twice is harmless. */
export type Stop = () => void

/** A byte string: every character is one byte, 0 to 255. Text is encoded at the edges (machine/bytes.ts). */
export type Bytes = string

export interface LogOptions {
  readonly follow?: boolean | undefined
  readonly previous?: boolean | undefined
  readonly timestamps?: boolean | undefined
  readonly sinceSeconds?: number | undefined
  /** RFC 3339 */
  readonly sinceTime?: string | undefined
  readonly tailLines?: number | undefined
  readonly limitBytes?: number | undefined
}

export interface PodReference {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

/** Where a log stream goes. `end` comes once, with a Status if it broke off. */
export interface LogSink {
  write(chunk: Bytes): void
  end(error?: Status): void
}

export interface ExecOptions {
  readonly container: string
  /** Absent for attach. */
  readonly command?: readonly string[] | undefined
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}

/** What the far side of an exec or attach session tells. */
export interface SessionSink {
  stdout(chunk: Bytes): void
  stderr(chunk: Bytes): void
  /** Comes once: Success, or Failure with reason NonZeroExitCode and the code among its causes, as on channel 3. */
  end(status: Status): void
}

/** What the near side may do with an exec or attach session. */
export interface Session {
  stdin(chunk: Bytes): void
  /** End of input. */
  closeStdin(): void
  resize(columns: number, rows: number): void
  /** Hangs up. */
  close(): void
}

/** One forwarded connection, as seen from the client. */
export interface PortConnection {
  write(chunk: Bytes): void
  closeWrite(): void
  close(): void
}

export interface PortSink {
  data(chunk: Bytes): void
  /** Comes once; with the error text of kubectl's "an error occurred forwarding" if it failed. */
  end(error?: string): void
}

/** The kubelet's own server, which the API server calls for logs and sessions. Registered per node by cluster.ts. */
export interface KubeletServer {
  /** Returns a Status where the kubelet refuses (container waiting to start…), else streams into `sink`. */
  logs(pod: PodReference, container: string, options: LogOptions, sink: LogSink): Stop | Status
  exec(pod: PodReference, options: ExecOptions, sink: SessionSink): Session | Status
  attach(pod: PodReference, options: ExecOptions, sink: SessionSink): Session | Status
  portForward(pod: PodReference, port: number, sink: PortSink): PortConnection
}

export interface ApiServer {
  /** Answers one request. Never throws for what a client sent: refusals are a Status in the response. */
  handle(request: ApiRequest): ApiResponse
  /**
   * A list request with `watch=true`. Events arrive at later instants of virtual time (delays.watchEvent after the
   * commit). Returns the refusal if there is one. `onEnd` comes once if the server ends the watch (its timeout).
   */
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void, onEnd?: () => void): Stop | ApiResponse
  /** `GET …/pods/x/log`; without `follow` the sink gets everything and its end before this returns. */
  logs(request: ApiRequest, sink: LogSink): Stop | ApiResponse
  /** `…/pods/x/exec` and `…/pods/x/attach`; container, command, stdin, stdout, stderr, tty are in the query. */
  session(request: ApiRequest, sink: SessionSink): Session | ApiResponse
  /** `…/pods/x/portforward`, one connection to one port (`port` in the query). */
  portForward(request: ApiRequest, sink: PortSink): PortConnection | ApiResponse
  /** Wiring: tells where the kubelet of a node answers; `undefined` when it no longer does. */
  setKubelet(nodeName: string, server: KubeletServer | undefined): void
  /** Wiring: the address of the node it runs on; from then on it keeps the endpoints of the Service `kubernetes`. */
  advertise(address: string): void
  /** Wiring: who measures; from then on metrics.k8s.io is served. */
  setMetrics(source: MetricsSource): void
  /**
   * Wiring: the descriptions of definitions and fields (generated docs.json), for OpenAPI and with it `kubectl explain`.
   * They are large, so that the page brings them when it has time.
   */
  setDocs(docs: Readonly<Record<string, Readonly<Record<string, string>>>>): void
  /** For components inside the cluster. */
  readonly direct: DirectAccess
}

/** Narrowing for what `watch`, `logs`, `session` and `portForward` return. */
export function isRefusal(value: unknown): value is ApiResponse {
  return typeof value === 'object' && value !== null && 'status' in value && 'warnings' in value
}

export type { KubeObject }
