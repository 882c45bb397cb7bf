import type { Process, Program } from '../machine/program.ts'
import { formatDate } from './date-format.ts'
import { type Answer, json, plainText, serveForever } from './http-server.ts'

/** How often a probe path still fails: -1 is forever. */
interface Health {
  failNext: number
  readonly history: { readonly id: number; readonly when: string; readonly relWhen: string; readonly code: number }[]
}

function check(process: Process, health: Health): Answer {
  const fails = health.failNext !== 0
  if (health.failNext > 0) health.failNext--
  health.history.push({
    id: health.history.length + 1,
    when: formatDate('%H:%M:%S', process.now),
    relWhen: 'now',
    code: fails ? 500 : 200,
  })
  if (health.history.length > 20) health.history.shift()
  return fails ? plainText(500, 'fail') : plainText(200, 'ok')
}

function page(process: Process, version: string, request: string): string {
  const rows = [
    ['hostname', process.hostname],
    [
      'addresses',
      process
        .addresses()
        .map(({ address }) => address)
        .join(' '),
    ],
    ['version', version],
  ]
  return `<!doctype html>
<html lang="en">
<head><title>KUAR Demo</title></head>
<body>
<h1>Kubernetes up and running: demo application ${version}</h1>
<table>${rows.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`).join('')}</table>
<p>Pages: <a href="/env">env</a> <a href="/healthy">liveness</a> <a href="/ready">readiness</a> <a href="/fs/">file system</a> <a href="/mem">memory</a></p>
<pre>${request}</pre>
</body>
</html>
`
}

/** gcr.io/kuar-demo/kuard-amd64: shows its surroundings; its probes can be made to fail. */
export function kuard(version: string): Program {
  return {
    name: 'kuard',
    summary: 'Shows its environment; probes that can be made to fail, memory that can be allocated',
    simplified: 'its pages are plain; the JSON below /env/api, /healthy/api, /ready/api and /mem/api is as in the real one',
    *run(process) {
      const stamp = () => formatDate('%Y/%m/%d %H:%M:%S', process.now)
      const live: Health = { failNext: 0, history: [] }
      const ready: Health = { failNext: 0, history: [] }
      let held = 0
      yield* process.printError(
        `${stamp()} Starting kuard version: ${version}\n${stamp()} ${'*'.repeat(70)}\n${stamp()} * WARNING: This server may expose sensitive\n${stamp()} * and secret information. Be careful.\n${stamp()} ${'*'.repeat(70)}\n${stamp()} Serving on HTTP on :8080\n`,
      )
      return yield* serveForever(process, 8080, function* ({ request, remoteAddress, remotePort }) {
        yield* process.printError(`${stamp()} ${remoteAddress}:${remotePort} ${request.method} ${request.target}\n`)
        const path = request.target.replace(/\?.*/, '').replace(/(.)\/$/, '$1')
        const health = path.startsWith('/healthy') ? live : path.startsWith('/ready') ? ready : undefined
        if (health) {
          if (!path.endsWith('/api')) return check(process, health)
          if (request.method === 'PUT' || request.method === 'POST')
            health.failNext = Number(/"failNext"\s*:\s*(-?\d+)/.exec(request.body)?.[1] ?? 0)
          return json(200, { failNext: health.failNext, history: [...health.history].reverse() })
        }
        if (path === '/env/api') return json(200, { commandLine: process.argv, env: Object.fromEntries(process.env) })
        if (path === '/env') return plainText(200, [...process.env].map(([name, value]) => `${name}=${value}`).join('\n'))
        if (path === '/mem/api/alloc') {
          held += Number(/[?&]size=(\d+)/.exec(request.target)?.[1] ?? 0)
          process.setMemory(8_000_000 + held)
          return plainText(200, '')
        }
        if (path === '/mem/api/clear') {
          held = 0
          process.setMemory(8_000_000)
          return plainText(200, '')
        }
        if (path.startsWith('/mem')) return json(200, { memStats: { heapAlloc: held, sys: 8_000_000 + held } })
        if (path.startsWith('/fs')) {
          const file = path.slice(3) === '' ? '/' : path.slice(3)
          if (!process.exists(file)) return plainText(404, '404 page not found')
          if (process.stat(file).type !== 'directory')
            return { status: 200, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: process.readFile(file) }
          const links = process
            .readDirectory(file)
            .map((name) => `<a href="${name}">${name}</a>\n`)
            .join('')
          return { status: 200, headers: [['Content-Type', 'text/html; charset=utf-8']], body: `<pre>\n${links}</pre>\n` }
        }
        if (path !== '/') return plainText(404, '404 page not found')
        return {
          status: 200,
          headers: [['Content-Type', 'text/html']],
          body: page(process, version, `${request.method} ${request.target} from ${remoteAddress}`),
        }
      })
    },
  }
}
