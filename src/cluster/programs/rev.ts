import { decode, encode } from '../machine/bytes.ts'
import { define } from './options.ts'
import { eachInput, Lines, Output } from './streams.ts'

export const rev = define({
  name: 'rev',
  summary: 'Reverse lines of FILE',
  usage: '[FILE]...',
  *run(process, args) {
    const output = new Output(process)
    const code = yield* eachInput(process, 'rev', args, function* (fd) {
      const lines = new Lines(process, fd, output)
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next())
        yield* output.write(`${encode([...decode(line)].reverse().join(''))}\n`)
    })
    yield* output.flush()
    return code
  },
})
