import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { formatRequest, type Headers, type HttpResponse, HttpSyntaxError, header, parseUrl, type Url } from '../network/http.ts'
import { toBase64 } from './base64.ts'
import { type CurlOptions, parseCurl } from './curl-options.ts'
import { readEscapes } from './escapes.ts'
import { receiveResponse } from './http-client.ts'

/** What went wrong: curl's number and text. */
class CurlError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message)
  }
}

interface Transfer {
  readonly response: HttpResponse
  readonly url: Url
  readonly startedAt: number
  readonly connectedAt: number
  readonly redirects: number
  readonly effective: string
  readonly remote: string
}

/** Numbers and addresses from `--resolve host:port:address`. */
function resolved(options: CurlOptions, url: Url): string {
  for (const rule of options.resolve) {
    const match = /^\+?([^:]*):(\d*):(.*)$/.exec(rule)
    if (match && (match[1] === '*' || match[1] === url.host) && (match[2] === '' || Number(match[2]) === url.port))
      return String(match[3]).split(',')[0]?.replace(/:\d+$/, '') ?? url.host
  }
  return url.host
}

function requestHeaders(options: CurlOptions, url: Url, body: string | undefined): Headers {
  const port = url.port === (url.scheme === 'https' ? 443 : 80) ? '' : `:${url.port}`
  const headers: [string, string][] = [['Host', `${url.host}${port}`]]
  const credentials = options.user ?? url.user
  if (credentials !== undefined) headers.push(['Authorization', `Basic ${toBase64(credentials)}`])
  if (options.userAgent !== '') headers.push(['User-Agent', options.userAgent])
  headers.push(['Accept', options.json ? 'application/json' : '*/*'])
  if (options.cookie !== undefined) headers.push(['Cookie', options.cookie])
  if (body !== undefined) {
    headers.push(['Content-Length', String(body.length)])
    headers.push(['Content-Type', options.json ? 'application/json' : 'application/x-www-form-urlencoded'])
  }
  for (const text of options.headers) {
    const match = /^([^:;]+)([:;])\s*(.*)$/s.exec(text)
    if (!match) continue
    const name = String(match[1]).trim()
    const at = headers.findIndex(([known]) => known.toLowerCase() === name.toLowerCase())
    if (at >= 0) headers.splice(at, 1)
    if (match[3] !== '' || match[2] === ';')
      headers.splice(name.toLowerCase() === 'host' ? 0 : headers.length, 0, [name, String(match[3])])
  }
  return headers
}

