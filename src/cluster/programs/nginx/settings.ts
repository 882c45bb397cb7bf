/** From directives to what the server acts upon: servers, locations, upstreams, log formats. */
import { ConfigError, type Directive } from './config.ts'
import { knownDirectives } from './known-directives.ts'
import { pcre } from './pcre.ts'

export interface Listen {
  readonly address: string
  readonly port: number
  readonly isDefault: boolean
}

export interface Location {
  readonly modifier: '' | '=' | '^~' | '~' | '~*' | '@'
  readonly path: string
  readonly pattern?: RegExp | undefined
  /** Its own directives, then those inherited from the levels above. */
  readonly directives: readonly Directive[]
  readonly own: readonly Directive[]
  readonly nested: readonly Location[]
}

export interface Server {
  readonly listens: readonly Listen[]
  readonly names: readonly string[]
  readonly directives: readonly Directive[]
  readonly own: readonly Directive[]
  readonly locations: readonly Location[]
}

export interface Settings {
  readonly daemon: boolean
  readonly workers: number
  readonly user: string | undefined
  readonly userDirective: Directive | undefined
  readonly pidFile: string
  readonly errorLog: readonly string[]
  readonly servers: readonly Server[]
  readonly upstreams: ReadonlyMap<string, readonly string[]>
  readonly logFormats: ReadonlyMap<string, string>
  readonly maps: readonly Directive[]
}

const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

export function find(directives: readonly Directive[], name: string): Directive | undefined {
  return directives.find((directive) => directive.name === name)
}

/** @param globals the directives of `-g` @throws ConfigError */
export function settingsOf(directives: readonly Directive[], globals: readonly Directive[]): Settings {
  check(directives)
  check(globals)
  const main = [...globals, ...directives]
  const http = find(directives, 'http')?.block ?? []
  if (!find(directives, 'events')) throw new ConfigError(`no "events" section in configuration`)
  const upstreams = new Map<string, readonly string[]>()
  const logFormats = new Map([['combined', combined]])
  for (const each of http) {
    if (each.name === 'upstream') {
      upstreams.set(
        String(each.args[0]),
        (each.block ?? [])
          .filter(({ name, args }) => name === 'server' && !args.includes('down'))
          .map(({ args }) => String(args[0])),
      )
    }
    if (each.name === 'log_format')
      logFormats.set(String(each.args[0]), each.args.slice(/^escape=/.test(each.args[1] ?? '') ? 2 : 1).join(''))
  }
  const inherited = http.filter(({ name }) => name !== 'server' && name !== 'upstream')
  const workers = find(main, 'worker_processes')?.args[0] ?? '1'
  const user = find(directives, 'user')
  const servers = http.filter(({ name }) => name === 'server').map((server) => serverOf(server, inherited))
  return {
    daemon: find(main, 'daemon')?.args[0] !== 'off',
    workers: workers === 'auto' ? 2 : Math.max(1, Number(workers) || 1),
    user: user?.args[0],
    userDirective: user,
    pidFile: find(main, 'pid')?.args[0] ?? '/var/run/nginx.pid',
    errorLog: find(main, 'error_log')?.args ?? ['/var/log/nginx/error.log', 'error'],
    servers,
    upstreams,
    logFormats,
    maps: http.filter(({ name }) => name === 'map'),
  }
}

function check(directives: readonly Directive[], inside = ''): void {
  for (const { name, args, block, file, line } of directives) {
    if (inside === 'types' || inside === 'map' || inside === 'geo' || inside === 'split_clients') continue
    if (!knownDirectives.has(name)) throw new ConfigError(`unknown directive "${name}" in ${file}:${line}`)
    const contexts: Record<string, readonly string[]> = {
      server: ['http', 'upstream', 'stream'],
      location: ['server', 'location'],
      upstream: ['http', 'stream'],
      listen: ['server'],
      http: [''],
      events: [''],
      worker_connections: ['events'],
      root: ['http', 'server', 'location', 'if'],
      proxy_pass: ['location', 'if', 'limit_except', 'server'],
    }
    if (contexts[name] && !contexts[name].includes(inside))
      throw new ConfigError(`"${name}" directive is not allowed here in ${file}:${line}`)
    if (args.length === 0 && ['listen', 'root', 'return', 'proxy_pass', 'server_name', 'index', 'location'].includes(name)) {
      throw new ConfigError(`invalid number of arguments in "${name}" directive in ${file}:${line}`)
    }
    if (name === 'rewrite') {
      try {
        pcre(args[0] ?? '')
      } catch {
        throw new ConfigError(`pcre2_compile() failed: invalid pattern "${args[0]}" in ${file}:${line}`)
      }
    }
    if (block) check(block, name)
  }
}

