/** curl's command line. */
export interface CurlOptions {
  readonly urls: string[]
  method: string | undefined
  readonly headers: string[]
  readonly data: string[]
  /** Data goes into the query. */
  get: boolean
  output: string | undefined
  remoteName: boolean
  silent: boolean
  showError: boolean
  fail: boolean
  failWithBody: boolean
  include: boolean
  head: boolean
  verbose: boolean
  location: boolean
  insecure: boolean
  user: string | undefined
  userAgent: string
  writeOut: string | undefined
  connectTimeoutMs: number | undefined
  maxTimeMs: number | undefined
  retry: number
  retryDelayMs: number | undefined
  retryConnRefused: boolean
  retryAllErrors: boolean
  readonly resolve: string[]
  cookie: string | undefined
  upload: string | undefined
  json: boolean
  http10: boolean
  maxRedirects: number
  telnet: boolean
}

const withValue: Record<string, string> = {
  X: 'request',
  H: 'header',
  d: 'data',
  o: 'output',
  u: 'user',
  A: 'user-agent',
  w: 'write-out',
  m: 'max-time',
  b: 'cookie',
  T: 'upload-file',
  F: 'form',
  e: 'referer',
  x: 'proxy',
  r: 'range',
  c: 'cookie-jar',
  K: 'config',
  E: 'cert',
  D: 'dump-header',
  z: 'time-cond',
  Y: 'speed-limit',
  y: 'speed-time',
}
const plain: Record<string, string> = {
  s: 'silent',
  S: 'show-error',
  f: 'fail',
  i: 'include',
  I: 'head',
  v: 'verbose',
  L: 'location',
  k: 'insecure',
  G: 'get',
  O: 'remote-name',
  '4': 'ipv4',
  '6': 'ipv6',
  g: 'globoff',
  N: 'no-buffer',
  '0': 'http1.0',
  q: 'disable',
  '#': 'progress-bar',
  n: 'netrc',
  j: 'junk-session-cookies',
  J: 'remote-header-name',
  Z: 'parallel',
}
const valued = new Set([
  ...Object.values(withValue),
  'url',
  'data-raw',
  'data-binary',
  'data-urlencode',
  'json',
  'connect-timeout',
  'retry',
  'retry-delay',
  'retry-max-time',
  'resolve',
  'cacert',
  'capath',
  'key',
  'max-redirs',
  'unix-socket',
  'interface',
  'connect-to',
  'limit-rate',
  'oauth2-bearer',
  'noproxy',
  'keepalive-time',
  'cert-type',
  'ciphers',
  'dns-servers',
  'aws-sigv4',
  'form-string',
  'tls-max',
  'range',
])

export type CurlUsage = { readonly error: string; readonly code: number }

