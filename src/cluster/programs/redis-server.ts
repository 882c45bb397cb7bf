import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { formatDate } from './date-format.ts'
import { formatReply, parseReply, type Reply } from './redis/resp.ts'
import { Store } from './redis/store.ts'
import { catchSignals } from './server-signals.ts'

interface Settings {
  port: number
  dir: string
  requirePass: string | undefined
  maxMemory: number
  save: boolean
  appendOnly: boolean
  configured: boolean
}

function readSettings(process: Process, args: readonly string[]): Settings {
  const settings: Settings = {
    port: 6379,
    dir: process.cwd,
    requirePass: undefined,
    maxMemory: 0,
    save: true,
    appendOnly: false,
    configured: false,
  }
  const apply = (name: string, value: string) => {
    if (name === 'port') settings.port = Number(value)
    if (name === 'dir') settings.dir = value
    if (name === 'requirepass') settings.requirePass = value
    if (name === 'save') settings.save = value !== '' && value !== '""'
    if (name === 'appendonly') settings.appendOnly = value === 'yes'
    if (name === 'maxmemory')
      settings.maxMemory =
        Number.parseInt(value, 10) *
        (/mb?$/i.test(value) ? 1 << 20 : /gb?$/i.test(value) ? 1 << 30 : /kb?$/i.test(value) ? 1024 : 1)
  }
  let i = 0
  const [file] = args
  if (file !== undefined && !file.startsWith('--')) {
    settings.configured = true
    i = 1
    for (const line of process.readFile(file).split('\n')) {
      const match = /^\s*([a-z-]+)\s+(.*?)\s*$/i.exec(line)
      if (match) apply(String(match[1]).toLowerCase(), String(match[2]).replace(/^"(.*)"$/, '$1'))
    }
  }
  for (; i < args.length; i++) {
    if (!String(args[i]).startsWith('--')) continue
    const next = args[i + 1]
    apply(String(args[i]).slice(2), next === undefined || next.startsWith('--') ? '' : next)
  }
  return settings
}

/** The Redis server of one version. */
export function redisServer(version: string): Program {
  return {
    name: 'redis-server',
    summary: 'An in-memory data store',
    simplified:
      'strings, lists, hashes and sets; no scripts, streams, replication or pub/sub; dump.rdb and the append-only file hold JSON',
    run: (process, args) => serve(process, args, version),
  }
}

