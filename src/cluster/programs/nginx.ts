import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { accountByName } from './accounts.ts'
import { formatDate } from './date-format.ts'
import { ConfigError, parseConfig } from './nginx/config.ts'
import { bind, Log, master, readSettings } from './nginx/server.ts'
import type { Settings } from './nginx/settings.ts'

const signals = { stop: 'TERM', quit: 'QUIT', reload: 'HUP', reopen: 'USR1' } as const
const tempFolders = ['client_temp', 'proxy_temp', 'fastcgi_temp', 'uwsgi_temp', 'scgi_temp']
const made = new Map<string, Program>()

/** nginx of one version; the version is what the Server header and the log tell. */
export function nginx(version: string, builtBy = 'built by gcc 12.2.0 (Debian 12.2.0-14) '): Program {
  const known = made.get(version)
  if (known) return known
  const program: Program = {
    name: 'nginx',
    summary: 'The nginx web server',
    simplified: 'plain HTTP/1.1 alone: no TLS, HTTP/2, caching, compression, FastCGI or stream; one worker takes all connections',
    run: (process, args) => run(process, args, version, builtBy),
  }
  made.set(version, program)
  return program
}

interface CommandLine {
  file: string
  globals: string
  test: boolean
  dump: boolean
  signal: string | undefined
}

function* run(process: Process, args: readonly string[], version: string, builtBy: string): Run<number> {
  const line: CommandLine = { file: '/etc/nginx/nginx.conf', globals: '', test: false, dump: false, signal: undefined }
  for (let i = 0; i < args.length; i++) {
    const arg = String(args[i])
    if (arg === '-v' || arg === '-V') {
      yield* process.printError(`nginx version: nginx/${version}\n`)
      if (arg === '-V')
        yield* process.printError(`${builtBy.trim()}\nTLS SNI support enabled\nconfigure arguments: --prefix=/etc/nginx\n`)
      return 0
    }
    if (arg === '-h' || arg === '-?') {
      yield* process.printError(
        `nginx version: nginx/${version}\nUsage: nginx [-?hvVtTq] [-s signal] [-p prefix]\n             [-e filename] [-c filename] [-g directives]\n`,
      )
      return 0
    }
    if (arg === '-t' || arg === '-T') {
      line.test = true
      line.dump = arg === '-T'
    } else if (arg === '-q') continue
    else if (arg === '-c') line.file = String(args[++i] ?? line.file)
    else if (arg === '-g') line.globals = String(args[++i] ?? '')
    else if (arg === '-s') line.signal = String(args[++i] ?? '')
    else if (arg === '-p' || arg === '-e') i++
    else {
      yield* process.printError(
        arg.startsWith('-') ? `nginx: invalid option: "${arg.slice(1)}"\n` : `nginx: invalid option: "${arg}"\n`,
      )
      return 1
    }
  }
  const fail = function* (text: string): Run<number> {
    yield* process.printError(`nginx: [emerg] ${text}\n`)
    return 1
  }
  let settings: Settings
  let globals: ReturnType<typeof parseConfig>
  try {
    globals =
      line.globals.trim() === ''
        ? []
        : parseConfig(/;\s*$/.test(line.globals) ? line.globals : `${line.globals};`, 'command line')
    settings = readSettings(process, line.file, globals)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    if (!line.signal) yield* new Log(process, undefined).write('emerg', error.message)
    const code = yield* fail(error.message)
    if (line.test) yield* process.printError(`nginx: configuration file ${line.file} test failed\n`)
    return code
  }
  if (line.test) {
    yield* process.printError(
      `nginx: the configuration file ${line.file} syntax is ok\nnginx: configuration file ${line.file} test is successful\n`,
    )
    if (line.dump) yield* process.print(`# configuration file ${line.file}:\n${process.readFile(line.file)}\n`)
    return 0
  }
  const log = new Log(process, settings)
  if (line.signal !== undefined) return yield* sendSignal(process, line.signal, settings, log, fail)
  log.frozenAt = process.now
  if (process.uid !== 0 && settings.userDirective) {
    const { file, line: at } = settings.userDirective
    const text = `the "user" directive makes sense only if the master process runs with super-user privileges, ignored in ${file}:${at}`
    yield* log.write('warn', text)
    yield* process.printError(`nginx: [warn] ${text}\n`)
  } else if (settings.user !== undefined && !accountByName(process, settings.user))
    return yield* fail(`getpwnam("${settings.user}") failed in ${settings.userDirective?.file}:${settings.userDirective?.line}`)
  const refused = prepareFolders(process, settings)
  if (refused !== undefined) {
    yield* log.write('emerg', refused)
    return yield* fail(refused)
  }
  const listeners = yield* bind(process, settings, log, new Map())
  if (!listeners) return 1
  log.frozenAt = undefined
  const options = { file: line.file, globals, product: `nginx/${version}`, builtBy }
  const asMaster = function* (self: Process): Run<number> {
    self.setTitle(`nginx: master process nginx${args.map((arg) => ` ${arg}`).join('')}`)
    try {
      self.writeFile(settings.pidFile, `${self.pid}\n`)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      return yield* fail(`open() "${settings.pidFile}" failed (${error.code === 'EROFS' ? 30 : 13}: ${error.text})`)
    }
    return yield* master(self, settings, listeners, options, new Log(self, settings))
  }
  if (!settings.daemon) return yield* asMaster(process)
  // A daemon leaves its parent, which ends: as PID 1 of a container, that ends the container.
  process.spawn({ what: asMaster })
  return 0
}

/** nginx makes its folders for temporary files at each start. @returns why it cannot */
function prepareFolders(process: Process, settings: Settings): string | undefined {
  const root = '/var/cache/nginx'
  if (!process.exists(root)) return undefined
  const account = process.uid === 0 && settings.user !== undefined ? accountByName(process, settings.user) : undefined
  for (const name of tempFolders) {
    const path = `${root}/${name}`
    if (process.exists(path)) continue
    try {
      process.mkdir(path, 0o700)
      if (account) process.chown(path, account.uid, account.gid)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      const number = error.code === 'EROFS' ? 30 : error.code === 'EACCES' ? 13 : error.code === 'EPERM' ? 1 : 2
      const call = error.code === 'EPERM' ? `chown("${path}", ${account?.uid})` : `mkdir() "${path}"`
      return `${call} failed (${number}: ${error.text})`
    }
  }
  return undefined
}

function* sendSignal(
  process: Process,
  name: string,
  settings: Settings,
  log: Log,
  fail: (text: string) => Run<number>,
): Run<number> {
  const signal = signals[name as keyof typeof signals]
  if (signal === undefined) {
    yield* process.printError(`nginx: invalid option: "-s ${name}"\n`)
    return 1
  }
  yield* log.write('notice', 'signal process started')
  let pid: number
  try {
    pid = Number(process.readFile(settings.pidFile))
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(`nginx: [error] open() "${settings.pidFile}" failed (2: No such file or directory)\n`)
    return 1
  }
  if (!Number.isInteger(pid) || pid <= 0) {
    yield* process.printError(`nginx: [error] invalid PID number "" in "${settings.pidFile}"\n`)
    return 1
  }
  try {
    process.kill(pid, signal)
    return 0
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    return yield* fail(`kill(${pid}, ${signal}) failed (3: ${error.text}) at ${formatDate('%H:%M:%S', process.now)}`)
  }
}
