import { Errno, type Program } from '../machine/program.ts'
import { header } from '../network/http.ts'
import { formatDate } from './date-format.ts'
import { dateHeader, plainText, serveHttp } from './http-server.ts'
import { catchSignals } from './server-signals.ts'

/** hashicorp/http-echo. @param version tells how it logs */
export function httpEcho(version: string): Program {
  return {
    name: 'http-echo',
    summary: 'Answers every request with one text',
    *run(process, args) {
      let text = process.env.get('ECHO_TEXT') ?? ''
      let listen = ':5678'
      let status = 200
      for (let i = 0; i < args.length; i++) {
        const [flag = '', stuck] = String(args[i]).replace(/^--?/, '').split(/=(.*)/s)
        const value = () => stuck ?? String(args[++i] ?? '')
        if (flag === 'text') text = value()
        else if (flag === 'listen') listen = value()
        else if (flag === 'status-code') status = Number(value())
        else if (flag === 'version') {
          yield* process.print(`http-echo v${version}\n`)
          return 0
        } else if (String(args[i]).startsWith('-')) {
          yield* process.printError(
            `flag provided but not defined: -${flag}\nUsage of http-echo:\n  -listen string\n    \taddress and port to listen (default ":5678")\n  -status-code int\n    \thttp response code, e.g.: 200 (default 200)\n  -text string\n    \ttext to put on the webpage\n  -version\n    \tdisplay version information\n`,
          )
          return 2
        }
      }
      if (text === '') {
        yield* process.printError('Missing -text option!\n')
        return 127
      }
      const stamp = () => formatDate('%Y/%m/%d %H:%M:%S', process.now)
      const old = version.startsWith('0')
      const [host = '', port = '5678'] = listen.split(/:(?=\d+$)/)
      let fd: number
      try {
        fd = process.listen(Number(port), host === '' ? undefined : host)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(
          `${stamp()} ${old ? '' : '[ERR] '}Error starting server: listen tcp ${listen}: bind: ${error.text.toLowerCase()}\n`,
        )
        return 1
      }
      yield* process.printError(
        old ? `${stamp()} Server is listening on ${listen}\n` : `${stamp()} [INFO] server is listening on ${listen}\n`,
      )
      const ending = catchSignals(process)
      yield* serveHttp(process, new Map([[fd, Number(port)]]), {
        ended: () => ending.signal !== undefined,
        headers: () => [['X-App-Name', 'http-echo'], ['X-App-Version', version], ...dateHeader(process)()],
        // biome-ignore lint/correctness/useYield: an answer may take time, this one takes none
        *handle({ request }) {
          if (request.target === '/health') return plainText(200, '{"status":"ok"}', 'application/json')
          return plainText(status, text)
        },
        *log({ request, remoteAddress, remotePort }, answer) {
          yield* process.print(
            `${stamp()} ${header(request.headers, 'host') ?? ''} ${remoteAddress}:${remotePort} "${request.method} ${request.target} ${request.version}" ${answer.status} ${answer.body.length} "${header(request.headers, 'user-agent') ?? ''}" 12.3µs\n`.replace(
              'µ',
              '\u00c2\u00b5',
            ),
          )
        },
      })
      yield* process.printError(
        `${stamp()} ${old ? '' : '[INFO] '}server is shutting down... signal: ${ending.signal === 'INT' ? 'interrupt' : 'terminated'}\n`,
      )
      return 0
    },
  }
}
