/**
 * HTTP/1.1 on byte strings: pure parsing and formatting, for servers, curl, wget and the kubelet's prober.
 * Follows RFC 9112; chunked bodies are understood, trailers are dropped, pipelining works by way of `rest`.
 */
import type { Bytes } from '../machine/program.ts'

/** Header fields in the order of the wire; names keep their spelling. */
export type Headers = readonly (readonly [name: string, value: string])[]

export interface HttpRequest {
  readonly method: string
  /** As on the first line: `/path?query`. */
  readonly target: string
  /** `HTTP/1.1`. */
  readonly version: string
  readonly headers: Headers
  readonly body: Bytes
}

export interface HttpResponse {
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly headers: Headers
  readonly body: Bytes
}

/** What is not HTTP. */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError'
}

export const reasons: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
}

/** The first value of a header, whatever the spelling of its name. */
export function header(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (const [key, value] of headers) if (key.toLowerCase() === wanted) return value
  return undefined
}

export function formatRequest(request: Omit<HttpRequest, 'version'> & { readonly version?: string }): Bytes {
  return `${request.method} ${request.target} ${request.version ?? 'HTTP/1.1'}\r\n${formatHeaders(request.headers)}\r\n${request.body}`
}

export function formatResponse(response: {
  readonly status: number
  readonly headers: Headers
  readonly body: Bytes
  readonly reason?: string | undefined
  readonly version?: string | undefined
}): Bytes {
  const reason = response.reason ?? reasons[response.status] ?? ''
  return `${response.version ?? 'HTTP/1.1'} ${response.status} ${reason}\r\n${formatHeaders(response.headers)}\r\n${response.body}`
}

function formatHeaders(headers: Headers): string {
  let out = ''
  for (const [name, value] of headers) out += `${name}: ${value}\r\n`
  return out
}

/**
 * The first request in what has come in so far.
 * @returns undefined if more is needed; `rest` are the bytes after it
 * @throws HttpSyntaxError
 */
export function parseRequest(input: Bytes): { readonly request: HttpRequest; readonly rest: Bytes } | undefined {
  const head = parseHead(input)
  if (!head) {
    if (input.length > 64 * 1024) throw new HttpSyntaxError('headers too large')
    return undefined
  }
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) (HTTP\/1\.[01])$/.exec(head.firstLine)
  if (!match) throw new HttpSyntaxError(`malformed request line: ${head.firstLine.slice(0, 80)}`)
  const [, method, target, version] = match as unknown as [string, string, string, string]
  const body = parseBody(input, head, 'request', false)
  if (!body) return undefined
  return { request: { method, target, version, headers: head.headers, body: body.body }, rest: body.rest }
}

/**
 * The first response in what has come in so far.
 * @param ended nothing more will come: a body without a length ends here
 * @param toHead it answers a HEAD request: there is no body
 * @returns undefined if more is needed
 * @throws HttpSyntaxError
 */
export function parseResponse(
  input: Bytes,
  { ended = false, toHead = false } = {},
): { readonly response: HttpResponse; readonly rest: Bytes } | undefined {
  const head = parseHead(input)
  if (!head) {
    if (ended && input !== '') throw new HttpSyntaxError('unexpected end of the headers')
    return undefined
  }
  const match = /^(HTTP\/1\.[01]) (\d{3})(?: (.*))?$/.exec(head.firstLine)
  if (!match) throw new HttpSyntaxError(`malformed HTTP response "${head.firstLine.slice(0, 80)}"`)
  const [, version, code, reason = ''] = match as unknown as [string, string, string, string | undefined]
  const status = Number(code)
  const bodyless = toHead || status < 200 || status === 204 || status === 304
  const body = bodyless ? { body: '', rest: input.slice(head.end) } : parseBody(input, head, 'response', ended)
  if (!body) return undefined
  return { response: { version, status, reason, headers: head.headers, body: body.body }, rest: body.rest }
}

interface Head {
  readonly firstLine: string
  readonly headers: Headers
  /** Where the body begins. */
  readonly end: number
}

