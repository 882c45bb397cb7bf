/** nginx's processes: a master that reads the configuration and binds, workers that answer. */
import { Errno, type Process, type Run, type Signal } from '../../machine/program.ts'
import { signalNumbers } from '../../machine/signals.ts'
import { httpDate } from '../../network/http.ts'
import { accountByName } from '../accounts.ts'
import { formatDate } from '../date-format.ts'
import { type Answer, type Exchange, serveHttp } from '../http-server.ts'
import { ConfigError, type Directive, loadConfig } from './config.ts'
import { page, type Site } from './pages.ts'
import { beginRequest, respond } from './respond.ts'
import { type Settings, settingsOf } from './settings.ts'
import { type RequestState, substitute } from './variables.ts'

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug']

/** Appends to a log file; the images' links to /dev/stdout and /dev/stderr go to the descriptors. */
export function* append(process: Process, path: string, lines: string): Run<void> {
  if (path === 'off' || path === '/dev/null') return
  const fd = deviceOf(process, path)
  if (fd !== undefined) yield* process.write(fd, lines)
  else process.writeFile(path, lines, { append: true })
}

function deviceOf(process: Process, path: string): 1 | 2 | undefined {
  if (path === 'stderr' || path === '/dev/stderr') return 2
  if (path === '/dev/stdout') return 1
  try {
    const target = process.readlink(path)
    return target === '/dev/stderr' ? 2 : target === '/dev/stdout' ? 1 : undefined
  } catch (error) {
    if (error instanceof Errno) return undefined
    throw error
  }
}

export class Log {
  private readonly path: string
  private readonly level: number
  /** nginx looks at the clock once per event; while it starts, never. */
  frozenAt: number | undefined
  private held = ''
  private stamp = { at: Number.NaN, text: '' }
  constructor(
    private readonly process: Process,
    settings: Settings | undefined,
  ) {
    this.path = settings?.errorLog[0] ?? '/var/log/nginx/error.log'
    this.level = Math.max(0, levels.indexOf(settings?.errorLog[1] ?? 'error'))
  }

  /** Keeps a line for the next write or flush: many lines at once cost one system call. */
  hold(level: string, text: string): void {
    if (levels.indexOf(level) > this.level) return
    const { process } = this
    const at = this.frozenAt ?? process.now
    if (at !== this.stamp.at) this.stamp = { at, text: formatDate('%Y/%m/%d %H:%M:%S', at) }
    this.held += `${this.stamp.text} [${level}] ${process.pid}#${process.pid}: ${text}\n`
  }

  *write(level: string, text: string): Run<void> {
    this.hold(level, text)
    yield* this.flush()
  }

  *flush(): Run<void> {
    if (this.held === '') return
    const lines = this.held
    this.held = ''
    try {
      yield* append(this.process, this.path, lines)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
    }
  }
}

const understood = new WeakMap<readonly Directive[], Map<readonly Directive[], Settings>>()

/** Reads and understands the configuration; what was understood once is kept. @throws ConfigError */
export function readSettings(process: Process, file: string, globals: readonly Directive[]): Settings {
  const directives = loadConfig(process, file)
  const known = understood.get(directives) ?? new Map<readonly Directive[], Settings>()
  const settings = known.get(globals) ?? settingsOf(directives, globals)
  understood.set(directives, known.set(globals, settings))
  return settings
}

/** Binds all ports; tries five times, half a second apart, as nginx does. Undefined if it cannot. */
export function* bind(
  process: Process,
  settings: Settings,
  log: Log,
  kept: ReadonlyMap<number, number>,
): Run<Map<number, number> | undefined> {
  const wanted = new Map<number, string>()
  for (const { listens } of settings.servers) {
    // Pods here speak IPv4 alone: [::]:80 adds nothing to 80.
    for (const { port, address } of listens)
      if (!address.startsWith('[')) wanted.set(port, wanted.has(port) ? '0.0.0.0' : address)
  }
  const bound = new Map<number, number>()
  for (const [fd, port] of kept) if (wanted.delete(port)) bound.set(fd, port)
  for (let attempt = 0; attempt < 5; attempt++) {
    let inUse = false
    for (const [port, address] of wanted) {
      try {
        bound.set(process.listen(port, address === '0.0.0.0' ? undefined : address), port)
        wanted.delete(port)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const number = error.code === 'EADDRINUSE' ? 98 : error.code === 'EACCES' ? 13 : 99
        const text = `bind() to ${address}:${port} failed (${number}: ${error.text})`
        yield* log.write('emerg', text)
        yield* process.printError(`nginx: [emerg] ${text}\n`)
        if (error.code !== 'EADDRINUSE') return undefined
        inUse = true
      }
    }
    if (!inUse) return bound
    yield* log.write('notice', 'try again to bind() after 500ms')
    yield* process.sleep(500)
  }
  yield* log.write('emerg', 'still could not bind()')
  yield* process.printError('nginx: [emerg] still could not bind()\n')
  return undefined
}