function* serve(process: Process, args: readonly string[], version: string): Run<number> {
  const log = function* (mark: string, text: string): Run<void> {
    yield* process.print(`${process.pid}:M ${formatDate('%d %b %Y %H:%M:%S.%3N', process.now)} ${mark} ${text}\n`)
  }
  if (args[0] === '--version' || args[0] === '-v') {
    yield* process.print(`Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n`)
    return 0
  }
  let settings: Settings
  try {
    settings = readSettings(process, args)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.print(
      `${process.pid}:C ${formatDate('%d %b %Y %H:%M:%S.%3N', process.now)} # Fatal error, can't open config file '${args[0]}': ${error.text}\n`,
    )
    return 1
  }
  const early = function* (text: string): Run<void> {
    yield* process.print(`${process.pid}:C ${formatDate('%d %b %Y %H:%M:%S.%3N', process.now)} ${text}\n`)
  }
  yield* early('* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo')
  yield* early(`* Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started`)
  yield* early(
    settings.configured || args.length > 0
      ? '* Configuration loaded'
      : '# Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
  )
  yield* log('*', 'monotonic clock: POSIX clock_gettime')
  let listener: number
  try {
    listener = process.listen(settings.port)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* log('#', `Warning: Could not create server TCP listening socket *:${settings.port}: bind: ${error.text}`)
    yield* log('#', `Failed listening on port ${settings.port} (tcp), aborting.`)
    return 1
  }
  yield* log('*', `Running mode=standalone, port=${settings.port}.`)
  const store = new Store(() => process.now)
  const file = settings.appendOnly ? `${settings.dir}/appendonlydir` : `${settings.dir}/dump.rdb`
  const path = settings.appendOnly ? `${file}/appendonly.aof` : file
  if (process.exists(path)) {
    store.load(process.readFile(path))
    yield* log('*', `DB loaded from disk: 0.000 seconds`)
  }
  yield* log('*', 'Server initialized')
  yield* log('*', 'Ready to accept connections tcp')
  const startedAt = process.now
  const ending = catchSignals(process)
  const clients = new Map<number, { buffer: string; allowed: boolean }>()
  let dirty = false
  const save = (): string | undefined => {
    try {
      if (settings.appendOnly && !process.exists(file)) process.mkdir(file)
      process.writeFile(path, store.dump())
      dirty = false
      return undefined
    } catch (error) {
      if (error instanceof Errno) return error.text
      throw error
    }
  }
  const answer = (fd: number, words: readonly string[]): Reply | 'quit' => {
    const [name = '', ...rest] = words
    const client = clients.get(fd)
    const command = name.toUpperCase()
    if (command === 'QUIT') return 'quit'
    if (command === 'AUTH') {
      if (settings.requirePass === undefined)
        return {
          error:
            'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        }
      if (rest.at(-1) !== settings.requirePass) return { error: 'WRONGPASS invalid username-password pair or user is disabled.' }
      if (client) client.allowed = true
      return { status: 'OK' }
    }
    if (settings.requirePass !== undefined && !client?.allowed) return { error: 'NOAUTH Authentication required.' }
    if (command === 'INFO') return information(process, store, version, settings.port, startedAt, clients.size)
    if (command === 'SAVE' || command === 'BGSAVE') {
      const failed = save()
      if (failed !== undefined) return { error: `ERR ${failed}` }
      return { status: command === 'SAVE' ? 'OK' : 'Background saving started' }
    }
    if (command === 'CONFIG')
      return rest[0]?.toUpperCase() === 'GET'
        ? [rest[1] ?? '', rest[1] === 'maxmemory' ? String(settings.maxMemory) : rest[1] === 'dir' ? settings.dir : '']
        : { status: 'OK' }
    if (command === 'SELECT' || command === 'CLIENT') return { status: 'OK' }
    if (command === 'COMMAND') return []
    if (command === 'ROLE') return ['master', 0, []]
    if (
      settings.maxMemory > 0 &&
      /^(SET|LPUSH|RPUSH|HSET|SADD|APPEND|MSET|INCR)/.test(command) &&
      store.bytes > settings.maxMemory
    )
      return { error: "OOM command not allowed when used memory > 'maxmemory'." }
    const reply = store.run(command, rest)
    if (reply === undefined)
      return { error: `ERR unknown command '${name}', with args beginning with: ${rest.map((each) => `'${each}' `).join('')}` }
    if (!/^(GET|KEYS|PING|TTL|EXISTS|LRANGE|HGET|SMEMBERS|TYPE|DBSIZE|ECHO)/.test(command)) {
      dirty = true
      if (settings.appendOnly) save()
      process.setMemory(6_000_000 + store.bytes)
    }
    return reply
  }
  while (ending.signal === undefined) {
    const fd = yield* process.poll([listener, ...clients.keys()])
    if (fd === undefined) continue
    if (fd === listener) {
      const accepted = yield* process.accept(listener)
      clients.set(accepted.fd, { buffer: '', allowed: false })
      continue
    }
    const client = clients.get(fd)
    if (!client) continue
    try {
      const part = yield* process.read(fd)
      client.buffer += part
      let closing = part === ''
      for (;;) {
        const parsed = client.buffer === '' ? undefined : parseReply(client.buffer)
        if (!parsed) break
        client.buffer = client.buffer.slice(parsed.end)
        const words = Array.isArray(parsed.value) ? parsed.value.map(String) : []
        if (words.length === 0 || words[0] === '') continue
        if (words[0]?.toUpperCase() === 'SHUTDOWN') {
          ending.signal = 'TERM'
          break
        }
        const reply = answer(fd, words)
        yield* process.write(fd, reply === 'quit' ? '+OK\r\n' : formatReply(reply))
        if (reply === 'quit') closing = true
      }
      if (closing) {
        clients.delete(fd)
        process.close(fd)
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      clients.delete(fd)
      process.close(fd)
    }
  }
  yield* process.print(
    `${process.pid}:signal-handler (${Math.floor(process.now / 1000)}) Received ${ending.signal === 'INT' ? 'SIGINT' : 'SIGTERM'} scheduling shutdown...\n`,
  )
  yield* log('*', `User requested shutdown...`)
  if (settings.save || settings.appendOnly) {
    yield* log('*', 'Saving the final RDB snapshot before exiting.')
    if (dirty || store.size > 0) save()
    yield* log('*', 'DB saved on disk')
  }
  yield* log('#', 'Redis is now ready to exit, bye bye...')
  return 0
}

function information(process: Process, store: Store, version: string, port: number, startedAt: number, clients: number): string {
  const lines = [
    '# Server',
    `redis_version:${version}`,
    'redis_mode:standalone',
    'os:Linux x86_64',
    `process_id:${process.pid}`,
    `tcp_port:${port}`,
    `uptime_in_seconds:${Math.floor((process.now - startedAt) / 1000)}`,
    '',
    '# Clients',
    `connected_clients:${clients}`,
    '',
    '# Memory',
    `used_memory:${1_000_000 + store.bytes}`,
    '',
    '# Persistence',
    'loading:0',
    '',
    '# Stats',
    `total_commands_processed:${store.commands}`,
    '',
    '# Replication',
    'role:master',
    'connected_slaves:0',
    '',
    '# Keyspace',
    ...(store.size > 0 ? [`db0:keys=${store.size},expires=${store.expiring},avg_ttl=0`] : []),
  ]
  return `${lines.join('\r\n')}\r\n`
}
