/** Static files and directories. */
import { Errno, type Process, type Run } from '../../machine/program.ts'
import { header, httpDate } from '../../network/http.ts'
import { formatDate } from '../date-format.ts'
import type { Answer } from '../http-server.ts'
import type { Directive } from './config.ts'
import { page, redirect, type Site, typeOf } from './pages.ts'
import type { RequestState } from './variables.ts'

type Headers = [string, string][]

export function* serveFile(
  process: Process,
  site: Site,
  state: RequestState,
  directives: readonly Directive[],
  path: string,
): Run<Answer | string> {
  const { request } = state.exchange
  const fail = function* (status: number, text: string): Run<Answer> {
    yield* site.logError('error', text, state.exchange, state.serverName)
    return page(site, status)
  }
  try {
    const stat = process.stat(path)
    if (stat.type === 'directory') {
      if (!state.uri.endsWith('/'))
        return redirect(
          site,
          301,
          `http://${header(request.headers, 'host') ?? 'localhost'}${state.uri}/${state.args === '' ? '' : `?${state.args}`}`,
        )
      const folder = path.endsWith('/') ? path : `${path}/`
      const indexes = directives.find(({ name }) => name === 'index')?.args ?? ['index.html']
      const index = indexes.find((name) => process.exists(name.startsWith('/') ? name : folder + name))
      if (index !== undefined) {
        const target = state.uri + index
        if (!directives.some(({ name }) => name === 'alias'))
          return yield* serveFile(process, site, Object.assign(state, { uri: target }), directives, folder + index)
        return yield* serveFile(process, site, state, directives, folder + index)
      }
      if (directives.find(({ name }) => name === 'autoindex')?.args[0] === 'on') return listing(process, state.uri, folder)
      if (request.method !== 'GET' && request.method !== 'HEAD') return page(site, 405)
      return yield* fail(403, `directory index of "${folder}" is forbidden`)
    }
    if (path.endsWith('/')) return yield* fail(404, `open() "${path}" failed (20: Not a directory)`)
    if (request.method !== 'GET' && request.method !== 'HEAD') return page(site, 405)
    const body = process.readFile(path)
    const etag = `"${Math.floor(stat.mtime / 1000).toString(16)}-${stat.size.toString(16)}"`
    const headers: Headers = [
      ['Last-Modified', httpDate(stat.mtime)],
      ['ETag', etag],
      ['Accept-Ranges', 'bytes'],
    ]
    if (
      header(request.headers, 'if-none-match') === etag ||
      header(request.headers, 'if-modified-since') === httpDate(stat.mtime)
    )
      return { status: 304, headers, body: '' }
    const fallback = directives.find(({ name }) => name === 'default_type')?.args[0] ?? 'text/plain'
    const charset = directives.find(({ name }) => name === 'charset')?.args[0]
    const type = typeOf(path, fallback)
    headers.unshift([
      'Content-Type',
      charset !== undefined && charset !== 'off' && /^text\//.test(type) ? `${type}; charset=${charset}` : type,
    ])
    return { status: 200, headers, body }
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (error.code === 'EACCES') return yield* fail(403, `open() "${path}" failed (13: Permission denied)`)
    const number = error.code === 'ENOENT' ? 2 : error.code === 'ENOTDIR' ? 20 : 5
    return yield* fail(
      error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 404 : 500,
      `${path.endsWith('/') ? `"${path}index.html" is not found` : `open() "${path}" failed`} (${number}: ${error.text})`,
    )
  }
}

function listing(process: Process, uri: string, folder: string): Answer {
  const rows = process.readDirectory(folder).map((name) => {
    const stat = process.stat(folder + name)
    const shown = stat.type === 'directory' ? `${name}/` : name
    const size = stat.type === 'directory' ? '-' : String(stat.size)
    return `<a href="${encodeURI(shown)}">${shown.length > 50 ? `${shown.slice(0, 47)}..&gt;` : shown}</a>${' '.repeat(Math.max(1, 51 - shown.length))}${formatDate('%d-%b-%Y %H:%M', stat.mtime)} ${size.padStart(19)}`
  })
  const body = `<html>\r\n<head><title>Index of ${uri}</title></head>\r\n<body>\r\n<h1>Index of ${uri}</h1><hr><pre><a href="../">../</a>\r\n${rows.map((row) => `${row}\r\n`).join('')}</pre><hr></body>\r\n</html>\r\n`
  return { status: 200, headers: [['Content-Type', 'text/html']], body }
}