/** Workers take turns in accepting connections; here the first one takes them all, and the others stand by. */
function* worker(
  process: Process,
  settings: Settings,
  listeners: ReadonlyMap<number, number>,
  product: string,
  first: boolean,
): Run<number> {
  process.setTitle('nginx: worker process')
  const log = new Log(process, settings)
  const got: { signal?: Signal } = {}
  for (const signal of ['TERM', 'INT', 'QUIT'] as const) process.onSignal(signal, () => Object.assign(got, { signal }))
  process.onSignal('HUP', 'ignore')
  const site: Site = {
    settings,
    product,
    turns: new Map(),
    *logError(level, text, exchange, serverName) {
      const { request } = exchange
      const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? ''
      yield* log.write(
        level,
        `*${exchange.remotePort} ${text}, client: ${exchange.remoteAddress}, server: ${serverName}, request: "${request.method} ${request.target} ${request.version}", host: "${host}"`,
      )
    },
  }
  const states = new WeakMap<Exchange, RequestState>()
  if (first) {
    yield* serveHttp(process, listeners, {
      ended: () => got.signal !== undefined,
      headers: () => [
        ['Server', product],
        ['Date', httpDate(process.now)],
      ],
      malformed: () => page(site, 400),
      *handle(exchange) {
        const state = beginRequest(process, exchange)
        states.set(exchange, state)
        return finish(process, site, state, yield* respond(process, site, exchange, state))
      },
      *log(exchange, answer) {
        const state = states.get(exchange)
        if (!state) return
        state.status = answer.status
        state.bodyBytes = exchange.request.method === 'HEAD' ? 0 : answer.body.length
        yield* writeAccessLog(process, settings, state)
      },
    })
  } else while (got.signal === undefined) yield* process.sleep(3.2e12)
  if (got.signal === 'QUIT') yield* log.write('notice', 'gracefully shutting down')
  yield* log.write('notice', 'exiting')
  yield* log.write('notice', 'exit')
  return 0
}

function finish(process: Process, site: Site, state: RequestState, answer: Answer): Answer {
  const server = site.settings.servers.find(({ names }) => (names[0] ?? '') === state.serverName)
  const added = server?.directives.filter(({ name }) => name === 'add_header') ?? []
  const extra = added
    .filter(({ args }) => answer.status < 400 || args.includes('always'))
    .map(({ args }) => [String(args[0]), substitute(args[1] ?? '', state, process, site.settings)] as const)
  const length: [string, string][] =
    answer.status === 204 || answer.status === 304 ? [] : [['Content-Length', String(answer.body.length)]]
  const keep = /close/i.test(state.exchange.request.headers.find(([name]) => name.toLowerCase() === 'connection')?.[1] ?? '')
    ? 'close'
    : 'keep-alive'
  const [type, ...rest] = answer.headers
  return { ...answer, headers: [...(type ? [type] : []), ...length, ...rest, ['Connection', keep], ...extra] }
}

function* writeAccessLog(process: Process, settings: Settings, state: RequestState): Run<void> {
  const server = settings.servers.find(({ names }) => (names[0] ?? '') === state.serverName)
  const location = server?.locations.find(
    ({ path, modifier }) => modifier !== '@' && !modifier.startsWith('~') && state.uri.startsWith(path) && path !== '/',
  )
  const directive = (location?.directives ?? server?.directives ?? []).find(({ name }) => name === 'access_log')
  const [path = '/var/log/nginx/access.log', name = 'combined'] = directive?.args ?? []
  if (path === 'off') return
  const format = settings.logFormats.get(name) ?? settings.logFormats.get('combined') ?? ''
  const line = format.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole) => substitute(whole, state, process, settings) || '-')
  try {
    yield* append(process, path, `${line}\n`)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
}

