import { define, errorText, isBusybox, parseOptions } from './options.ts'
import { eachInput, Lines, Output } from './streams.ts'

export const cat = define({
  name: 'cat',
  summary: 'Print FILEs to stdout',
  usage: '[-nbvteA] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'nbvteAETsu', {
      number: 'n',
      'number-nonblank': 'b',
      'show-all': 'A',
      'squeeze-blank': 's',
    })
    const ends = options.has('e') || options.has('E') || options.has('A')
    const tabs = options.has('t') || options.has('T') || options.has('A')
    const numbers = options.has('n') || options.has('b')
    const plain = !ends && !tabs && !numbers && !options.has('s') && !options.has('v')
    const output = new Output(process)
    let number = 0
    const code = yield* eachInput(
      process,
      'cat',
      options.operands,
      function* (fd) {
        if (plain) {
          for (;;) {
            const part = yield* process.read(fd)
            if (part === '') return
            yield* process.write(1, part)
          }
        }
        const lines = new Lines(process, fd, output)
        let blank = false
        for (;;) {
          const line = yield* lines.next()
          if (line === undefined) break
          if (options.has('s') && blank && line === '') continue
          blank = line === ''
          const counted = numbers && !(options.has('b') && line === '')
          const shown = tabs ? line.replaceAll('\t', '^I') : line
          yield* output.write(
            `${counted ? `${String(++number).padStart(6)}\t` : ''}${shown}${ends ? '$' : ''}${lines.terminated ? '\n' : ''}`,
          )
        }
        yield* output.flush()
      },
      (path, error) =>
        isBusybox(process) && error.code !== 'EISDIR'
          ? `cat: can't open '${path}': ${error.text}`
          : isBusybox(process)
            ? 'cat: read error: Is a directory'
            : `cat: ${errorText(error, path)}`,
    )
    return code
  },
})
