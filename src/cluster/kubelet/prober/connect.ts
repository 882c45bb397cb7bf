import type { ConnectFailure, Connection, ConnectionEvents } from '../../machine/network.ts'
import { formatRequest, type HttpResponse, HttpSyntaxError, header, parseResponse, parseUrl } from '../../network/http.ts'
import { type Task, wait } from '../../runtime/task.ts'
import type { KubeletContext } from '../context.ts'

const maxRedirects = 10
const bodyLimit = 10 * 1024

const failureText: Readonly<Record<ConnectFailure, string>> = {
  refused: 'connect: connection refused',
  timeout: 'i/o timeout',
  unreachable: 'connect: no route to host',
}

/** Opens a connection from the node, as the kubelet does. */
function dial(
  context: KubeletContext,
  host: string,
  port: number,
  timeoutMs: number,
  events: ConnectionEvents,
  done: (result: Connection | ConnectFailure) => void,
): () => void {
  return context.machine.network.connect({ address: host, port, timeoutMs }, events, done)
}

/** `connected`, or the rest of Go's error text. */
export function* connectOnce(context: KubeletContext, host: string, port: number, timeoutMs: number): Task<string> {
  return yield* wait<string>((done) =>
    dial(context, host, port, timeoutMs, { onData() {}, onEnd() {} }, (result) => {
      if (typeof result === 'string') done(failureText[result])
      else {
        result.close()
        done('connected')
      }
    }),
  )
}

export type HttpOutcome =
  | {
      readonly status: number
      readonly body: string
      readonly redirectedAway: boolean
      readonly grpcStatus: number | undefined
    }
  | { readonly error: string; readonly url: string }

/** GET, with redirects to the same host followed: pkg/probe/http. */
export function* httpGet(
  context: KubeletContext,
  url: string,
  headers: readonly (readonly [string, string])[],
  timeoutMs: number,
): Task<HttpOutcome> {
  const deadline = context.sim.now + timeoutMs
  let current = url
  for (let hop = 0; ; hop++) {
    const answer = yield* oneGet(context, current, headers, deadline)
    if (typeof answer === 'string') return { error: answer, url: current }
    const location = header(answer.headers, 'location')
    const { status } = answer
    if (status >= 300 && status < 400 && location !== undefined) {
      const next = new URL(location, current)
      if (next.hostname !== new URL(current).hostname) {
        return { status, body: answer.body.slice(0, bodyLimit), redirectedAway: true, grpcStatus: undefined }
      }
      if (hop + 1 >= maxRedirects) return { error: `stopped after ${maxRedirects} redirects`, url: location }
      current = next.href
      continue
    }
    const grpc = header(answer.headers, 'grpc-status')
    return {
      status,
      body: answer.body.slice(0, bodyLimit),
      redirectedAway: false,
      grpcStatus: grpc === undefined ? undefined : Number(grpc),
    }
  }
}

function* oneGet(
  context: KubeletContext,
  url: string,
  extra: readonly (readonly [string, string])[],
  deadline: number,
): Task<HttpResponse | string> {
  const parsed = parseUrl(url)
  if (!parsed) return `unsupported protocol scheme`
  const { sim } = context
  const headers = new Map<string, readonly [string, string]>()
  const put = (name: string, value: string) => headers.set(name.toLowerCase(), [name, value])
  put('Host', `${parsed.host}:${parsed.port}`)
  put('User-Agent', 'kube-probe/1.36')
  put('Accept', '*/*')
  put('Connection', 'close')
  for (const [name, value] of extra) put(name, value)
  const timeoutText = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  return yield* wait<HttpResponse | string>((done) => {
    let received = ''
    let connection: Connection | undefined
    let over = false
    const finish = (result: HttpResponse | string) => {
      if (over) return
      over = true
      sim.cancel(timer)
      connection?.close()
      done(result)
    }
    const look = (ended: boolean) => {
      try {
        const response = parseResponse(received, { ended })
        if (response) finish(response.response)
        else if (ended) finish(received === '' ? 'EOF' : 'unexpected EOF')
      } catch (error) {
        if (!(error instanceof HttpSyntaxError)) throw error
        finish(`net/http: HTTP/1.x transport connection broken: malformed HTTP response "${received.split('\r\n')[0] ?? ''}"`)
      }
    }
    const timer = sim.at(deadline, () => finish(timeoutText))
    const stop = dial(
      context,
      parsed.host,
      parsed.port,
      deadline - sim.now,
      {
        onData: (data) => {
          received += data
          look(false)
        },
        onEnd: () => look(true),
      },
      (result) => {
        if (typeof result === 'string') {
          if (result === 'timeout') finish(timeoutText)
          else finish(`dial tcp ${parsed.host}:${parsed.port}: ${failureText[result]}`)
          return
        }
        connection = result
        if (over) result.close()
        else result.write(formatRequest({ method: 'GET', target: parsed.target, headers: [...headers.values()], body: '' }))
      },
    )
    return () => {
      over = true
      sim.cancel(timer)
      stop()
      connection?.close()
    }
  })
}