function* once(
  process: Process,
  options: CurlOptions,
  text: string,
  method: string,
  body: string | undefined,
  redirects: number,
): Run<Transfer> {
  const url = parseUrl(text)
  if (!url) throw new CurlError(3, 'URL rejected: Malformed input to a URL function')
  if (url.scheme !== 'http' && url.scheme !== 'https' && url.scheme !== 'telnet')
    throw new CurlError(1, `Protocol "${url.scheme}" not supported`)
  const startedAt = process.now
  const host = resolved(options, url)
  const note = function* (line: string): Run<void> {
    if (options.verbose) yield* process.printError(`* ${line}\n`)
  }
  let fd: number
  let address = host
  try {
    if (!/^[\d.]+$|:/.test(host)) {
      const addresses = yield* process.resolve(host)
      if (addresses.length === 0) throw new CurlError(6, `Could not resolve host: ${host}`)
      yield* note(`Host ${host}:${url.port} was resolved.`)
      yield* note('IPv6: (none)')
      yield* note(`IPv4: ${addresses.join(', ')}`)
      address = addresses[0] ?? host
    }
    yield* note(`  Trying ${address}:${url.port}...`)
    fd = yield* process.connect(address, url.port, options.connectTimeoutMs ?? options.maxTimeMs ?? 135_000)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    const after = Math.round(process.now - startedAt)
    if (error.code === 'ENOENT') throw new CurlError(6, `Could not resolve host: ${host}`)
    if (error.code === 'ETIMEDOUT') {
      const limited = options.connectTimeoutMs !== undefined || options.maxTimeMs !== undefined
      throw new CurlError(
        28,
        limited
          ? options.connectTimeoutMs === undefined
            ? `Connection timed out after ${after} milliseconds`
            : `Connection timed out after ${after} milliseconds`
          : `Failed to connect to ${host} port ${url.port} after ${after} ms: Could not connect to server`,
      )
    }
    yield* note(`connect to ${address} port ${url.port} from 0.0.0.0 port 0 failed: ${error.text}`)
    throw new CurlError(7, `Failed to connect to ${host} port ${url.port} after ${after} ms: Could not connect to server`)
  }
  const connectedAt = process.now
  yield* note(`Connected to ${url.host} (${address}) port ${url.port}`)
  if (url.scheme === 'https') {
    process.close(fd)
    throw new CurlError(35, 'TLS connect error: this simulation has no TLS; servers answer in plain HTTP')
  }
  try {
    const request = {
      method,
      target: url.target,
      headers: requestHeaders(options, url, body),
      body: body ?? '',
      version: options.http10 ? 'HTTP/1.0' : 'HTTP/1.1',
    }
    const wire = formatRequest(request)
    if (options.verbose)
      yield* process.printError(
        wire
          .slice(0, wire.indexOf('\r\n\r\n') + 2)
          .replace(/^/gm, '> ')
          .replace(/> $/, '> \n'),
      )
    yield* process.write(fd, wire)
    yield* note('Request completely sent off')
    const left = options.maxTimeMs === undefined ? undefined : options.maxTimeMs - (process.now - startedAt)
    const response = yield* receiveResponse(process, fd, method === 'HEAD', left)
    if (response === undefined)
      throw new CurlError(
        28,
        `Operation timed out after ${Math.round(process.now - startedAt)} milliseconds with 0 bytes received`,
      )
    if (response === 'empty') throw new CurlError(52, 'Empty reply from server')
    if (options.verbose) yield* process.printError(`${headText(response).replace(/^/gm, '< ').replace(/< $/, '')}`)
    yield* note(`Connection #0 to host ${url.host} left intact`)
    return {
      response,
      url,
      startedAt,
      connectedAt,
      redirects,
      effective: `${url.scheme}://${url.host}${url.port === 80 ? '' : `:${url.port}`}${url.target}`,
      remote: address,
    }
  } catch (error) {
    if (error instanceof HttpSyntaxError) throw new CurlError(1, 'Received HTTP/0.9 when not allowed')
    if (error instanceof Errno) throw new CurlError(56, `Recv failure: ${error.text}`)
    throw error
  } finally {
    process.close(fd)
  }
}

function headText(response: HttpResponse): string {
  return `${response.version} ${response.status} ${response.reason}\r\n${response.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

function* transfer(process: Process, options: CurlOptions, given: string): Run<Transfer> {
  let body = options.upload ?? (options.data.length > 0 && !options.get ? options.data.join('&') : undefined)
  let method =
    options.method ?? (options.head ? 'HEAD' : options.upload !== undefined ? 'PUT' : body !== undefined ? 'POST' : 'GET')
  let text = given
  if (options.get && options.data.length > 0) text += `${text.includes('?') ? '&' : '?'}${options.data.join('&')}`
  for (let redirects = 0; ; redirects++) {
    const result = yield* once(process, options, text, method, body, redirects)
    const location = header(result.response.headers, 'location')
    if (!options.location || location === undefined || result.response.status < 300 || result.response.status > 399) return result
    if (redirects >= options.maxRedirects) throw new CurlError(47, `Maximum (${options.maxRedirects}) redirects followed`)
    if (result.response.status === 303 || (result.response.status < 303 && method === 'POST')) {
      if (options.method === undefined) method = 'GET'
      body = undefined
    }
    const { url } = result
    text = /^[a-z]+:\/\//i.test(location)
      ? location
      : `${url.scheme}://${url.host}:${url.port}${location.startsWith('/') ? location : url.target.replace(/[^/]*$/, '') + location}`
  }
}

function writeOut(format: string, done: Transfer | undefined, error: CurlError | undefined, process: Process): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(6)
  const started = done?.startedAt ?? process.now
  const values: Record<string, string> = {
    http_code: String(done?.response.status ?? 0).padStart(3, '0'),
    response_code: String(done?.response.status ?? 0).padStart(3, '0'),
    size_download: String(done?.response.body.length ?? 0),
    time_total: seconds(process.now - started),
    time_connect: seconds((done?.connectedAt ?? started) - started),
    time_starttransfer: seconds(process.now - started),
    time_namelookup: '0.000020',
    time_pretransfer: seconds((done?.connectedAt ?? started) - started),
    url_effective: done?.effective ?? '',
    remote_ip: done?.remote ?? '',
    remote_port: String(done?.url.port ?? 0),
    num_redirects: String(done?.redirects ?? 0),
    content_type: done ? (header(done.response.headers, 'content-type') ?? '') : '',
    redirect_url: done ? (header(done.response.headers, 'location') ?? '') : '',
    http_version: '1.1',
    errormsg: error?.message ?? '',
    exitcode: String(error?.code ?? 0),
    scheme: done?.url.scheme ?? '',
    method: 'GET',
  }
  return readEscapes(format.replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? '').replace(/%%/g, '%'), 'printf').text
}

