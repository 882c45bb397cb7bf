import type { Program } from '../machine/program.ts'
import { header } from '../network/http.ts'
import { serveForever } from './http-server.ts'

/** registry.k8s.io/echoserver: tells the request back. */
export const echoserver: Program = {
  name: 'echoserver',
  summary: 'Answers with what it was asked',
  *run(process) {
    const env = (name: string) =>
      process.env.get(name) ?? `-no ${name.toLowerCase().replace('pod_', 'pod ').replace('node_', 'node ').replaceAll('_', ' ')}-`
    yield* process.print('Generating self-signed cert\nStarting nginx\n')
    return yield* serveForever(process, 8080, function* ({ request, remoteAddress }) {
      const headers = [...request.headers]
        .map(([name, value]) => `\t${name.toLowerCase()}=${value}`)
        .sort()
        .join('  \n')
      const [path = '/', query = ''] = request.target.split('?')
      const body = `\n\nHostname: ${process.hostname}\n\nPod Information:\n\t${env('POD_NAME')}\n\nServer values:\n\tserver_version=nginx: 1.14.2 - lua: 10015\n\nRequest Information:\n\tclient_address=${remoteAddress}\n\tmethod=${request.method}\n\treal path=${request.target}\n\tquery=${query}\n\trequest_version=1.1\n\trequest_scheme=http\n\trequest_uri=http://${header(request.headers, 'host') ?? 'localhost'}:8080${path}\n\nRequest Headers:\n${headers}  \n\nRequest Body:\n${request.body === '' ? '\t-no body in request-' : request.body}\n\n`
      return {
        status: 200,
        headers: [
          ['Server', 'echoserver'],
          ['Content-Type', 'text/plain'],
        ],
        body,
      }
    })
  },
}
