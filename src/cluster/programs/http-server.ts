/** The event loop of the small HTTP servers: one process, many connections, one request at a time. */
import { type Bytes, Errno, type Process, type Run } from '../machine/program.ts'
import {
  formatResponse,
  type Headers,
  type HttpRequest,
  HttpSyntaxError,
  header,
  httpDate,
  keepsAlive,
  parseRequest,
} from '../network/http.ts'

export interface Exchange {
  readonly request: HttpRequest
  readonly remoteAddress: string
  readonly remotePort: number
  /** The port it came in on. */
  readonly port: number
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Bytes
  readonly reason?: string | undefined
  /** Hangs up without an answer, as nginx's 444. */
  readonly drop?: boolean | undefined
}

export interface ServeOptions {
  readonly handle: (exchange: Exchange) => Run<Answer>
  /** Called after each answer: access logs. */
  readonly log?: ((exchange: Exchange, answer: Answer) => Run<void>) | undefined
  /** What is said to nonsense. */
  readonly malformed?: ((error: HttpSyntaxError) => Answer) | undefined
  /** Asked between events; the loop ends when it says so. */
  readonly ended?: (() => boolean) | undefined
  /** `Date` and the like: put before the answer's own headers. */
  readonly headers?: (() => Headers) | undefined
}

interface Connection {
  buffer: Bytes
  readonly port: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/** Serves until `ended`. @param listeners listening descriptors and their ports */
export function* serveHttp(process: Process, listeners: ReadonlyMap<number, number>, options: ServeOptions): Run<void> {
  const connections = new Map<number, Connection>()
  const close = (fd: number) => {
    connections.delete(fd)
    process.close(fd)
  }
  let polled = [...listeners.keys()]
  while (!options.ended?.()) {
    const fd = yield* process.poll(polled)
    if (fd === undefined) continue
    const port = listeners.get(fd)
    if (port !== undefined) {
      const accepted = yield* process.accept(fd)
      connections.set(accepted.fd, { buffer: '', port, ...accepted })
      polled = [...listeners.keys(), ...connections.keys()]
      continue
    }
    const connection = connections.get(fd)
    if (!connection) continue
    try {
      const open = yield* serveOnce(process, fd, connection, options)
      if (!open) close(fd)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      close(fd)
    }
    if (!connections.has(fd)) polled = [...listeners.keys(), ...connections.keys()]
  }
  for (const fd of connections.keys()) process.close(fd)
}

/** @returns whether the connection stays open */
function* serveOnce(process: Process, fd: number, connection: Connection, options: ServeOptions): Run<boolean> {
  const data = yield* process.read(fd)
  if (data === '') return false
  connection.buffer += data
  for (;;) {
    let parsed: ReturnType<typeof parseRequest>
    try {
      parsed = parseRequest(connection.buffer)
    } catch (error) {
      if (!(error instanceof HttpSyntaxError)) throw error
      const answer = options.malformed?.(error) ?? plainText(400, '400 Bad Request')
      yield* process.write(fd, render(answer, options.headers?.() ?? [], false, false))
      return false
    }
    if (!parsed) return true
    connection.buffer = parsed.rest
    const { request } = parsed
    const exchange: Exchange = {
      request,
      port: connection.port,
      remoteAddress: connection.remoteAddress,
      remotePort: connection.remotePort,
    }
    const answer = yield* options.handle(exchange)
    if (answer.drop) return false
    const keep = keepsAlive(request) && keepsAlive({ version: 'HTTP/1.1', headers: answer.headers })
    yield* process.write(fd, render(answer, options.headers?.() ?? [], request.method === 'HEAD', keep))
    if (options.log) yield* options.log(exchange, answer)
    if (!keep) return false
    if (connection.buffer === '') return true
  }
}

function render(answer: Answer, before: Headers, toHead: boolean, keep: boolean): Bytes {
  const headers = [...before, ...answer.headers]
  const bodyless = answer.status < 200 || answer.status === 204 || answer.status === 304
  if (!bodyless && header(headers, 'content-length') === undefined) headers.push(['Content-Length', String(answer.body.length)])
  if (!keep && header(headers, 'connection') === undefined) headers.push(['Connection', 'close'])
  return formatResponse({ ...answer, headers, body: toHead || bodyless ? '' : answer.body })
}

export function plainText(status: number, body: string, contentType = 'text/plain; charset=utf-8'): Answer {
  return { status, headers: [['Content-Type', contentType]], body: `${body}\n` }
}

export function json(status: number, value: unknown, indent?: number): Answer {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: `${JSON.stringify(value, null, indent)}\n`,
  }
}

/** `Date: …`, as Go's servers put it. */
export function dateHeader(process: Process): () => Headers {
  return () => [['Date', httpDate(process.now)]]
}

/** The simplest server: one port, default signals, until it is killed. */
export function* serveForever(process: Process, port: number, handle: ServeOptions['handle'], address?: string): Run<number> {
  const fd = process.listen(port, address)
  yield* serveHttp(process, new Map([[fd, port]]), { handle, headers: dateHeader(process) })
  return 0
}
