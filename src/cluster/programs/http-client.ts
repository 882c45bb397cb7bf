/** One HTTP request over a new connection: for curl, wget, proxies and probes of programs. */
import type { Bytes, Process, Run } from '../machine/program.ts'
import { formatRequest, type Headers, type HttpResponse, parseResponse } from '../network/http.ts'

export interface Fetch {
  readonly host: string
  readonly port: number
  readonly method: string
  readonly target: string
  readonly headers: Headers
  readonly body: Bytes
  readonly connectTimeoutMs?: number | undefined
  /** Of the whole answer. */
  readonly timeoutMs?: number | undefined
  readonly version?: string | undefined
}

/**
 * @returns the response; undefined if it did not come in time, `empty` if the server hung up without a word
 * @throws Errno of connect and read, HttpSyntaxError
 */
export function* fetchHttp(process: Process, fetch: Fetch): Run<HttpResponse | 'empty' | undefined> {
  const fd = yield* process.connect(fetch.host, fetch.port, fetch.connectTimeoutMs)
  try {
    yield* process.write(fd, formatRequest({ ...fetch, version: fetch.version ?? 'HTTP/1.1' }))
    return yield* receiveResponse(process, fd, fetch.method === 'HEAD', fetch.timeoutMs)
  } finally {
    process.close(fd)
  }
}

export function* receiveResponse(
  process: Process,
  fd: number,
  toHead: boolean,
  timeoutMs?: number,
): Run<HttpResponse | 'empty' | undefined> {
  const deadline = timeoutMs === undefined ? undefined : process.now + timeoutMs
  let input = ''
  for (;;) {
    if (deadline !== undefined) {
      const left = deadline - process.now
      if (left <= 0 || (yield* process.poll([fd], left)) === undefined) return undefined
    }
    const part = yield* process.read(fd)
    input += part
    const parsed = parseResponse(input, { ended: part === '', toHead })
    if (parsed && parsed.response.status >= 200) return parsed.response
    if (parsed) input = parsed.rest
    if (part === '') return 'empty'
  }
}
