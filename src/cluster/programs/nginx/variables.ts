/** nginx's variables, as log formats, return, rewrite, proxy_set_header and add_header use them. */
import type { Process } from '../../machine/program.ts'
import { header } from '../../network/http.ts'
import { formatDate } from '../date-format.ts'
import type { Exchange } from '../http-server.ts'
import type { Settings } from './settings.ts'

export interface RequestState {
  readonly exchange: Exchange
  readonly startedAt: number
  /** The decoded path, as rewrites leave it. */
  uri: string
  args: string
  serverName: string
  documentRoot: string
  readonly set: Map<string, string>
  status?: number
  bodyBytes?: number
  upstream?: string
}

/** Replaces `$name`, `${name}` and captures `$1`. */
export function substitute(
  text: string,
  state: RequestState,
  process: Process,
  settings: Settings,
  captures: readonly string[] = [],
): string {
  if (!text.includes('$')) return text
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, plain: string | undefined) => {
    const name = braced ?? plain ?? ''
    if (/^\d$/.test(name)) return captures[Number(name)] ?? state.set.get(name) ?? ''
    return variable(name, state, process, settings)
  })
}

function variable(name: string, state: RequestState, process: Process, settings: Settings): string {
  const own = state.set.get(name)
  if (own !== undefined) return own
  const { exchange } = state
  const { request } = exchange
  if (name.startsWith('http_')) return header(request.headers, name.slice(5).replaceAll('_', '-')) ?? ''
  if (name.startsWith('arg_')) return new RegExp(`(?:^|&)${name.slice(4)}=([^&]*)`, 'i').exec(state.args)?.[1] ?? ''
  if (name.startsWith('cookie_'))
    return new RegExp(`(?:^|; *)${name.slice(7)}=([^;]*)`).exec(header(request.headers, 'cookie') ?? '')?.[1] ?? ''
  const host = (header(request.headers, 'host') ?? state.serverName).replace(/:\d+$/, '').toLowerCase()
  switch (name) {
    case 'remote_addr':
    case 'realip_remote_addr':
      return exchange.remoteAddress
    case 'remote_port':
      return String(exchange.remotePort)
    case 'request':
      return `${request.method} ${request.target} ${request.version}`
    case 'request_method':
      return request.method
    case 'request_uri':
      return request.target
    case 'uri':
    case 'document_uri':
      return state.uri
    case 'args':
    case 'query_string':
      return state.args
    case 'is_args':
      return state.args === '' ? '' : '?'
    case 'host':
      return host
    case 'hostname':
      return process.hostname
    case 'server_name':
      return state.serverName
    case 'server_port':
      return String(exchange.port)
    case 'server_addr':
      return process.addresses().find(({ address }) => address !== '127.0.0.1')?.address ?? '127.0.0.1'
    case 'server_protocol':
      return request.version
    case 'scheme':
      return 'http'
    case 'status':
      return String(state.status ?? '')
    case 'body_bytes_sent':
    case 'bytes_sent':
      return String(state.bodyBytes ?? 0)
    case 'request_length':
      return String(request.target.length + request.body.length + 60)
    case 'request_body':
      return request.body
    case 'content_type':
      return header(request.headers, 'content-type') ?? ''
    case 'content_length':
      return header(request.headers, 'content-length') ?? ''
    case 'time_local':
      return formatDate('%d/%b/%Y:%H:%M:%S +0000', process.now)
    case 'time_iso8601':
      return formatDate('%Y-%m-%dT%H:%M:%S+00:00', process.now)
    case 'msec':
      return (process.now / 1000).toFixed(3)
    case 'request_time':
    case 'upstream_response_time':
      return ((process.now - state.startedAt) / 1000).toFixed(3)
    case 'upstream_addr':
      return state.upstream ?? ''
    case 'proxy_host':
      return state.upstream ?? ''
    case 'proxy_add_x_forwarded_for': {
      const before = header(request.headers, 'x-forwarded-for')
      return before === undefined ? exchange.remoteAddress : `${before}, ${exchange.remoteAddress}`
    }
    case 'document_root':
      return state.documentRoot
    case 'request_filename':
      return state.documentRoot + state.uri
    case 'pid':
      return String(process.pid)
    case 'connection':
      return String(exchange.remotePort)
    case 'connection_requests':
      return '1'
    case 'nginx_version':
      return ''
    case 'remote_user':
    case 'http2':
      return ''
    default:
      return mapped(name, state, process, settings)
  }
}

function mapped(name: string, state: RequestState, process: Process, settings: Settings): string {
  const map = settings.maps.find(({ args }) => args[1] === `$${name}`)
  if (!map) return ''
  const source = substitute(map.args[0] ?? '', state, process, settings)
  let fallback = ''
  for (const { name: key, args } of map.block ?? []) {
    const value = args[0] ?? ''
    if (key === 'default') fallback = value
    else if (
      key.startsWith('~') ? new RegExp(key.replace(/^~\*?/, ''), key.startsWith('~*') ? 'i' : '').test(source) : key === source
    ) {
      return substitute(value, state, process, settings)
    }
  }
  return substitute(fallback, state, process, settings)
}
