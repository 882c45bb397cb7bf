import { define, parseOptions } from './options.ts'
import { become } from './running.ts'

export const nice = define({
  name: 'nice',
  summary: 'Change scheduling priority, run PROG',
  usage: '[-n ADJUST] [PROG ARGS]',
  simplified: 'priorities have no effect',
  *run(process, args) {
    const options = parseOptions(
      args.map((arg, i) => (i === 0 && /^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg)),
      'n:',
      { 'adjustment=': 'n' },
      { stopEarly: true },
    )
    if (options.operands.length === 0) {
      yield* process.print('0\n')
      return 0
    }
    return yield* become(process, 'nice', options.operands)
  },
})

export const renice = define({
  name: 'renice',
  summary: 'Change scheduling priority of a running process',
  usage: '[-n] PRIORITY [[-p|g|u] ID...]...',
  simplified: 'priorities have no effect',
  // biome-ignore lint/correctness/useYield: there is nothing to wait for
  *run() {
    return 0
  },
})
