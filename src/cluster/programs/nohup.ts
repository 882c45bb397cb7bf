import { define, UsageError } from './options.ts'
import { become } from './running.ts'

export const nohup = define({
  name: 'nohup',
  summary: 'Run PROG immune to hangups, with output to a non-tty',
  usage: 'PROG ARGS',
  *run(process, args) {
    if (args.length === 0) throw new UsageError('', 125)
    process.onSignal('HUP', 'ignore')
    if (process.isTerminal(1)) {
      yield* process.printError('nohup: appending output to nohup.out\n')
      const fd = process.open('nohup.out', { write: true, create: true, append: true, mode: 0o600 })
      process.dup(fd, 1)
      process.close(fd)
    }
    return yield* become(process, 'nohup', args)
  },
})
