import { define, parseOptions } from './options.ts'
import { start, waitFor } from './running.ts'
import { shellCode } from './signal-names.ts'

export const time = define({
  name: 'time',
  summary: 'Run PROG, display resource usage when it exits',
  usage: '[-vpa] [-o FILE] PROG ARGS',
  *run(process, args) {
    const options = parseOptions(args, 'vpao:f:', {}, { stopEarly: true })
    if (options.operands.length === 0) return 0
    const began = process.now
    const started = yield* start(process, 'time', options.operands)
    if ('code' in started) return started.code
    const status = yield* waitFor(process, started.pid)
    const seconds = (process.now - began) / 1000
    if (options.has('p')) yield* process.printError(`real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`)
    else
      yield* process.printError(
        `real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`,
      )
    return shellCode(status)
  },
})
