import type { Program } from '../machine/program.ts'
import { formatDate } from './date-format.ts'
import { plainText, serveForever } from './http-server.ts'

/** gcr.io/google-samples/hello-app. */
export function helloApp(version: string): Program {
  return {
    name: 'hello-app',
    summary: 'Says hello, with its version and host name',
    *run(process) {
      const port = Number(process.env.get('PORT') ?? 8080)
      const stamp = () => formatDate('%Y/%m/%d %H:%M:%S', process.now)
      yield* process.printError(`${stamp()} Server listening on port ${port}\n`)
      return yield* serveForever(process, port, function* ({ request }) {
        yield* process.printError(`${stamp()} Serving request: ${request.target.replace(/\?.*/, '')}\n`)
        return plainText(200, `Hello, world!\nVersion: ${version}\nHostname: ${process.hostname}`)
      })
    },
  }
}
