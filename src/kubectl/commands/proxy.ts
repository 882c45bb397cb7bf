import type { ApiRequest, ApiResponse } from '../../cluster/apiserver/interface.ts'
import { decode, encode } from '../../cluster/machine/bytes.ts'
import { Errno, type Process, type Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import type { Connection } from '../connection.ts'
import { KubectlError } from '../errors.ts'
import { Interrupts } from '../interrupts.ts'
import type { Invocation } from '../invocation.ts'
import { Mailbox } from '../mailbox.ts'

export const proxy: Command = {
  name: 'proxy',
  use: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix] [options]',
  short: 'Run a proxy to the Kubernetes API server',
  long: 'Listen on localhost and hand requests on to the API server, with your name on them. Watches are answered with what they would list.',
  examples: '# Ask the API with curl\nkubectl proxy --port=8001 &\ncurl localhost:8001/api/v1/namespaces/default/pods',
  flags: [
    {
      name: 'accept-hosts',
      type: 'string',
      default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
      usage: 'Patterns of the hosts that the proxy accepts.',
    },
    { name: 'accept-paths', type: 'string', default: '^.*', usage: 'Patterns of the paths that the proxy accepts.' },
    { name: 'address', type: 'string', default: '127.0.0.1', usage: 'The address to listen on.' },
    { name: 'api-prefix', type: 'string', default: '/', usage: 'Serve the API below this prefix.' },
    {
      name: 'append-server-path',
      type: 'bool',
      default: 'false',
      usage: "Add the path of the server's URL; has no effect here.",
    },
    { name: 'disable-filter', type: 'bool', default: 'false', usage: 'Accept every request.' },
    { name: 'keepalive', type: 'duration', default: '0s', usage: 'How long connections stay open; has no effect here.' },
    { name: 'port', shorthand: 'p', type: 'int', default: '8001', usage: 'The port to listen on; 0 for any.' },
    { name: 'reject-methods', type: 'string', default: '^$', usage: 'Patterns of the methods that the proxy refuses.' },
    {
      name: 'reject-paths',
      type: 'string',
      default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
      usage: 'Patterns of the paths that the proxy refuses, even accepted ones.',
    },
    { name: 'unix-socket', shorthand: 'u', type: 'string', usage: 'A socket to listen on; not simulated.' },
    { name: 'www', shorthand: 'w', type: 'string', usage: 'A directory to serve files of; not simulated.' },
    {
      name: 'www-prefix',
      shorthand: 'P',
      type: 'string',
      default: '/static/',
      usage: 'Where the files of --www are served; has no effect here.',
    },
  ],
  *run(k) {
    if (k.flags.changed('unix-socket') || k.flags.changed('www'))
      throw new KubectlError('--unix-socket and --www are not simulated: the proxy serves the API on a port')
    const accepts = filterOf(k)
    const given = k.flags.int('port')
    const port = given === 0 ? 30000 + Math.floor(k.process.random() * 30000) : given
    const address = k.flags.string('address')
    let listener: number
    try {
      listener = k.process.listen(port, address)
    } catch (error) {
      if (error instanceof Errno) throw new KubectlError(`listen tcp ${address}:${port}: bind: ${error.text.toLowerCase()}`)
      throw error
    }
    yield* k.out(`Starting to serve on ${address}:${port}\n`)
    const interrupts = new Interrupts(k.process)
    const server = k.process.spawn({
      what: (child) => serve(child, listener, k.connection, accepts, k.flags.string('api-prefix')),
    })
    const never = new Mailbox<true>()
    while (interrupts.code === undefined) yield* never.take(k.process)
    k.process.kill(server, 'KILL')
    return interrupts.code
  },
}

type Filter = (method: string, path: string, host: string) => boolean

const forbidden: ApiResponse = { status: 403, headers: {}, body: 'Forbidden\n', warnings: [] }

/** Which requests are handed on (kubectl/pkg/proxy's FilterServer). */
function filterOf(k: Invocation): Filter {
  if (k.flags.bool('disable-filter')) return () => true
  const patterns = (text: string) => text.split(',').map((one) => new RegExp(one))
  const acceptPaths = patterns(k.flags.string('accept-paths'))
  const rejectPaths = patterns(k.flags.string('reject-paths'))
  const acceptHosts = patterns(k.flags.string('accept-hosts'))
  const rejectMethods = patterns(k.flags.string('reject-methods'))
  return (method, path, host) =>
    !rejectPaths.some((one) => one.test(path)) &&
    !rejectMethods.some((one) => one.test(method)) &&
    acceptPaths.some((one) => one.test(path)) &&
    acceptHosts.some((one) => one.test(host.replace(/:\d+$/, '')))
}

function* serve(process: Process, listener: number, connection: Connection, accepts: Filter, prefix: string): Run<number> {
  for (;;) {
    const { fd } = yield* process.accept(listener)
    process.spawn({ what: (child) => answer(child, fd, connection, accepts, prefix) })
    process.close(fd)
    process.reap()
  }
}

/** One request of one connection; it is closed after it. */
function* answer(process: Process, fd: number, connection: Connection, accepts: Filter, prefix: string): Run<number> {
  let text = ''
  while (!text.includes('\r\n\r\n')) {
    const chunk = yield* process.read(fd)
    if (chunk === '') return 1
    text += chunk
  }
  const split = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, split).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  let body = text.slice(split + 4)
  while (body.length < Number(headers['content-length'] ?? 0)) {
    const chunk = yield* process.read(fd)
    if (chunk === '') break
    body += chunk
  }
  const [verb = 'GET', target = '/'] = first.split(' ')
  const [path = '/', search = ''] = target.split('?')
  const method = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).find((one) => one === verb) ?? 'GET'
  const query: Record<string, string> = {}
  for (const [key, value] of new URLSearchParams(search)) if (key !== 'watch') query[key] = value
  const inside = prefix !== '/' && path.startsWith(prefix) ? `/${path.slice(prefix.length).replace(/^\//, '')}` : path
  const request: ApiRequest = {
    method,
    path: decodeURIComponent(inside),
    query,
    headers,
    ...(body === '' ? {} : { body: decode(body) }),
  }
  const accepted = accepts(verb, path, headers.host ?? '')
  const response = accepted ? connection.server.handle(connection.dressed(request)) : forbidden
  const payload = encode(typeof response.body === 'string' ? response.body : `${JSON.stringify(response.body, undefined, 2)}\n`)
  const type = response.headers['content-type'] ?? (typeof response.body === 'string' ? 'text/plain' : 'application/json')
  yield* process.write(
    fd,
    `HTTP/1.1 ${response.status} ${response.status < 400 ? 'OK' : 'Refused'}\r\ncontent-type: ${type}\r\ncontent-length: ${payload.length}\r\nconnection: close\r\n\r\n${payload}`,
  )
  process.close(fd)
  return 0
}
