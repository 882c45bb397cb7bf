import { Errno } from '../machine/program.ts'
import { define, parseOptions } from './options.ts'

export const tee = define({
  name: 'tee',
  summary: 'Copy stdin to each FILE, and also to stdout',
  usage: '[-ai] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'aip', { append: 'a', 'ignore-interrupts': 'i' })
    if (options.has('i')) process.onSignal('INT', 'ignore')
    const fds = [1]
    let code = 0
    for (const path of options.operands) {
      try {
        fds.push(
          path === '-'
            ? 1
            : process.open(path, { write: true, create: true, append: options.has('a'), truncate: !options.has('a') }),
        )
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(`tee: ${path}: ${error.text}\n`)
        code = 1
      }
    }
    for (;;) {
      const part = yield* process.read(0)
      if (part === '') return code
      for (const fd of fds) yield* process.write(fd, part)
    }
  },
})
