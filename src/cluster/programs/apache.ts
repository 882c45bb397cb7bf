import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { decodePercent, header, httpDate } from '../network/http.ts'
import { formatDate } from './date-format.ts'
import { type Answer, type Exchange, serveHttp } from './http-server.ts'
import { mimeTypes } from './nginx/known-directives.ts'
import { catchSignals } from './server-signals.ts'

const root = '/usr/local/apache2'

function errorAnswer(status: number, title: string, text: string): Answer {
  return {
    status,
    headers: [['Content-Type', 'text/html; charset=iso-8859-1']],
    body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`,
  }
}

function answer(process: Process, { request }: Exchange, documents: string): Answer {
  const path = decodePercent(request.target.replace(/\?.*/, ''))
  if (path.split('/').includes('..'))
    return errorAnswer(400, 'Bad Request', 'Your browser sent a request that this server could not understand.<br />')
  let file = documents + path
  try {
    if (process.stat(file).type === 'directory') {
      if (!path.endsWith('/')) {
        const location = `http://${header(request.headers, 'host') ?? 'localhost'}${path}/`
        const moved = errorAnswer(301, 'Moved Permanently', `The document has moved <a href="${location}">here</a>.`)
        return { ...moved, headers: [['Location', location], ...moved.headers] }
      }
      if (!process.exists(`${file}index.html`)) {
        const items = process
          .readDirectory(file)
          .map((name) => `<li><a href="${name}"> ${name}</a></li>\n`)
          .join('')
        return {
          status: 200,
          headers: [['Content-Type', 'text/html;charset=ISO-8859-1']],
          body: `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>Index of ${path}</title>\n </head>\n <body>\n<h1>Index of ${path}</h1>\n<ul>${items}</ul>\n</body></html>\n`,
        }
      }
      file += 'index.html'
    }
    const stat = process.stat(file)
    const type = mimeTypes[/\.(\w+)$/.exec(file)?.[1] ?? '']
    return {
      status: 200,
      headers: [
        ['Last-Modified', httpDate(stat.mtime)],
        ['ETag', `"${stat.size.toString(16)}-${Math.floor(stat.mtime * 1000).toString(16)}"`],
        ['Accept-Ranges', 'bytes'],
        ...(type === undefined ? [] : [['Content-Type', type] as const]),
      ],
      body: process.readFile(file),
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (error.code === 'EACCES') return errorAnswer(403, 'Forbidden', "You don't have permission to access this resource.")
    return errorAnswer(404, 'Not Found', 'The requested URL was not found on this server.')
  }
}

/** Apache httpd 2.4, as the httpd image runs it. */
export function apache(version: string): Program {
  return {
    name: 'httpd',
    summary: 'Apache Hypertext Transfer Protocol Server',
    simplified: 'of its configuration: Listen, ServerName and DocumentRoot; no modules; one process answers',
    *run(process, args) {
      if (args.includes('-v')) {
        yield* process.print(`Server version: Apache/${version} (Unix)\nServer built:   Jul 23 2025 00:00:00\n`)
        return 0
      }
      const file = `${root}/conf/httpd.conf`
      const configuration = process.exists(file) ? process.readFile(file) : ''
      const directive = (name: string) =>
        [...configuration.matchAll(new RegExp(`^\\s*${name}\\s+"?([^"\\n]+?)"?\\s*$`, 'gim'))].map((match) => String(match[1]))
      if (args.includes('-t')) {
        yield* process.printError('Syntax OK\n')
        return 0
      }
      const address = process.addresses().find(({ address: each }) => each !== '127.0.0.1')?.address ?? '127.0.0.1'
      const stamp = () => formatDate('%a %b %d %H:%M:%S.%N %Y', process.now).replace(/(\.\d{6})\d{3}/, '$1')
      const note = function* (module: string, text: string): Run<void> {
        yield* process.printError(`[${stamp()}] [${module}:notice] [pid ${process.pid}:tid ${process.pid}] ${text}\n`)
      }
      if (directive('ServerName').length === 0) {
        for (let i = 0; i < 2; i++)
          yield* process.printError(
            `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`,
          )
      }
      const ports = directive('Listen').map((text) => Number(text.replace(/.*:/, '').split(' ')[0]))
      const listeners = new Map<number, number>()
      for (const port of ports.length === 0 ? [80] : ports) {
        try {
          listeners.set(process.listen(port), port)
        } catch (error) {
          if (!(error instanceof Errno)) throw error
          const number = error.code === 'EACCES' ? 13 : 98
          yield* process.printError(
            `(${number})${error.text}: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
          )
          return 1
        }
      }
      const ending = catchSignals(process, ['TERM', 'INT', 'WINCH'])
      yield* note('mpm_event', `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`)
      yield* note('core', `AH00094: Command line: 'httpd ${args.map((arg) => arg.replace(/^-D(?=.)/, '-D ')).join(' ')}'`)
      const documents = directive('DocumentRoot')[0] ?? `${root}/htdocs`
      yield* serveHttp(process, listeners, {
        ended: () => ending.signal !== undefined,
        headers: () => [
          ['Date', httpDate(process.now)],
          ['Server', `Apache/${version} (Unix)`],
        ],
        // biome-ignore lint/correctness/useYield: an answer may take time, this one takes none
        *handle(exchange) {
          return answer(process, exchange, documents)
        },
        *log({ request, remoteAddress }, { status, body }) {
          yield* process.print(
            `${remoteAddress} - - [${formatDate('%d/%b/%Y:%H:%M:%S +0000', process.now)}] "${request.method} ${request.target} ${request.version}" ${status} ${request.method === 'HEAD' || body === '' ? '-' : body.length}\n`,
          )
        },
      })
      yield* note(
        'mpm_event',
        ending.signal === 'WINCH'
          ? 'AH00492: caught SIGWINCH, shutting down gracefully'
          : 'AH00491: caught SIGTERM, shutting down',
      )
      return 0
    },
  }
}
