import type { Program } from '../machine/program.ts'
import { formatDate } from './date-format.ts'
import { dateHeader, json, plainText, serveHttp } from './http-server.ts'
import { catchSignals } from './server-signals.ts'

/** stefanprodan/podinfo. */
export function podinfo(version: string): Program {
  return {
    name: 'podinfo',
    summary: 'A small web application made to show how one runs on Kubernetes',
    simplified: 'no gRPC, cache, tokens or backends',
    *run(process, args) {
      const flag = (name: string) => {
        const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
        return at < 0 ? undefined : (String(args[at]).split('=')[1] ?? args[at + 1])
      }
      const port = Number(flag('port') ?? process.env.get('PODINFO_PORT') ?? 9898)
      const message = flag('ui-message') ?? process.env.get('PODINFO_UI_MESSAGE') ?? `greetings from podinfo v${version}`
      const color = flag('ui-color') ?? process.env.get('PODINFO_UI_COLOR') ?? '#34577c'
      const log = function* (text: string, more = '') {
        yield* process.printError(
          `{"level":"info","ts":"${formatDate('%Y-%m-%dT%H:%M:%S.%3NZ', process.now)}","caller":"podinfo/main.go:153","msg":"${text}"${more}}\n`,
        )
      }
      const ending = catchSignals(process)
      let ready = true
      let healthy = true
      const fd = process.listen(port)
      yield* log('Starting podinfo', `,"version":"${version}","revision":"unknown","port":"${port}"`)
      yield* log(`Starting HTTP Server.`, `,"addr":":${port}"`)
      const listeners = new Map([[fd, port]])
      yield* serveHttp(process, listeners, {
        ended: () => ending.signal !== undefined,
        headers: dateHeader(process),
        *handle({ request }) {
          const path = request.target.replace(/\?.*/, '')
          if (path === '/healthz') return healthy ? json(200, { status: 'OK' }, 2) : plainText(503, '')
          if (path === '/readyz') return ready ? json(200, { status: 'OK' }, 2) : plainText(503, '')
          if (path === '/readyz/disable' || path === '/readyz/enable') {
            ready = path.endsWith('/enable')
            return plainText(202, '')
          }
          if (path === '/healthz/disable' || path === '/healthz/enable') {
            healthy = path.endsWith('/enable')
            return plainText(202, '')
          }
          if (path === '/version') return json(200, { commit: 'unknown', version }, 2)
          if (path === '/env')
            return json(
              200,
              [...process.env].map(([name, value]) => `${name}=${value}`),
              2,
            )
          if (path === '/headers')
            return json(200, Object.fromEntries(request.headers.map(([name, value]) => [name, [value]])), 2)
          if (path === '/echo' || path === '/api/echo')
            return { status: 202, headers: [['Content-Type', 'text/plain']], body: request.body }
          if (path === '/metrics')
            return plainText(
              200,
              '# HELP http_requests_total The total number of HTTP requests.\n# TYPE http_requests_total counter\nhttp_requests_total{status="200"} 1',
            )
          const delay = /^\/delay\/(\d+)$/.exec(path)
          if (delay) {
            yield* process.sleep(Number(delay[1]) * 1000)
            return json(200, { delay: Number(delay[1]) }, 2)
          }
          const status = /^\/status\/(\d+)$/.exec(path)
          if (status) return json(Number(status[1]), { status: Number(status[1]) }, 2)
          if (path === '/panic') {
            yield* log('Panic command received')
            process.exit(255)
          }
          if (path === '/' || path === '/api/info') {
            return json(
              200,
              {
                hostname: process.hostname,
                version,
                revision: 'unknown',
                color,
                logo: 'https://raw.githubusercontent.com/stefanprodan/podinfo/gh-pages/cuddle_clap.gif',
                message,
                goos: 'linux',
                goarch: 'amd64',
                runtime: 'go1.24',
                num_goroutine: '8',
                num_cpu: '2',
              },
              2,
            )
          }
          return plainText(404, '404 page not found')
        },
      })
      yield* log('Shutting down HTTP/HTTPS server', ',"timeout":"5s"')
      return 0
    },
  }
}
