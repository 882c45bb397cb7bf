import { define, parseOptions } from './options.ts'
import { eachInput, Lines, Output } from './streams.ts'

export const fold = define({
  name: 'fold',
  summary: 'Wrap input lines in FILEs (or stdin), writing to stdout',
  usage: '[-bs] [-w WIDTH] [FILE]...',
  *run(process, args) {
    const options = parseOptions(
      args.map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg)),
      'bsw:',
      { 'width=': 'w', spaces: 's', bytes: 'b' },
    )
    const width = Math.max(1, Number(options.value('w') ?? 80))
    const output = new Output(process)
    const code = yield* eachInput(process, 'fold', options.operands, function* (fd) {
      const lines = new Lines(process, fd, output)
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        let rest = line
        while (rest.length > width) {
          const space = options.has('s') ? rest.lastIndexOf(' ', width - 1) : -1
          const end = space > 0 ? space + 1 : width
          yield* output.write(`${rest.slice(0, end)}\n`)
          rest = rest.slice(end)
        }
        yield* output.write(`${rest}\n`)
      }
    })
    yield* output.flush()
    return code
  },
})
