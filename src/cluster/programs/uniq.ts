import { define, parseOptions } from './options.ts'
import { Lines, Output, openInput } from './streams.ts'

export const uniq = define({
  name: 'uniq',
  summary: 'Discard duplicate lines',
  usage: '[-cduiz] [-f,s,w N] [FILE [OUTFILE]]',
  *run(process, args) {
    const options = parseOptions(args, 'cduizf:s:w:', {
      count: 'c',
      repeated: 'd',
      unique: 'u',
      'ignore-case': 'i',
      'skip-fields=': 'f',
      'skip-chars=': 's',
      'check-chars=': 'w',
    })
    const [input = '-', target] = options.operands
    const fd = openInput(process, input)
    const outputFd = target === undefined ? 1 : process.open(target, { write: true, create: true, truncate: true })
    const output = new Output(process, outputFd)
    const lines = new Lines(process, fd, output)
    const keyOf = (line: string) => {
      let key = line
      for (let i = 0; i < Number(options.value('f') ?? 0); i++) key = key.replace(/^\s*\S+/, '')
      key = key.slice(Number(options.value('s') ?? 0))
      if (options.has('w')) key = key.slice(0, Number(options.value('w')))
      return options.has('i') ? key.toLowerCase() : key
    }
    let current: string | undefined
    let count = 0
    for (;;) {
      const line = yield* lines.next()
      if (current !== undefined && (line === undefined || keyOf(line) !== keyOf(current))) {
        if (!(options.has('d') && count === 1) && !(options.has('u') && count > 1))
          yield* output.write(`${options.has('c') ? `${String(count).padStart(7)} ` : ''}${current}\n`)
        current = line
        count = 1
      } else if (current === undefined) {
        current = line
        count = 1
      } else count++
      if (line === undefined) break
    }
    yield* output.flush()
    return 0
  },
})
