import { define, parseOptions } from './options.ts'
import { eachInput, Lines, Output } from './streams.ts'

export const nl = define({
  name: 'nl',
  summary: 'Write FILEs to standard output with line numbers added',
  usage: '[OPTIONS] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'b:i:v:w:s:p', {
      'body-numbering=': 'b',
      'number-width=': 'w',
      'number-separator=': 's',
      'starting-line-number=': 'v',
    })
    const width = Number(options.value('w') ?? 6)
    let number = Number(options.value('v') ?? 1)
    const output = new Output(process)
    const code = yield* eachInput(process, 'nl', options.operands, function* (fd) {
      const lines = new Lines(process, fd, output)
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        const counted = options.value('b') === 'a' || (options.value('b') !== 'n' && line !== '')
        yield* output.write(
          counted
            ? `${String(number).padStart(width)}${options.value('s') ?? '\t'}${line}\n`
            : `${' '.repeat(width + 1)}${line}\n`,
        )
        if (counted) number += Number(options.value('i') ?? 1)
      }
    })
    yield* output.flush()
    return code
  },
})
