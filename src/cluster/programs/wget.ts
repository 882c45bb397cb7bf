import { Errno, type Process, type Run } from '../machine/program.ts'
import { type HttpResponse, HttpSyntaxError, header, parseUrl } from '../network/http.ts'
import { toBase64 } from './base64.ts'
import { fetchHttp } from './http-client.ts'
import { define, Failure, type Options, parseOptions, UsageError } from './options.ts'

function* get(process: Process, options: Options, first: string): Run<HttpResponse> {
  let text = first
  for (let redirects = 0; redirects < 6; redirects++) {
    const url = parseUrl(text)
    if (!url || url.host === '') throw new Failure(`bad address '${text}'`)
    if (url.scheme !== 'http')
      throw new Failure(
        url.scheme === 'https'
          ? 'error getting response: this simulation has no TLS; servers answer in plain HTTP'
          : `not an http or ftp url: ${text}`,
      )
    const post = options.value('post-data')
    const headers: [string, string][] = [
      ['Host', `${url.host}${url.port === 80 ? '' : `:${url.port}`}`],
      ['User-Agent', options.value('U') ?? 'Wget'],
      ['Connection', 'close'],
    ]
    if (url.user !== undefined) headers.push(['Authorization', `Basic ${toBase64(url.user)}`])
    for (const each of options.values('header')) {
      const [name = '', value = ''] = each.split(/:\s*(.*)/s)
      const at = headers.findIndex(([known]) => known.toLowerCase() === name.toLowerCase())
      if (at >= 0) headers.splice(at, 1, [name, value])
      else headers.push([name, value])
    }
    if (post !== undefined)
      headers.push(['Content-Type', 'application/x-www-form-urlencoded'], ['Content-Length', String(post.length)])
    const timeoutMs = Number(options.value('T') ?? 900) * 1000
    let addresses: readonly string[] = [url.host]
    if (!/^[\d.]+$|:/.test(url.host)) addresses = yield* process.resolve(url.host)
    const address = addresses[0]
    if (address === undefined) throw new Failure(`bad address '${url.host}${url.port === 80 ? '' : `:${url.port}`}'`)
    const to = `${url.host} (${address}:${url.port})`
    if (!options.has('q')) yield* process.printError(`Connecting to ${to}\n`)
    let response: HttpResponse | 'empty' | undefined
    try {
      response = yield* fetchHttp(process, {
        host: address,
        port: url.port,
        method: options.has('spider') ? 'HEAD' : post === undefined ? 'GET' : 'POST',
        target: url.target,
        headers,
        body: post ?? '',
        connectTimeoutMs: timeoutMs,
        timeoutMs,
      })
    } catch (error) {
      if (error instanceof HttpSyntaxError) throw new Failure('error getting response')
      if (!(error instanceof Errno)) throw error
      if (error.code === 'ETIMEDOUT')
        throw new Failure(
          options.has('T') ? 'download timed out' : `can't connect to remote host (${address}): Connection timed out`,
        )
      throw new Failure(
        error.code === 'ENOENT' ? `bad address '${url.host}'` : `can't connect to remote host (${address}): ${error.text}`,
      )
    }
    if (response === undefined) throw new Failure('download timed out')
    if (response === 'empty') throw new Failure('error getting response')
    if (options.has('S'))
      yield* process.printError(
        `  ${response.version} ${response.status} ${response.reason}\n${response.headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}  \n`,
      )
    const location = header(response.headers, 'location')
    if ([301, 302, 303, 307, 308].includes(response.status) && location !== undefined) {
      text = /^https?:/.test(location) ? location : `http://${url.host}:${url.port}${location}`
      continue
    }
    if (response.status >= 400 || response.status === 304)
      throw new Failure(`server returned error: ${response.version} ${response.status} ${response.reason}`)
    return response
  }
  throw new Failure('too many redirections')
}

export const wget = define({
  name: 'wget',
  summary: 'Retrieve files via HTTP or FTP',
  usage:
    '[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...',
  simplified: 'http:// alone',
  *run(process, args) {
    const options = parseOptions(args, 'cqSO:o:P:U:T:Y:t:nv', {
      quiet: 'q',
      continue: 'c',
      'server-response': 'S',
      'output-document=': 'O',
      'output-file=': 'o',
      'directory-prefix=': 'P',
      'user-agent=': 'U',
      'timeout=': 'T',
      'tries=': 't',
      spider: 'spider',
      'header=': 'header',
      'post-data=': 'post-data',
      'post-file=': 'post-file',
      'no-check-certificate': 'k',
      'no-verbose': 'n',
    })
    if (options.operands.length === 0) throw new UsageError('')
    for (const url of options.operands) {
      const response = yield* get(process, options, url)
      const quiet = options.has('q')
      if (options.has('spider')) {
        if (!quiet) yield* process.printError('remote file exists\n')
        continue
      }
      const own =
        url
          .replace(/^https?:\/\/[^/]*\/?/, '')
          .replace(/[?#].*/, '')
          .replace(/.*\//, '') || 'index.html'
      const folder = options.value('P')
      const target = options.value('O') ?? (folder === undefined ? own : `${folder}/${own}`)
      if (target === '-') {
        yield* process.print(response.body)
        if (!quiet)
          yield* process.printError(
            `-                    100% |********************************| ${String(response.body.length).padStart(5)}  0:00:00 ETA\nwritten to stdout\n`,
          )
        continue
      }
      if (options.value('O') === undefined && process.exists(target)) throw new Failure(`can't open '${target}': File exists`)
      if (target !== '/dev/null') {
        try {
          process.writeFile(target, response.body)
        } catch (error) {
          if (!(error instanceof Errno)) throw error
          throw new Failure(`can't open '${target}': ${error.text}`)
        }
      }
      const shown = target.replace(/.*\//, '').slice(0, 20)
      if (!quiet)
        yield* process.printError(
          `saving to '${target}'\n${shown.padEnd(20)} 100% |********************************| ${String(response.body.length).padStart(5)}  0:00:00 ETA\n'${target}' saved\n`,
        )
    }
    return 0
  },
})