export function parseCurl(args: readonly string[], readFile: (path: string) => string): CurlOptions | CurlUsage {
  const options: CurlOptions = {
    urls: [],
    method: undefined,
    headers: [],
    data: [],
    get: false,
    output: undefined,
    remoteName: false,
    silent: false,
    showError: false,
    fail: false,
    failWithBody: false,
    include: false,
    head: false,
    verbose: false,
    location: false,
    insecure: false,
    user: undefined,
    userAgent: 'curl/8.14.1',
    writeOut: undefined,
    connectTimeoutMs: undefined,
    maxTimeMs: undefined,
    retry: 0,
    retryDelayMs: undefined,
    retryConnRefused: false,
    retryAllErrors: false,
    resolve: [],
    cookie: undefined,
    upload: undefined,
    json: false,
    http10: false,
    maxRedirects: 50,
    telnet: false,
  }
  const seconds = (text: string) => Number(text) * 1000
  const apply = (name: string, value: string): string | undefined => {
    switch (name) {
      case 'request':
        options.method = value
        break
      case 'header':
        if (value.startsWith('@'))
          options.headers.push(
            ...readFile(value.slice(1))
              .split('\n')
              .filter((line) => line.trim() !== ''),
          )
        else options.headers.push(value)
        break
      case 'data':
      case 'data-raw':
      case 'data-binary':
      case 'json':
      case 'form':
      case 'form-string': {
        const fromFile = name !== 'data-raw' && value.startsWith('@')
        const text = fromFile ? readFile(value.slice(1)) : value
        options.data.push(fromFile && name === 'data' ? text.replace(/[\r\n]/g, '') : text)
        if (name === 'json') options.json = true
        break
      }
      case 'data-urlencode': {
        const match = /^([^=@]*)=(.*)$/s.exec(value)
        options.data.push(
          match ? `${match[1] === '' ? '' : `${match[1]}=`}${encodeURIComponent(String(match[2]))}` : encodeURIComponent(value),
        )
        break
      }
      case 'output':
        options.output = value
        break
      case 'user':
        options.user = value
        break
      case 'oauth2-bearer':
        options.headers.push(`Authorization: Bearer ${value}`)
        break
      case 'user-agent':
        options.userAgent = value
        break
      case 'referer':
        options.headers.push(`Referer: ${value}`)
        break
      case 'range':
        options.headers.push(`Range: bytes=${value}`)
        break
      case 'write-out':
        options.writeOut = value
        break
      case 'max-time':
        options.maxTimeMs = seconds(value)
        break
      case 'connect-timeout':
        options.connectTimeoutMs = seconds(value)
        break
      case 'retry':
        options.retry = Number(value)
        break
      case 'retry-delay':
        options.retryDelayMs = seconds(value)
        break
      case 'resolve':
      case 'connect-to':
        options.resolve.push(value)
        break
      case 'cookie':
        options.cookie = value
        break
      case 'upload-file':
        options.upload = readFile(value)
        break
      case 'max-redirs':
        options.maxRedirects = Number(value)
        break
      case 'url':
        options.urls.push(value)
        break
      case 'get':
        options.get = true
        break
      case 'remote-name':
        options.remoteName = true
        break
      case 'silent':
        options.silent = true
        break
      case 'show-error':
        options.showError = true
        break
      case 'fail':
        options.fail = true
        break
      case 'fail-with-body':
        options.failWithBody = true
        break
      case 'include':
      case 'show-headers':
        options.include = true
        break
      case 'head':
        options.head = true
        break
      case 'verbose':
        options.verbose = true
        break
      case 'location':
      case 'location-trusted':
        options.location = true
        break
      case 'insecure':
        options.insecure = true
        break
      case 'http1.0':
        options.http10 = true
        break
      case 'retry-connrefused':
        options.retryConnRefused = true
        break
      case 'retry-all-errors':
        options.retryAllErrors = true
        break
      default:
        return undefined
    }
    return undefined
  }
  const known = new Set([
    ...Object.values(plain),
    'fail-with-body',
    'show-headers',
    'location-trusted',
    'retry-connrefused',
    'retry-all-errors',
    'compressed',
    'http1.1',
    'http2',
    'no-progress-meter',
    'fail-early',
    'create-dirs',
    'path-as-is',
    'tcp-nodelay',
    'no-keepalive',
    'raw',
    'no-sessionid',
    'anyauth',
    'basic',
    'digest',
    'trace-time',
    'styled-output',
    'tlsv1.2',
    'tlsv1.3',
  ])
  for (let i = 0; i < args.length; i++) {
    const arg = String(args[i])
    if (arg === '--') {
      options.urls.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const name = arg.slice(2)
      if (valued.has(name)) {
        const value = args[++i]
        if (value === undefined) return { error: `option --${name}: requires parameter`, code: 2 }
        apply(name, value)
      } else if (known.has(name) || (name.startsWith('no-') && known.has(name.slice(3)))) apply(name, '')
      else return { error: `option --${name}: is unknown`, code: 2 }
    } else if (arg.length > 1 && arg.startsWith('-')) {
      for (let j = 1; j < arg.length; j++) {
        const letter = arg.charAt(j)
        const takes = withValue[letter]
        const flag = plain[letter]
        if (takes !== undefined) {
          const value = j + 1 < arg.length ? arg.slice(j + 1) : args[++i]
          if (value === undefined) return { error: `option -${letter}: requires parameter`, code: 2 }
          apply(takes, value)
          break
        }
        if (flag === undefined) return { error: `option -${letter}: is unknown`, code: 2 }
        apply(flag, '')
      }
    } else options.urls.push(arg)
  }
  return options
}