function parseHead(input: Bytes): Head | undefined {
  const match = /\r?\n\r?\n/.exec(input)
  if (!match) return undefined
  const [firstLine = '', ...lines] = input.slice(0, match.index).split(/\r?\n/)
  const headers: [string, string][] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) throw new HttpSyntaxError(`malformed header: ${line.slice(0, 80)}`)
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()])
  }
  return { firstLine, headers, end: match.index + match[0].length }
}

function parseBody(
  input: Bytes,
  head: Head,
  of: 'request' | 'response',
  ended: boolean,
): { readonly body: Bytes; readonly rest: Bytes } | undefined {
  const length = header(head.headers, 'content-length')
  if (header(head.headers, 'transfer-encoding')?.toLowerCase().includes('chunked')) return parseChunks(input, head.end, ended)
  if (length !== undefined) {
    if (!/^\d+$/.test(length)) throw new HttpSyntaxError(`bad Content-Length "${length}"`)
    const end = head.end + Number(length)
    if (input.length < end && !ended) return undefined
    return { body: input.slice(head.end, end), rest: input.slice(end) }
  }
  if (of === 'request') return { body: '', rest: input.slice(head.end) }
  return ended ? { body: input.slice(head.end), rest: '' } : undefined
}

function parseChunks(input: Bytes, start: number, ended: boolean): { body: Bytes; rest: Bytes } | undefined {
  let body = ''
  let at = start
  for (;;) {
    const lineEnd = input.indexOf('\r\n', at)
    if (lineEnd < 0) break
    const size = /^([0-9a-fA-F]+)\s*(?:;.*)?$/.exec(input.slice(at, lineEnd))
    if (!size) throw new HttpSyntaxError('malformed chunked encoding')
    const length = Number.parseInt(String(size[1]), 16)
    const dataEnd = lineEnd + 2 + length
    if (length === 0) {
      const end = input.startsWith('\r\n', lineEnd + 2) ? lineEnd + 4 : input.indexOf('\r\n\r\n', lineEnd) + 4
      if (end >= 4 && end <= input.length) return { body, rest: input.slice(end) }
      break
    }
    if (input.length < dataEnd + 2) break
    body += input.slice(lineEnd + 2, dataEnd)
    at = dataEnd + 2
  }
  return ended ? { body, rest: '' } : undefined
}

/** Whether the connection stays open after this message. */
export function keepsAlive(message: { readonly version: string; readonly headers: Headers }): boolean {
  const connection = header(message.headers, 'connection')?.toLowerCase()
  return message.version === 'HTTP/1.0' ? connection === 'keep-alive' : connection !== 'close'
}

export interface Url {
  readonly scheme: string
  readonly user?: string | undefined
  readonly host: string
  readonly port: number
  /** With the query; at least `/`. */
  readonly target: string
}

/** `[scheme://][user@]host[:port][/path]` → its parts; undefined if it is none. IPv6 hosts lose their brackets. */
export function parseUrl(text: string): Url | undefined {
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(
    text,
  )
  if (!match?.[3]) return undefined
  const scheme = (match[1] ?? 'http').toLowerCase()
  const port = match[4] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[4])
  if (port > 65535) return undefined
  const path = match[5] ?? '/'
  return {
    scheme,
    user: match[2],
    host: match[3].replace(/^\[|\]$/g, ''),
    port,
    target: path.startsWith('?') ? `/${path}` : path,
  }
}

/** `Thu, 01 Jan 1970 00:00:00 GMT`. */
export function httpDate(msSinceEpoch: number): string {
  return new Date(msSinceEpoch).toUTCString()
}

/** Undoes percent-encoding byte by byte; what is no encoding stays. */
export function decodePercent(text: string): Bytes {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** The pairs of a query string or form body, decoded. */
export function parseQuery(query: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const part of query.split('&')) {
    if (part === '') continue
    const [key = '', value = ''] = part.split(/=(.*)/s)
    pairs.set(decodePercent(key.replaceAll('+', ' ')), decodePercent(value.replaceAll('+', ' ')))
  }
  return pairs
}
