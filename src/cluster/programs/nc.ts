import { Errno, type Process, type Run } from '../machine/program.ts'
import { define, Failure, parseOptions, UsageError } from './options.ts'

/** Carries bytes both ways until the other side has no more. */
function* converse(process: Process, fd: number, idleMs: number | undefined): Run<number> {
  let sending = true
  for (;;) {
    const ready = yield* process.poll(sending ? [fd, 0] : [fd], idleMs)
    if (ready === undefined) return idleMs === undefined ? 1 : 0
    if (ready === 0) {
      const part = yield* process.read(0)
      if (part === '') {
        // The other side learns that no more comes, and may still answer.
        sending = false
        process.shutdown(fd)
      } else yield* process.write(fd, part)
    } else {
      const part = yield* process.read(fd)
      if (part === '') return 0
      yield* process.print(part)
    }
  }
}

export const nc = define({
  name: 'nc',
  summary: 'Open a pipe to IP:PORT or, with -l, listen on PORT',
  usage: '[-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]',
  simplified: 'TCP alone; UDP is refused',
  *run(process, args) {
    // `-e PROG ARGS` takes the rest.
    const at = args.indexOf('-e')
    const command = at < 0 ? undefined : args.slice(at + 1)
    const lle = args.findIndex((arg) => /^-[a-z]*e$/.test(arg) && arg !== '-e')
    const program = command ?? (lle < 0 ? undefined : args.slice(lle + 1))
    const own =
      at >= 0
        ? args.slice(0, at)
        : lle >= 0
          ? [...args.slice(0, lle), String(args[lle]).replace(/e$/, '')].filter((arg) => arg !== '-')
          : args
    const options = parseOptions(own, 'lkvzuntp:w:i:s:q:f:N46', { listen: 'l', zero: 'z' })
    if (options.has('u')) throw new Failure('UDP is not simulated')
    const timeout = options.value('w')
    const timeoutMs = timeout === undefined ? undefined : Number(timeout) * 1000
    const say = options.has('v')
    if (options.has('l')) {
      const port = Number(options.value('p') ?? options.operands.at(-1) ?? 0)
      const listener = process.listen(port)
      if (say) yield* process.printError(`listening on [::]:${port} ...\n`)
      do {
        if (timeoutMs !== undefined && (yield* process.poll([listener], timeoutMs)) === undefined) return 1
        const { fd, remoteAddress, remotePort } = yield* process.accept(listener)
        if (say)
          yield* process.printError(
            `connect to [::ffff:${process.addresses().at(-1)?.address ?? '127.0.0.1'}]:${port} from [::ffff:${remoteAddress}]:${remotePort} ([::ffff:${remoteAddress}]:${remotePort})\n`,
          )
        if (program !== undefined) {
          const pid = process.spawn({ what: program, fds: { 0: fd, 1: fd, 2: 2 } })
          process.close(fd)
          if (!options.has('k')) yield* process.wait(pid)
        } else {
          yield* converse(process, fd, timeoutMs)
          process.close(fd)
        }
      } while (options.has('k') || /ll/.test(own.join('')))
      return 0
    }
    const [host, portText] = options.operands
    if (host === undefined || portText === undefined) throw new UsageError('')
    const [from = 0, to = from] = portText.split('-').map(Number)
    let code = 0
    for (let port = from; port <= to; port++) {
      try {
        const fd = yield* process.connect(host, port, timeoutMs)
        if (say) yield* process.printError(`${host} (${host}:${port}) open\n`)
        if (options.has('z')) process.close(fd)
        else if (program !== undefined) {
          process.dup(fd, 0)
          process.dup(fd, 1)
          return yield* process.exec(program)
        } else {
          code = yield* converse(process, fd, timeoutMs)
          process.close(fd)
        }
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        code = 1
        const text =
          error.code === 'ENOENT'
            ? `bad address '${host}'`
            : error.code === 'ETIMEDOUT' && timeoutMs !== undefined
              ? 'timed out'
              : `${host} (${host}:${port}): ${error.text}`
        if (!options.has('z') || say) yield* process.printError(`nc: ${text}\n`)
      }
    }
    return code
  },
})
