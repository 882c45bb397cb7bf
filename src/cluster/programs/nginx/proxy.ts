/** proxy_pass. */
import { Errno, type Process, type Run } from '../../machine/program.ts'
import { parseUrl } from '../../network/http.ts'
import { fetchHttp } from '../http-client.ts'
import type { Answer } from '../http-server.ts'
import type { Directive } from './config.ts'
import { page, type Site } from './pages.ts'
import type { Location } from './settings.ts'
import { type RequestState, substitute } from './variables.ts'

type Headers = [string, string][]

export function* proxy(
  process: Process,
  site: Site,
  state: RequestState,
  location: Location | undefined,
  directives: readonly Directive[],
  pass: Directive,
  captures?: readonly string[],
): Run<Answer> {
  const { request } = state.exchange
  const given = pass.args[0] ?? ''
  const url = parseUrl(substitute(given, state, process, site.settings, captures))
  if (!url) return page(site, 500)
  const servers = site.settings.upstreams.get(url.host)
  const key = url.host
  const turn = site.turns.get(key) ?? 0
  const hasPath = /^https?:\/\/[^/]+\//.test(given)
  const query = state.args === '' ? '' : `?${state.args}`
  const target =
    given.includes('$') && hasPath
      ? url.target
      : hasPath && location
        ? url.target + state.uri.slice(location.path.length) + query
        : state.uri + query
  const sent: Headers = [['Host', servers ? url.host : `${url.host}${url.port === 80 ? '' : `:${url.port}`}`]]
  sent.push(['Connection', 'close'])
  for (const [name, value] of request.headers)
    if (!/^(host|connection|keep-alive|transfer-encoding|upgrade)$/i.test(name)) sent.push([name, value])
  for (const { name, args } of directives) {
    if (name !== 'proxy_set_header') continue
    const at = sent.findIndex(([known]) => known.toLowerCase() === String(args[0]).toLowerCase())
    if (at >= 0) sent.splice(at, 1)
    const value = substitute(args[1] ?? '', state, process, site.settings, captures)
    if (value !== '') sent.push([String(args[0]), value])
  }
  const attempts = servers?.length ?? 1
  const timeoutMs = seconds(directives.find(({ name }) => name === 'proxy_read_timeout')?.args[0]) ?? 60_000
  let status = 502
  for (let i = 0; i < attempts; i++) {
    const [host = url.host, port = String(url.port)] = servers
      ? String(servers[(turn + i) % servers.length]).split(':')
      : [url.host, String(url.port)]
    site.turns.set(key, turn + i + 1)
    const upstream = `http://${host}:${port}${target}`
    state.upstream = `${host}:${port}`
    try {
      const response = yield* fetchHttp(process, {
        host,
        port: Number(servers && port === String(url.port) ? 80 : port),
        method: request.method,
        target,
        headers: sent,
        body: request.body,
        version: 'HTTP/1.0',
        connectTimeoutMs: 60_000,
        timeoutMs,
      })
      if (response === undefined) {
        yield* site.logError(
          'error',
          `upstream timed out (110: Connection timed out) while reading response header from upstream, upstream: "${upstream}"`,
          state.exchange,
          state.serverName,
        )
        status = 504
      } else if (response === 'empty') {
        yield* site.logError(
          'error',
          `upstream prematurely closed connection while reading response header from upstream, upstream: "${upstream}"`,
          state.exchange,
          state.serverName,
        )
        status = 502
      } else {
        const kept = response.headers.filter(
          ([name]) => !/^(connection|keep-alive|server|date|transfer-encoding|content-length)$/i.test(name),
        )
        return { status: response.status, reason: response.reason, headers: kept, body: response.body }
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      const text: Partial<Record<string, string>> = {
        ECONNREFUSED: '111: Connection refused',
        ETIMEDOUT: '110: Connection timed out',
        EHOSTUNREACH: '113: No route to host',
        ECONNRESET: '104: Connection reset by peer',
      }
      const told =
        error.code === 'ENOENT'
          ? `${host} could not be resolved (3: Host not found)`
          : `connect() failed (${text[error.code] ?? error.text}) while connecting to upstream, upstream: "${upstream}"`
      yield* site.logError('error', told, state.exchange, state.serverName)
      status = error.code === 'ETIMEDOUT' ? 504 : 502
    }
  }
  return page(site, status)
}

function seconds(text: string | undefined): number | undefined {
  const match = /^(\d+)(ms|s|m|h)?$/.exec(text ?? '')
  if (!match) return undefined
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
  return Number(match[1]) * (units[match[2] ?? 's'] ?? 1000)
}
