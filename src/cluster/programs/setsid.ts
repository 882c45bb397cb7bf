import { define, parseOptions, UsageError } from './options.ts'
import { become } from './running.ts'

export const setsid = define({
  name: 'setsid',
  summary: 'Run PROG in a new session',
  usage: '[-c] PROG ARGS',
  simplified: 'sessions are not told apart: PROG simply runs',
  *run(process, args) {
    const options = parseOptions(args, 'cwf', {}, { stopEarly: true })
    if (options.operands.length === 0) throw new UsageError('')
    return yield* become(process, 'setsid', options.operands)
  },
})