export interface MasterOptions {
  readonly file: string
  readonly globals: readonly Directive[]
  readonly product: string
  readonly builtBy: string
}

/** Runs until TERM, INT or QUIT; HUP reads the configuration again. */
export function* master(
  process: Process,
  firstSettings: Settings,
  firstListeners: Map<number, number>,
  options: MasterOptions,
  log: Log,
): Run<number> {
  let settings = firstSettings
  let listeners = firstListeners
  const got = new Set<Signal>()
  for (const signal of ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'USR2', 'WINCH'] as const)
    process.onSignal(signal, () => got.add(signal))
  log.hold('notice', 'using the "epoll" event method')
  log.hold('notice', options.product)
  log.hold('notice', options.builtBy)
  log.hold('notice', `OS: Linux ${kernelRelease(process)}`)
  log.hold('notice', 'getrlimit(RLIMIT_NOFILE): 1048576:1048576')
  log.hold('notice', 'start worker processes')
  const workers = new Map<number, { first: boolean; retired: boolean }>()
  function start(first: boolean): void {
    const account = process.uid === 0 ? accountByName(process, settings.user ?? 'nobody') : undefined
    const pid = process.spawn({
      what: (child) => worker(child, settings, listeners, options.product, first),
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    })
    workers.set(pid, { first, retired: false })
    log.hold('notice', `start worker process ${pid}`)
  }
  for (let i = 0; i < settings.workers; i++) start(i === 0)
  yield* log.flush()
  let ending: Signal | undefined
  for (;;) {
    const ended = yield* process.wait()
    for (const signal of got) {
      got.delete(signal)
      const number = signalNumbers[signal]
      if (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') {
        yield* log.write('notice', `signal ${number} (SIG${signal}) received, ${signal === 'QUIT' ? 'shutting down' : 'exiting'}`)
        ending = signal
        for (const pid of workers.keys()) signalWorker(process, pid, signal === 'QUIT' ? 'QUIT' : 'TERM')
      } else if (signal === 'HUP') {
        yield* log.write('notice', 'signal 1 (SIGHUP) received, reconfiguring')
        yield* log.write('notice', 'reconfiguring')
        try {
          const next = readSettings(process, options.file, options.globals)
          const bound = yield* bind(process, next, log, listeners)
          if (!bound) continue
          for (const fd of listeners.keys()) if (!bound.has(fd)) process.close(fd)
          listeners = bound
          settings = next
          for (const [pid, each] of workers) {
            each.retired = true
            signalWorker(process, pid, 'QUIT')
          }
          yield* log.write('notice', 'using the "epoll" event method')
          yield* log.write('notice', 'start worker processes')
          for (let i = 0; i < settings.workers; i++) start(i === 0)
          yield* log.flush()
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error
          yield* log.write('emerg', error.message)
        }
      }
    }
    if (ended) {
      const was = workers.get(ended.pid)
      workers.delete(ended.pid)
      yield* log.write('notice', `signal 17 (SIGCHLD) received from ${ended.pid}`)
      if (was) {
        const how =
          ended.signal === undefined ? `exited with code ${ended.code ?? 0}` : `exited on signal ${signalNumbers[ended.signal]}`
        yield* log.write(ended.signal === undefined ? 'notice' : 'alert', `worker process ${ended.pid} ${how}`)
        if (!was.retired && ending === undefined) {
          start(was.first)
          yield* log.flush()
        }
      }
    }
    if (ending !== undefined && workers.size === 0) {
      yield* log.write('notice', 'exit')
      return 0
    }
  }
}

function signalWorker(process: Process, pid: number, signal: Signal): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
}

function kernelRelease(process: Process): string {
  const file = '/proc/sys/kernel/osrelease'
  return process.exists(file) ? process.readFile(file).trim() : '6.12.0'
}
