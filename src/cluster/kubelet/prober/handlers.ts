import type { HTTPGetAction, HTTPHeader, Pod, Probe } from '../../api/generated/types.ts'
import { decode } from '../../machine/bytes.ts'
import { RuntimeError } from '../../runtime/image-store.ts'
import { pause, type Task } from '../../runtime/task.ts'
import { formatGoDuration } from '../back-off.ts'
import type { KubeletContext } from '../context.ts'
import { expandVariables } from '../env/expansion.ts'
import { type AnyContainer, uidOf } from '../pod-spec.ts'
import { connectOnce, httpGet } from './connect.ts'

export interface HandlerResult {
  readonly outcome: 'success' | 'failure' | 'error'
  readonly output: string
  /** A success with a remark (a redirect that leads elsewhere). */
  readonly warning?: string | undefined
  /** The history's record of it. */
  readonly record?: number
}

const outputLimit = 10 * 1024

/** Asks once: kubelet/prober/prober.go runProbe. */
export function* runHandler(
  context: KubeletContext,
  pod: Pod,
  container: AnyContainer,
  containerId: string,
  probe: Probe,
): Task<HandlerResult> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000
  if (probe.exec) return yield* execProbe(context, container, containerId, probe.exec.command ?? [], timeoutMs)
  const address = podAddress(context, pod)
  if (probe.httpGet) return yield* httpProbe(context, container, probe.httpGet, address, timeoutMs)
  if (probe.tcpSocket) {
    const port = portOf(container, probe.tcpSocket.port)
    if (typeof port === 'string') return { outcome: 'error', output: port }
    const host = probe.tcpSocket.host || address
    const result = yield* connectOnce(context, host, port, timeoutMs)
    if (result === 'connected') return { outcome: 'success', output: '' }
    return { outcome: 'failure', output: `dial tcp ${host}:${port}: ${result}` }
  }
  if (probe.grpc) return yield* grpcProbe(context, address, probe.grpc.port, probe.grpc.service, timeoutMs)
  return { outcome: 'error', output: `missing probe handler for ${pod.metadata.name}` }
}

function podAddress(context: KubeletContext, pod: Pod): string {
  return context.statuses.get(uidOf(pod))?.podIP ?? context.nodeIP
}

/** The number, or the text of the error. */
export function portOf(container: AnyContainer, port: string | number): number | string {
  if (typeof port === 'number') return port > 0 && port < 65536 ? port : `invalid port number: ${port}`
  const named = container.ports?.find((candidate) => candidate.name === port)
  if (named) return named.containerPort
  return /^\d+$/.test(port) ? Number(port) : `strconv.Atoi: parsing "${port}": invalid syntax`
}

function* execProbe(
  context: KubeletContext,
  container: AnyContainer,
  containerId: string,
  command: readonly string[],
  timeoutMs: number,
): Task<HandlerResult> {
  // Only what the manifest itself says can be expanded here.
  const literal = new Map(
    (container.env ?? []).flatMap((one) => (one.value === undefined ? [] : [[one.name, one.value] as const])),
  )
  const expanded = command.map((word) => expandVariables(word, (name) => literal.get(name)))
  try {
    const result = yield* context.runtime.exec(containerId, expanded, timeoutMs, outputLimit)
    if (result.timedOut) {
      return {
        outcome: 'failure',
        output: `command timed out: "${expanded.join(' ')}" timed out after ${formatGoDuration(timeoutMs)}`,
      }
    }
    if (result.exitCode === 0) return { outcome: 'success', output: decode(result.output) }
    return { outcome: 'failure', output: decode(result.output) }
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error
    return { outcome: 'error', output: `rpc error: code = Unknown desc = ${error.message}` }
  }
}

function* httpProbe(
  context: KubeletContext,
  container: AnyContainer,
  action: HTTPGetAction,
  address: string,
  timeoutMs: number,
): Task<HandlerResult> {
  const port = portOf(container, action.port)
  if (typeof port === 'string') return { outcome: 'error', output: port }
  const scheme = (action.scheme ?? 'HTTP').toLowerCase()
  const host = action.host || address
  const path = action.path ?? '/'
  const headers: [string, string][] = (action.httpHeaders ?? []).map((one: HTTPHeader) => [one.name, one.value])
  const first = `${scheme}://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`
  const result = yield* httpGet(context, first, headers, timeoutMs)
  if ('error' in result) return { outcome: 'failure', output: `Get "${result.url}": ${result.error}` }
  if (result.redirectedAway) {
    return { outcome: 'success', output: '', warning: `Probe terminated redirects, Response body: ${decode(result.body)}` }
  }
  if (result.status >= 200 && result.status < 400) return { outcome: 'success', output: decode(result.body) }
  return { outcome: 'failure', output: `HTTP probe failed with statuscode: ${result.status}` }
}

/**
 * Asks the gRPC health service. Simplified: the question and answer travel as HTTP/1.1 with gRPC's headers, which is
 * what the programs here speak; anything else that listens does not answer in time, as for a real client.
 */
function* grpcProbe(
  context: KubeletContext,
  host: string,
  port: number,
  service: string | undefined,
  timeoutMs: number,
): Task<HandlerResult> {
  const timeout = formatGoDuration(timeoutMs)
  const startedAt = context.sim.now
  const result = yield* httpGet(
    context,
    `http://${host}:${port}/grpc.health.v1.Health/Check`,
    [
      ['Content-Type', 'application/grpc'],
      ['X-Grpc-Service', service ?? ''],
    ],
    timeoutMs,
  )
  if ('error' in result || !('grpcStatus' in result) || result.grpcStatus === undefined) {
    // A gRPC client keeps on trying to connect until its time is up.
    const left = timeoutMs - (context.sim.now - startedAt)
    if (left > 0) yield* pause(context.sim, left)
    return {
      outcome: 'failure',
      output: `timeout: failed to connect service "${host}:${port}" within ${timeout}: context deadline exceeded`,
    }
  }
  if (result.grpcStatus === 12) {
    return {
      outcome: 'failure',
      output:
        'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
    }
  }
  const answer = decode(result.body).trim()
  if (answer === 'SERVING') return { outcome: 'success', output: 'service healthy' }
  return { outcome: 'failure', output: `service unhealthy (responded with "${answer || 'UNKNOWN'}")` }
}
