/** What nginx answers: static files, directories, returns, proxies, error pages. */
import { Errno, type Process, type Run } from '../../machine/program.ts'
import { decodePercent, header, httpDate, parseUrl, reasons } from '../../network/http.ts'
import { formatDate } from '../date-format.ts'
import { fetchHttp } from '../http-client.ts'
import type { Answer, Exchange } from '../http-server.ts'
import type { Directive } from './config.ts'
import { mimeTypes } from './known-directives.ts'
import { type Location, matchLocation, matchServer, type Settings } from './settings.ts'
import { type RequestState, substitute } from './variables.ts'

export interface Site {
  readonly settings: Settings
  /** `nginx/1.27.5`. */
  readonly product: string
  /** Writes to the error log. */
  readonly logError: (level: string, text: string, exchange: Exchange, serverName: string) => Run<void>
  /** Where the next request to an upstream goes. */
  readonly turns: Map<string, number>
}

type Headers = [string, string][]

export function* respond(process: Process, site: Site, exchange: Exchange, state: RequestState): Run<Answer> {
  const { request } = exchange
  const host = header(request.headers, 'host')
  if (host === undefined && request.version === 'HTTP/1.1') return page(site, 400)
  const server = matchServer(site.settings.servers, exchange.port, host ?? '')
  if (!server) return page(site, 404)
  state.serverName = server.names[0] ?? ''
  const returned = server.own.find(({ name }) => name === 'return')
  if (returned) return answerReturn(process, site, state, returned)
  const cleaned = clean(state.uri)
  if (cleaned === undefined) return page(site, 400)
  state.uri = cleaned
  let answer: Answer | string = state.uri
  for (let turn = 0; typeof answer === 'string'; turn++) {
    if (turn > 10) {
      yield* site.logError('error', 'rewrite or internal redirection cycle while processing', exchange, state.serverName)
      answer = page(site, 500)
      break
    }
    const location: Location | undefined = answer.startsWith('@')
      ? server.locations.find(({ path }) => path === answer)
      : matchLocation(server.locations, answer)
    if (!answer.startsWith('@')) state.uri = answer
    const directives: readonly Directive[] = location?.directives ?? server.directives
    answer = yield* inLocation(process, site, state, location, directives)
    if (typeof answer !== 'string') {
      const redirected: Answer | string = yield* errorPage(process, site, state, directives, answer, server.locations)
      answer = redirected
    }
  }
  return answer
}

/** Resolves `.`, `..` and `//`; undefined if it leaves the root. */
function clean(path: string): string | undefined {
  if (!path.includes('/.') && !path.includes('//')) return path
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') {
      if (out.length === 0) return undefined
      out.pop()
    } else if (part !== '.' && part !== '') out.push(part)
  }
  return `/${out.join('/')}${/\/\.{0,2}$/.test(path) && out.length > 0 ? '/' : ''}`
}

