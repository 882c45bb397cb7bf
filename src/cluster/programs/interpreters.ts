/** python, node and the like: a few one-liners that containers really run, and a plain word about the rest. */
import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { httpDate } from '../network/http.ts'
import { formatDate } from './date-format.ts'
import { type Answer, serveHttp } from './http-server.ts'
import { mimeTypes } from './nginx/known-directives.ts'
import { catchSignals } from './server-signals.ts'
import { readAll } from './streams.ts'

const limits =
  'it runs print statements, sleeps, exits, loops of these, and http.server; other programs are refused in plain words'

interface Language {
  readonly name: string
  readonly version: string
  /** Prefix of the version line. */
  readonly title: string
  /** The option that takes a program. */
  readonly evaluate: string
}

/** The words of one statement that it can do; undefined for others. */
function* statement(process: Process, text: string): Run<boolean> {
  const line = text.trim().replace(/;$/, '')
  if (line === '' || /^(import|from|const \w+ = require|use |#|\/\/)/.test(line)) return true
  const printed = /^(?:print|console\.log|puts|echo|fmt\.Println)\s*\(?\s*([\s\S]*?)\s*\)?$/.exec(line)
  if (printed) {
    const value = expression(process, String(printed[1]).replace(/,\s*(flush|end|file)=\S+$/, ''))
    if (value === undefined) return false
    yield* process.print(`${value}\n`)
    return true
  }
  const sleep = /^(?:time\.)?sleep\(?\s*([\d.]+)\s*\)?$/.exec(line)
  if (sleep) {
    yield* process.sleep(Number(sleep[1]) * 1000)
    return true
  }
  const exit = /^(?:sys\.exit|exit|quit|process\.exit|os\._exit)\s*\(\s*(\d*)\s*\)$/.exec(line)
  if (exit) process.exit(Number(exit[1] || 0))
  return line === 'pass'
}

function expression(process: Process, text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const quoted = /^[fb]?(["'`])((?:(?!\1)[\s\S])*)\1$/.exec(trimmed)
  if (quoted) return String(quoted[2]).replace(/\\n/g, '\n').replace(/\\t/g, '\t')
  if (/^[-+*/%() \d.]+$/.test(trimmed)) {
    const sum = /^(-?[\d.]+)\s*([-+*/%])\s*(-?[\d.]+)$/.exec(trimmed)
    if (!sum) return /^-?[\d.]+$/.test(trimmed) ? trimmed : undefined
    const [a, b] = [Number(sum[1]), Number(sum[3])]
    return String(sum[2] === '+' ? a + b : sum[2] === '-' ? a - b : sum[2] === '*' ? a * b : sum[2] === '/' ? a / b : a % b)
  }
  const env = /^(?:os\.environ(?:\.get)?|os\.getenv|process\.env)[[(.]\s*["']?(\w+)["']?/.exec(trimmed)
  if (env) return process.env.get(String(env[1])) ?? 'None'
  if (/^(time\.time\(\)|Date\.now\(\))$/.test(trimmed))
    return String(trimmed.startsWith('time') ? process.now / 1000 : process.now)
  if (/^(socket\.gethostname\(\)|os\.hostname\(\))$/.test(trimmed)) return process.hostname
  return undefined
}

/** A script, line by line; `while True:` and `for … in range(n):` repeat what is indented under them. */
function* script(process: Process, text: string, name: string): Run<number> {
  const lines = text.split(/\n|;(?!\s*$)/).filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
  for (let i = 0; i < lines.length; i++) {
    const line = String(lines[i])
    const loop = /^\s*(while (?:True|1)|for \w+ in range\((\d+)\))\s*:\s*(.*)$/.exec(line)
    if (!loop) {
      if (!(yield* statement(process, line))) return yield* refuse(process, name, line)
      continue
    }
    const depth = /^\s*/.exec(line)?.[0].length ?? 0
    const body = loop[3] ? [String(loop[3])] : []
    while (i + 1 < lines.length && (/^\s*/.exec(String(lines[i + 1]))?.[0].length ?? 0) > depth) body.push(String(lines[++i]))
    const count = loop[2] === undefined ? Number.POSITIVE_INFINITY : Number(loop[2])
    for (let turn = 0; turn < count; turn++) {
      yield* process.compute(0.01)
      for (const each of body) if (!(yield* statement(process, each))) return yield* refuse(process, name, each)
    }
  }
  return 0
}

function* refuse(process: Process, name: string, line: string): Run<number> {
  yield* process.printError(
    `${name}: the simulator does not interpret ${name} programs beyond simple prints, sleeps and loops; it stopped at: ${line.trim()}\n`,
  )
  return 1
}

function* fileServer(process: Process, port: number, folder: string): Run<number> {
  let fd: number
  try {
    fd = process.listen(port)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(`OSError: [Errno ${error.code === 'EACCES' ? 13 : 98}] ${error.text}\n`)
    return 1
  }
  yield* process.print(`Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`)
  const ending = catchSignals(process, ['INT'])
  yield* serveHttp(process, new Map([[fd, port]]), {
    ended: () => ending.signal !== undefined,
    headers: () => [
      ['Server', 'SimpleHTTP/0.6 Python/3.13.7'],
      ['Date', httpDate(process.now)],
      ['Connection', 'close'],
    ],
    *handle({ request }): Run<Answer> {
      const path = folder.replace(/\/$/, '') + decodeURIComponent(request.target.replace(/\?.*/, ''))
      const missing: Answer = {
        status: 404,
        reason: 'File not found',
        headers: [['Content-Type', 'text/html;charset=utf-8']],
        body: '<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n    </body>\n</html>\n',
      }
      if (!process.exists(path)) return missing
      const file = process.stat(path).type === 'directory' ? `${path.replace(/\/$/, '')}/index.html` : path
      if (process.exists(file))
        return {
          status: 200,
          headers: [['Content-type', mimeTypes[/\.(\w+)$/.exec(file)?.[1] ?? ''] ?? 'application/octet-stream']],
          body: process.readFile(file),
        }
      const items = process
        .readDirectory(path)
        .map((name) => `<li><a href="${name}">${name}</a></li>\n`)
        .join('')
      return {
        status: 200,
        headers: [['Content-type', 'text/html; charset=utf-8']],
        body: `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${request.target}</title>\n</head>\n<body>\n<h1>Directory listing for ${request.target}</h1>\n<hr>\n<ul>\n${items}</ul>\n<hr>\n</body>\n</html>\n`,
      }
    },
    *log({ request, remoteAddress }, { status }) {
      yield* process.printError(
        `${remoteAddress} - - [${formatDate('%d/%b/%Y %H:%M:%S', process.now)}] "${request.method} ${request.target} ${request.version}" ${status} -\n`,
      )
    },
  })
  yield* process.print('\nKeyboard interrupt received, exiting.\n')
  return 0
}

export function interpreter({ name, version, title, evaluate }: Language): Program {
  return {
    name,
    summary: `The ${title} interpreter`,
    simplified: limits,
    *run(process, args) {
      const rest = args.filter((arg) => arg !== '-u' && arg !== '-B')
      const [first, second] = rest
      if (first === '--version' || first === '-V' || (first === '-v' && name === 'node') || first === 'version') {
        yield* process.print(`${title} ${version}\n`.replace(/^node v?/, 'v'))
        return 0
      }
      if (first === '-m' && (second === 'http.server' || second === 'SimpleHTTPServer')) {
        const words = rest.slice(2)
        const at = words.findIndex((arg) => arg === '-d' || arg === '--directory')
        const folder = at < 0 ? process.cwd : String(words[at + 1])
        return yield* fileServer(process, Number(words.find((arg) => /^\d+$/.test(arg)) ?? 8000), folder)
      }
      if (first === '-m') {
        yield* process.printError(`/usr/local/bin/${name}: No module named ${second}\n`)
        return 1
      }
      if (first === evaluate || first === '-c' || first === '-e') return yield* script(process, second ?? '', name)
      if (first !== undefined && !first.startsWith('-')) {
        if (!process.exists(first)) {
          yield* process.printError(
            name.startsWith('python')
              ? `${name}: can't open file '${process.cwd === '/' ? '' : process.cwd}/${first}': [Errno 2] No such file or directory\n`
              : `Error: Cannot find module '${first}'\n`,
          )
          return name.startsWith('python') ? 2 : 1
        }
        return yield* script(process, process.readFile(first), name)
      }
      if (process.isTerminal(0)) yield* process.print(`${title} ${version}\n`)
      return yield* script(process, yield* readAll(process, 0), name)
    },
  }
}