function progress(bytes: number): string {
  const size = bytes < 100_000 ? String(bytes) : `${Math.floor(bytes / 1024)}k`
  return `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r100 ${size.padStart(5)}  100 ${size.padStart(5)}    0     0  ${String(
    bytes * 100,
  )
    .slice(0, 5)
    .padStart(5)}      0 --:--:-- --:--:-- --:--:-- ${size.padStart(5)}\n`
}

export const curl: Program = {
  name: 'curl',
  summary: 'Transfers data from or to a server',
  simplified: 'http:// alone: no TLS, HTTP/2, FTP, multipart forms or cookie jars',
  *run(process, args) {
    if (args[0] === '--version' || args[0] === '-V') {
      yield* process.print(
        'curl 8.14.1 (x86_64-pc-linux-gnu) libcurl/8.14.1\nRelease-Date: 2025-06-04\nProtocols: http\nFeatures: IPv6 Largefile\n',
      )
      return 0
    }
    const options = parseCurl(args, (path) => process.readFile(path))
    if ('error' in options) {
      yield* process.printError(`curl: ${options.error}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`)
      return options.code
    }
    if (options.urls.length === 0) {
      yield* process.printError("curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n")
      return 2
    }
    let code = 0
    for (const url of options.urls) code = yield* fetchOne(process, options, url)
    return code
  },
}

function* fetchOne(process: Process, options: CurlOptions, url: string): Run<number> {
  let delayMs = options.retryDelayMs ?? 1000
  for (let attempt = 0; ; attempt++) {
    let done: Transfer | undefined
    let failure: CurlError | undefined
    try {
      done = yield* transfer(process, options, url)
    } catch (error) {
      if (!(error instanceof CurlError)) throw error
      failure = error
    }
    const status = done?.response.status ?? 0
    const transient = failure
      ? failure.code === 28 || (failure.code === 7 && options.retryConnRefused) || options.retryAllErrors
      : [408, 429, 500, 502, 503, 504].includes(status)
    if (attempt < options.retry && transient) {
      const why = failure ? `: ${failure.message}` : ': HTTP error'
      yield* process.printError(
        `Warning: Problem${why}. Will retry in ${Math.ceil(delayMs / 1000)} second${delayMs > 1000 ? 's' : ''}. \nWarning: ${options.retry - attempt} retr${options.retry - attempt === 1 ? 'y' : 'ies'} left.\n`,
      )
      yield* process.sleep(delayMs)
      if (options.retryDelayMs === undefined) delayMs *= 2
      continue
    }
    if (done && (options.fail || options.failWithBody) && status >= 400)
      failure = new CurlError(22, `The requested URL returned error: ${status}`)
    if (done && !(failure && options.fail)) yield* deliver(process, options, url, done)
    if (failure && (!options.silent || options.showError))
      yield* process.printError(`curl: (${failure.code}) ${failure.message}\n`)
    if (options.writeOut !== undefined) yield* process.print(writeOut(options.writeOut, done, failure, process))
    return failure?.code ?? 0
  }
}

function* deliver(process: Process, options: CurlOptions, url: string, done: Transfer): Run<void> {
  const { response } = done
  const text = (options.include || options.head ? headText(response) : '') + (options.head ? '' : response.body)
  const file = options.output ?? (options.remoteName ? url.replace(/[?#].*/, '').replace(/.*\//, '') : undefined)
  if (file !== undefined && file !== '-') {
    if (!options.silent) yield* process.printError(progress(response.body.length))
    if (file === '/dev/null') return
    try {
      process.writeFile(file, text)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      yield* process.printError(
        `Warning: Failed to open the file ${file}: ${error.text}\ncurl: (23) client returned ERROR on write\n`,
      )
    }
    return
  }
  // A progress meter is shown when the output does not go to a terminal; error messages come without it here.
  if (!options.silent && !process.isTerminal(1) && text !== '') yield* process.printError(progress(response.body.length))
  yield* process.print(text)
}
