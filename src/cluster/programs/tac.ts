import { define } from './options.ts'
import { eachInput, linesOf, readAll } from './streams.ts'

export const tac = define({
  name: 'tac',
  summary: 'Concatenate FILEs and print them in reverse',
  usage: '[FILE]...',
  *run(process, args) {
    return yield* eachInput(process, 'tac', args, function* (fd) {
      const lines = linesOf(yield* readAll(process, fd))
      if (lines.length > 0) yield* process.print(`${lines.reverse().join('\n')}\n`)
    })
  },
})