/** @returns an answer, or a URI to go on with */
function* inLocation(
  process: Process,
  site: Site,
  state: RequestState,
  location: Location | undefined,
  directives: readonly Directive[],
): Run<Answer | string> {
  const { settings } = site
  const expand = (text: string, captures?: readonly string[]) => substitute(text, state, process, settings, captures)
  const captures = location?.pattern?.exec(state.uri) ?? undefined
  for (const directive of directives) {
    const own =
      directive.name === 'if' ? (holds(directive, state, process, settings) ? (directive.block ?? []) : []) : [directive]
    for (const each of own) {
      if (each.name === 'set') state.set.set(String(each.args[0]).slice(1), expand(each.args[1] ?? '', captures))
      if (each.name === 'return') return answerReturn(process, site, state, each, captures)
      if (each.name === 'rewrite') {
        const match = new RegExp(each.args[0] ?? '').exec(state.uri)
        if (!match) continue
        const target = expand(each.args[1] ?? '', match)
        const flag = each.args[2]
        if (flag === 'redirect' || flag === 'permanent' || /^https?:/.test(target))
          return redirect(site, flag === 'permanent' ? 301 : 302, target)
        const [path = '', query] = target.split('?')
        state.uri = path
        if (query !== undefined) state.args = state.args === '' ? query : `${query}&${state.args}`
        if (flag !== 'break') return path
      }
    }
  }
  if (denied(directives, state.exchange.remoteAddress)) {
    yield* site.logError('error', 'access forbidden by rule', state.exchange, state.serverName)
    return page(site, 403)
  }
  if (directives.some(({ name }) => name === 'stub_status')) {
    return {
      status: 200,
      headers: [['Content-Type', 'text/plain']],
      body: 'Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n',
    }
  }
  const pass = directives.find(({ name }) => name === 'proxy_pass')
  if (pass) return yield* proxy(process, site, state, location, directives, pass, captures)
  const root = expand(directives.find(({ name }) => name === 'root')?.args[0] ?? '/etc/nginx/html', captures)
  state.documentRoot = root
  const alias = location?.own.find(({ name }) => name === 'alias')?.args[0]
  const fileOf = (uri: string) =>
    alias !== undefined && location
      ? expand(alias, captures) + (location.pattern ? '' : uri.slice(location.path.length))
      : root + uri
  const tries = directives.find(({ name }) => name === 'try_files')
  if (tries) {
    const candidates = tries.args.map((arg) => expand(arg, captures))
    for (const candidate of candidates.slice(0, -1)) {
      const wantsDirectory = candidate.endsWith('/')
      const path = fileOf(candidate)
      if (!process.exists(path)) continue
      if ((process.stat(path).type === 'directory') !== wantsDirectory) continue
      state.uri = candidate
      return yield* serveFile(process, site, state, directives, path)
    }
    const last = candidates.at(-1) ?? '=404'
    if (last.startsWith('=')) return page(site, Number(last.slice(1)))
    const [path = '/', query] = last.split('?')
    if (query !== undefined) state.args = query
    return path
  }
  return yield* serveFile(process, site, state, directives, fileOf(state.uri))
}

