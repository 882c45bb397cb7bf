import { Errno } from '../machine/program.ts'
import { define, Failure, UsageError } from './options.ts'

export const telnet = define({
  name: 'telnet',
  summary: 'Connect to telnet server',
  usage: '[-a] [-l USER] HOST [PORT]',
  *run(process, args) {
    const [host, port = '23'] = args.filter((arg) => !arg.startsWith('-'))
    if (host === undefined) throw new UsageError('')
    let fd: number
    try {
      fd = yield* process.connect(host, Number(port))
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      throw new Failure(
        error.code === 'ENOENT' ? `bad address '${host}'` : `can't connect to remote host (${host}): ${error.text}`,
      )
    }
    yield* process.print(`Connected to ${host}\n\nEntering character mode\nEscape character is '^]'.\n\n`)
    let sending = true
    for (;;) {
      const ready = yield* process.poll(sending ? [fd, 0] : [fd])
      if (ready === undefined) continue
      const part = yield* process.read(ready)
      if (ready === 0) {
        if (part === '') sending = false
        else yield* process.write(fd, part)
      } else if (part === '') {
        yield* process.printError('Connection closed by foreign host\n')
        return 1
      } else yield* process.print(part)
    }
  },
})
