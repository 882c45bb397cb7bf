import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { parseQuery } from '../network/http.ts'
import { formatDate } from './date-format.ts'
import { type Answer, type Exchange, json, plainText, serveForever } from './http-server.ts'
import { pause } from './pause.ts'
import { readAll } from './streams.ts'

type Command = (process: Process, args: readonly string[]) => Run<number>

function flag(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex(
    (arg) => arg === `--${name}` || arg === `-${name}` || arg.startsWith(`--${name}=`) || arg.startsWith(`-${name}=`),
  )
  return at < 0 ? undefined : (String(args[at]).split(/=(.*)/s)[1] ?? args[at + 1])
}

const stamp = (process: Process) => formatDate('%Y/%m/%d %H:%M:%S', process.now)

function* shell(process: Process, command: string): Run<{ readonly output: string; readonly error: string | undefined }> {
  const { read, write } = process.pipe()
  const pid = process.spawn({ what: ['sh', '-c', command], fds: { 1: write, 2: write } })
  process.close(write)
  const output = yield* readAll(process, read)
  process.close(read)
  let status = yield* process.wait(pid)
  while (!status) status = yield* process.wait(pid)
  return { output, error: status.code === 0 ? undefined : `exit status ${status.code ?? 1}` }
}

function* netexecAnswer(process: Process, { request, remoteAddress, remotePort }: Exchange, startedAt: number): Run<Answer> {
  const [path = '/', query = ''] = request.target.split('?')
  const parameters = parseQuery(query)
  yield* process.printError(`I${formatDate('%m%d %H:%M:%S.%3N000', process.now)}       ${process.pid} log.go:245] GET ${path}\n`)
  switch (path) {
    case '/':
      return plainText(
        200,
        `NOW: ${formatDate('%Y-%m-%d %H:%M:%S.%3N', process.now)} +0000 UTC m=+${((process.now - startedAt) / 1000).toFixed(9)}`,
      )
    case '/hostname':
    case '/hostName':
      return { status: 200, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: process.hostname }
    case '/clientip':
      return { status: 200, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: `${remoteAddress}:${remotePort}` }
    case '/echo':
      return {
        status: Number(parameters.get('code') ?? 200),
        headers: [['Content-Type', 'text/plain; charset=utf-8']],
        body: parameters.get('msg') ?? '',
      }
    case '/header':
      return {
        status: 200,
        headers: [],
        body: request.headers.find(([name]) => name.toLowerCase() === (parameters.get('key') ?? '').toLowerCase())?.[1] ?? '',
      }
    case '/healthz':
      return { status: 200, headers: [], body: '' }
    case '/exit': {
      const wait = /^(\d+)s$/.exec(parameters.get('wait') ?? '')?.[1]
      if (wait !== undefined) yield* process.sleep(Number(wait) * 1000)
      return process.exit(Number(parameters.get('code') ?? 0))
    }
    case '/shell': {
      const { output, error } = yield* shell(process, parameters.get('shellCommand') ?? parameters.get('cmd') ?? 'true')
      return json(200, error === undefined ? { output } : { error, output })
    }
    case '/dial':
      return json(200, { errors: ['the simulator does not dial'] })
    default:
      return plainText(404, '404 page not found')
  }
}