function holds(directive: Directive, state: RequestState, process: Process, settings: Settings): boolean {
  const text = directive.args
    .join(' ')
    .replace(/^\(|\)$/g, '')
    .trim()
  const match = /^(\S+)\s+(!?=|!?~\*?)\s*(.*)$/.exec(text)
  if (match) {
    const value = substitute(String(match[1]), state, process, settings)
    const wanted = substitute(String(match[3]).replace(/^(["'])(.*)\1$/, '$2'), state, process, settings)
    const operator = String(match[2])
    const result = operator.includes('~') ? new RegExp(wanted, operator.includes('*') ? 'i' : '').test(value) : value === wanted
    return operator.startsWith('!') ? !result : result
  }
  const file = /^(!?)-([fdexr])\s+(.*)$/.exec(text)
  if (file) {
    const path = substitute(String(file[3]), state, process, settings)
    const there = process.exists(path) && (file[2] === 'e' || (process.stat(path).type === 'directory') === (file[2] === 'd'))
    return file[1] === '!' ? !there : there
  }
  const value = substitute(text, state, process, settings)
  return value !== '' && value !== '0'
}

function denied(directives: readonly Directive[], address: string): boolean {
  for (const { name, args } of directives) {
    if (name !== 'allow' && name !== 'deny') continue
    const rule = args[0] ?? ''
    if (rule === 'all' || rule === address || within(rule, address)) return name === 'deny'
  }
  return false
}

function within(range: string, address: string): boolean {
  const [base = '', bits] = range.split('/')
  if (bits === undefined) return false
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(bits))
  return Math.floor(number(base) / size) === Math.floor(number(address) / size)
}

function answerReturn(
  process: Process,
  site: Site,
  state: RequestState,
  directive: Directive,
  captures?: readonly string[],
): Answer {
  const [first = '', second] = directive.args
  const code = /^\d{3}$/.test(first) ? Number(first) : 302
  const text = substitute(second ?? (code === 302 && first !== '302' ? first : ''), state, process, site.settings, captures)
  if (code === 444) return { status: 444, headers: [], body: '', drop: true }
  if ([301, 302, 303, 307, 308].includes(code))
    return redirect(
      site,
      code,
      text.startsWith('/') ? `http://${header(state.exchange.request.headers, 'host') ?? 'localhost'}${text}` : text,
    )
  if (second === undefined) return page(site, code)
  const matching = [state.exchange.request, directive]
  void matching
  return { status: code, headers: [['Content-Type', typeOf(state.uri, 'text/plain')]], body: text }
}

function typeOf(path: string, fallback: string): string {
  return mimeTypes[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? fallback
}

function redirect(site: Site, status: number, to: string): Answer {
  const answer = page(site, status)
  return { ...answer, headers: [...answer.headers, ['Location', to]] }
}

/** nginx's own pages. */
export function page(site: Pick<Site, 'product'>, status: number): Answer {
  if (status === 204 || status === 304) return { status, headers: [], body: '' }
  const title = `${status} ${reasons[status] ?? ''}`.trim()
  const shown =
    title === '302 Found'
      ? '302 Found'
      : title === '503 Service Unavailable'
        ? '503 Service Temporarily Unavailable'
        : title === '504 Gateway Timeout'
          ? '504 Gateway Time-out'
          : title
  const body = `<html>\r\n<head><title>${shown}</title></head>\r\n<body>\r\n<center><h1>${shown}</h1></center>\r\n<hr><center>${site.product}</center>\r\n</body>\r\n</html>\r\n`
  const reason = shown.slice(4)
  return { status, headers: [['Content-Type', 'text/html']], body, reason: status === 302 ? 'Moved Temporarily' : reason }
}

function* serveFile(
  process: Process,
  site: Site,
  state: RequestState,
  directives: readonly Directive[],
  path: string,
): Run<Answer | string> {
  const { request } = state.exchange
  const fail = function* (status: number, text: string): Run<Answer> {
    yield* site.logError('error', text, state.exchange, state.serverName)
    return page(site, status)
  }
  try {
    const stat = process.stat(path)
    if (stat.type === 'directory') {
      if (!state.uri.endsWith('/'))
        return redirect(
          site,
          301,
          `http://${header(request.headers, 'host') ?? 'localhost'}${state.uri}/${state.args === '' ? '' : `?${state.args}`}`,
        )
      const folder = path.endsWith('/') ? path : `${path}/`
      const indexes = directives.find(({ name }) => name === 'index')?.args ?? ['index.html']
      const index = indexes.find((name) => process.exists(name.startsWith('/') ? name : folder + name))
      if (index !== undefined) {
        const target = state.uri + index
        if (!directives.some(({ name }) => name === 'alias'))
          return yield* serveFile(process, site, Object.assign(state, { uri: target }), directives, folder + index)
        return yield* serveFile(process, site, state, directives, folder + index)
      }
      if (directives.find(({ name }) => name === 'autoindex')?.args[0] === 'on') return listing(process, state.uri, folder)
      if (request.method !== 'GET' && request.method !== 'HEAD') return page(site, 405)
      return yield* fail(403, `directory index of "${folder}" is forbidden`)
    }
    if (path.endsWith('/')) return yield* fail(404, `open() "${path}" failed (20: Not a directory)`)
    if (request.method !== 'GET' && request.method !== 'HEAD') return page(site, 405)
    const body = process.readFile(path)
    const etag = `"${Math.floor(stat.mtime / 1000).toString(16)}-${stat.size.toString(16)}"`
    const headers: Headers = [
      ['Last-Modified', httpDate(stat.mtime)],
      ['ETag', etag],
      ['Accept-Ranges', 'bytes'],
    ]
    if (
      header(request.headers, 'if-none-match') === etag ||
      header(request.headers, 'if-modified-since') === httpDate(stat.mtime)
    )
      return { status: 304, headers, body: '' }
    const fallback = directives.find(({ name }) => name === 'default_type')?.args[0] ?? 'text/plain'
    const charset = directives.find(({ name }) => name === 'charset')?.args[0]
    const type = typeOf(path, fallback)
    headers.unshift([
      'Content-Type',
      charset !== undefined && charset !== 'off' && /^text\//.test(type) ? `${type}; charset=${charset}` : type,
    ])
    return { status: 200, headers, body }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (error.code === 'EACCES') return yield* fail(403, `open() "${path}" failed (13: Permission denied)`)
    const number = error.code === 'ENOENT' ? 2 : error.code === 'ENOTDIR' ? 20 : 5
    return yield* fail(
      error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 404 : 500,
      `${path.endsWith('/') ? `"${path}index.html" is not found` : `open() "${path}" failed`} (${number}: ${error.text})`,
    )
  }
}

function listing(process: Process, uri: string, folder: string): Answer {
  const rows = process.readDirectory(folder).map((name) => {
    const stat = process.stat(folder + name)
    const shown = stat.type === 'directory' ? `${name}/` : name
    const size = stat.type === 'directory' ? '-' : String(stat.size)
    return `<a href="${encodeURI(shown)}">${shown.length > 50 ? `${shown.slice(0, 47)}..&gt;` : shown}</a>${' '.repeat(Math.max(1, 51 - shown.length))}${formatDate('%d-%b-%Y %H:%M', stat.mtime)} ${size.padStart(19)}`
  })
  const body = `<html>\r\n<head><title>Index of ${uri}</title></head>\r\n<body>\r\n<h1>Index of ${uri}</h1><hr><pre><a href="../">../</a>\r\n${rows.map((row) => `${row}\r\n`).join('')}</pre><hr></body>\r\n</html>\r\n`
  return { status: 200, headers: [['Content-Type', 'text/html']], body }
}

function* errorPage(
  process: Process,
  site: Site,
  state: RequestState,
  directives: readonly Directive[],
  answer: Answer,
  locations: readonly Location[],
): Run<Answer | string> {
  if (answer.status < 300 || answer.drop || state.set.has('error_page')) return answer
  for (const { name, args } of directives) {
    if (name !== 'error_page' || !args.slice(0, -1).includes(String(answer.status))) continue
    if (answer.headers.some(([key]) => key === 'X-From-Upstream')) return answer
    const target = substitute(args.at(-1) ?? '', state, process, site.settings)
    const changed = args.find((arg) => arg.startsWith('='))
    const status = changed === undefined || changed === '=' ? answer.status : Number(changed.slice(1))
    if (/^https?:/.test(target)) return redirect(site, 302, target)
    state.set.set('error_page', '1')
    const own = state.exchange.request
    const inner: RequestState = { ...state, uri: target, exchange: { ...state.exchange, request: { ...own, method: 'GET' } } }
    const location = target.startsWith('@') ? locations.find(({ path }) => path === target) : matchLocation(locations, target)
    const shown = yield* inLocation(process, site, inner, location, location?.directives ?? directives)
    if (typeof shown === 'string' || (shown.status >= 400 && changed === undefined)) return answer
    return { ...shown, status: changed === '=' ? shown.status : status }
  }
  return answer
}

function* proxy(
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

/** The first state of a request. */
export function beginRequest(process: Process, exchange: Exchange): RequestState {
  const [path = '/', args = ''] = exchange.request.target.replace(/^https?:\/\/[^/]*/, '').split(/\?(.*)/s)
  return {
    exchange,
    startedAt: process.now,
    uri: decodePercent(path === '' ? '/' : path),
    args,
    serverName: '',
    documentRoot: '',
    set: new Map(),
  }
}
