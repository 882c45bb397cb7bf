import { Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { formatCommand, parseReply, type Reply, showReply } from './redis/resp.ts'
import { Lines } from './streams.ts'

function* ask(process: Process, fd: number, words: readonly string[]): Run<Reply | undefined> {
  yield* process.write(fd, formatCommand(words))
  let input = ''
  for (;;) {
    const part = yield* process.read(fd)
    if (part === '') return undefined
    input += part
    const parsed = parseReply(input)
    if (parsed) return parsed.value
  }
}

function words(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map((match) =>
    match[1] !== undefined ? match[1].replace(/\\n/g, '\n').replace(/\\(.)/g, '$1') : (match[2] ?? match[3] ?? ''),
  )
}

export const redisCli: Program = {
  name: 'redis-cli',
  summary: 'The command line of Redis',
  *run(process, args) {
    let host = '127.0.0.1'
    let port = 6379
    let password = process.env.get('REDISCLI_AUTH')
    let raw = !process.isTerminal(1)
    const command: string[] = []
    let repeat = 1
    for (let i = 0; i < args.length; i++) {
      const arg = String(args[i])
      if (command.length > 0) command.push(arg)
      else if (arg === '-h') host = String(args[++i] ?? '')
      else if (arg === '-p') port = Number(args[++i])
      else if (arg === '-a' || arg === '--pass') password = String(args[++i] ?? '')
      else if (arg === '-r') repeat = Number(args[++i])
      else if (arg === '-n' || arg === '-i' || arg === '--user' || arg === '-t') i++
      else if (arg === '-u') {
        const match = /^redis:\/\/(?:[^:@]*:?([^@]*)@)?([^:/]+)(?::(\d+))?/.exec(String(args[++i] ?? ''))
        if (match) {
          password = match[1] ?? password
          host = String(match[2])
          port = Number(match[3] ?? 6379)
        }
      } else if (arg === '--raw') raw = true
      else if (arg === '--no-raw') raw = false
      else if (arg.startsWith('--') || arg === '-c' || arg === '-e') continue
      else command.push(arg)
    }
    let fd: number
    try {
      fd = yield* process.connect(host, port)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      const reason = error.code === 'ENOENT' ? 'Name or service not known' : error.text
      yield* process.printError(`Could not connect to Redis at ${host}:${port}: ${reason}\n`)
      return 1
    }
    if (password !== undefined) {
      if (args.includes('-a'))
        yield* process.printError(
          "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
        )
      const reply = yield* ask(process, fd, ['AUTH', password])
      if (reply !== null && typeof reply === 'object' && 'error' in reply)
        yield* process.printError(`AUTH failed: ${reply.error}\n`)
    }
    const one = function* (list: readonly string[]): Run<boolean> {
      const reply = yield* ask(process, fd, list)
      if (reply === undefined) {
        yield* process.printError('Error: Server closed the connection\n')
        return false
      }
      yield* process.print(`${showReply(reply, raw)}\n`)
      return true
    }
    if (command.length > 0) {
      for (let i = 0; i < repeat; i++) if (!(yield* one(command))) return 1
      return 0
    }
    const lines = new Lines(process, 0)
    const prompt = process.isTerminal(0) ? `${host}:${port}> ` : ''
    for (;;) {
      yield* process.print(prompt)
      const line = yield* lines.next()
      if (line === undefined || /^(exit|quit)$/i.test(line.trim())) return 0
      const list = words(line)
      if (list.length > 0 && !(yield* one(list))) return 1
    }
  },
}