const commands: Readonly<Record<string, Command>> = {
  pause: (process) => pause.run(process, []),
  *netexec(process, args) {
    const port = Number(flag(args, 'http-port') ?? 8080)
    const startedAt = process.now
    yield* process.printError(
      `I${formatDate('%m%d %H:%M:%S.%3N000', process.now)}       1 log.go:245] Started HTTP server on port ${port}\n`,
    )
    return yield* serveForever(process, port, (exchange) => netexecAnswer(process, exchange, startedAt))
  },
  *'serve-hostname'(process, args) {
    const port = Number(flag(args, 'port') ?? 9376)
    yield* process.printError(`${stamp(process)} Serving on port ${port}.\n`)
    // biome-ignore lint/correctness/useYield: an answer may take time, this one takes none
    return yield* serveForever(process, port, function* () {
      return { status: 200, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: process.hostname }
    })
  },
  *liveness(process) {
    const startedAt = process.now
    return yield* serveForever(process, 8080, function* ({ request }) {
      yield* process.compute(0.1)
      const path = request.target.replace(/\?.*/, '')
      const seconds = (process.now - startedAt) / 1000
      if (path === '/healthz')
        return seconds > 10 ? { status: 500, headers: [], body: `error: ${seconds}` } : { status: 200, headers: [], body: 'ok' }
      return { status: 200, headers: [], body: formatDate('%Y-%m-%d %H:%M:%S', startedAt) }
    })
  },
  *'test-webserver'(process, args) {
    const port = Number(flag(args, 'port') ?? 80)
    return yield* serveFiles(process, port)
  },
  *'entrypoint-tester'(process, args) {
    yield* process.print(`[/agnhost entrypoint-tester${args.map((arg) => ` ${arg}`).join('')}]\n`)
    return 0
  },
  *'logs-generator'(process, args) {
    const total = Number(flag(args, 'log-lines-total') ?? 0)
    const everyMs = (Number.parseFloat(flag(args, 'run-duration') ?? '0') * 1000) / Math.max(1, total)
    for (let i = 0; i < total; i++) {
      yield* process.print(
        `I${formatDate('%m%d %H:%M:%S.%3N000', process.now)}       1 logs_generator.go:76] ${i} ${i % 2 === 0 ? 'GET' : 'PUT'} /api/v1/namespaces/default/pods/${Math.floor(process.random() * 46_656).toString(36)} ${200 + Math.floor(process.random() * 400)}\n`,
      )
      yield* process.sleep(everyMs)
    }
    return 0
  },
  *connect(process, args) {
    const [host = '', port = '80'] = (args.find((arg) => !arg.startsWith('-')) ?? '').split(':')
    const timeout = Number(/^(\d+)s$/.exec(flag(args, 'timeout') ?? '')?.[1] ?? 30)
    try {
      process.close(yield* process.connect(host, Number(port), timeout * 1000))
      return 0
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      yield* process.printError(
        `${error.code === 'ETIMEDOUT' ? 'TIMEOUT' : error.code === 'ECONNREFUSED' ? 'REFUSED' : error.code === 'ENOENT' ? 'DNS' : 'OTHER'}\n`,
      )
      return 1
    }
  },
}

/** Serves the whole file system, as Go's FileServer does. */
export function* serveFiles(process: Process, port: number, root = '/'): Run<number> {
  return yield* serveForever(process, port, function* ({ request }) {
    const path = `${root}${decodeURIComponent(request.target.replace(/\?.*/, ''))}`.replace(/\/+/g, '/')
    try {
      if (process.stat(path).type !== 'directory')
        return { status: 200, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: process.readFile(path) }
      const links = process
        .readDirectory(path)
        .map((name) => `<a href="${name}">${name}</a>\n`)
        .join('')
      return { status: 200, headers: [['Content-Type', 'text/html; charset=utf-8']], body: `<pre>\n${links}</pre>\n` }
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      return plainText(error.code === 'EACCES' ? 403 : 404, error.code === 'EACCES' ? '403 Forbidden' : '404 page not found')
    }
  })
}

export const agnhost: Program = {
  name: 'agnhost',
  summary: "The Kubernetes tests' Swiss army knife",
  simplified: `of its commands: ${Object.keys(commands).join(', ')}`,
  *run(process, args) {
    const [name, ...rest] = args
    const command = name === undefined ? undefined : commands[name]
    if (!command) {
      yield* process.print(
        `Usage:\n  app [command]\n\nAvailable Commands:\n${Object.keys(commands)
          .map((each) => `  ${each}\n`)
          .join('')}`,
      )
      return name === undefined || name === 'help' ? 0 : 1
    }
    return yield* command(process, rest)
  },
}

/** registry.k8s.io/liveness: `/server` fails its health check after ten seconds. */
export const livenessServer: Program = {
  name: 'server',
  summary: 'Healthy for ten seconds',
  run: (process) => (commands.liveness as Command)(process, []),
}

export const testWebserver: Program = {
  name: 'test-webserver',
  summary: 'Serves its file system',
  run: (process) => serveFiles(process, 80),
}
