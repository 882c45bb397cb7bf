/** What nginx answers: it finds the location and does what that says. */
import type { Process, Run } from '../../machine/program.ts'
import { decodePercent, header } from '../../network/http.ts'
import type { Answer, Exchange } from '../http-server.ts'
import type { Directive } from './config.ts'
import { serveFile } from './files.ts'
import { page, redirect, type Site, typeOf } from './pages.ts'
import { pcre } from './pcre.ts'
import { proxy } from './proxy.ts'
import { type Location, matchLocation, matchServer, type Settings } from './settings.ts'
import { type RequestState, substitute } from './variables.ts'

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
        const match = pcre(each.args[0] ?? '').exec(state.uri)
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
    const result = operator.includes('~') ? pcre(wanted, operator.includes('*')).test(value) : value === wanted
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
  return { status: code, headers: [['Content-Type', typeOf(state.uri, 'text/plain')]], body: text }
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