function serverOf(server: Directive, above: readonly Directive[]): Server {
  const own = server.block ?? []
  const directives = [...own.filter(({ name }) => name !== 'location'), ...above]
  const listens = own.filter(({ name }) => name === 'listen').map(listenOf)
  return {
    listens: listens.length === 0 ? [{ address: '0.0.0.0', port: 80, isDefault: false }] : listens,
    names: own.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args),
    directives,
    own,
    locations: locationsOf(own, directives),
  }
}

function listenOf(directive: Directive): Listen {
  const text = directive.args[0] ?? '80'
  const isDefault = directive.args.includes('default_server') || directive.args.includes('default')
  const match = /^(?:(\[[^\]]+\]|[^:]*):)?(\d+)$/.exec(text) ?? /^(\[[^\]]+\]|[\d.]+|\*|localhost)()$/.exec(text)
  if (!match && !text.startsWith('unix:'))
    throw new ConfigError(`host not found in "${text}" of the "listen" directive in ${directive.file}:${directive.line}`)
  const port = Number(match?.[2] || 80)
  if (port < 1 || port > 65535)
    throw new ConfigError(`invalid port in "${text}" of the "listen" directive in ${directive.file}:${directive.line}`)
  const address = match?.[1] === undefined || match[1] === '*' ? '0.0.0.0' : match[1] === 'localhost' ? '127.0.0.1' : match[1]
  return { address, port, isDefault }
}

function locationsOf(own: readonly Directive[], above: readonly Directive[]): readonly Location[] {
  return own
    .filter(({ name }) => name === 'location')
    .map((location) => {
      const [first = '', second] = location.args
      const modifier = second === undefined ? (first.startsWith('@') ? '@' : '') : (first as Location['modifier'])
      const path = second ?? first
      const inner = location.block ?? []
      const inherited = above.filter(
        ({ name }) => !['return', 'rewrite', 'if', 'try_files', 'proxy_pass', 'set', 'location', 'alias'].includes(name),
      )
      // A list set at one level replaces the lists of the levels above.
      const replaced = new Set(
        inner.map(({ name }) => name).filter((name) => ['add_header', 'proxy_set_header', 'error_page'].includes(name)),
      )
      const directives = [
        ...inner.filter(({ name }) => name !== 'location'),
        ...inherited.filter(({ name }) => !replaced.has(name)),
      ]
      let pattern: RegExp | undefined
      if (modifier === '~' || modifier === '~*') {
        try {
          pattern = pcre(path, modifier === '~*')
        } catch {
          throw new ConfigError(`pcre2_compile() failed: invalid pattern "${path}" in ${location.file}:${location.line}`)
        }
      }
      return { modifier, path, pattern, directives, own: inner, nested: locationsOf(inner, directives) }
    })
}

/** The location that answers a path: exact, then the longest prefix, unless a regular expression comes first. */
export function matchLocation(locations: readonly Location[], path: string): Location | undefined {
  let longest: Location | undefined
  for (const location of locations) {
    if (location.modifier === '=' && location.path === path) return location
    if (
      (location.modifier === '' || location.modifier === '^~') &&
      path.startsWith(location.path) &&
      location.path.length > (longest?.path.length ?? -1)
    )
      longest = location
  }
  if (longest) {
    const nested = matchLocation(longest.nested, path)
    if (nested) return nested
  }
  if (longest?.modifier === '^~') return longest
  return locations.find((location) => location.pattern?.test(path)) ?? longest
}

/** The server for a port and a Host header. */
export function matchServer(servers: readonly Server[], port: number, host: string): Server | undefined {
  const candidates = servers.filter(({ listens }) => listens.some((listen) => listen.port === port))
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return (
    candidates.find(({ names }) => names.some((each) => each === name)) ??
    candidates.find(({ names }) => names.some((each) => wildcard(each, name))) ??
    candidates.find(({ listens }) => listens.some((listen) => listen.port === port && listen.isDefault)) ??
    candidates[0]
  )
}

function wildcard(pattern: string, name: string): boolean {
  if (pattern.startsWith('*.')) return name.endsWith(pattern.slice(1))
  if (pattern.endsWith('.*')) return name.startsWith(pattern.slice(0, -1))
  return pattern.startsWith('~') && pcre(pattern.slice(1), true).test(name)
}
