import { formatDate } from './date-format.ts'
import { define, parseOptions } from './options.ts'
import { readInput } from './streams.ts'

export const logger = define({
  name: 'logger',
  summary: 'Write MESSAGE (or stdin) to syslog',
  usage: '[-s] [-t TAG] [-p PRIO] [MESSAGE]',
  simplified: 'a container has no syslog: only -s shows anything',
  *run(process, args) {
    const options = parseOptions(args, 'st:p:i')
    const text = options.operands.length > 0 ? options.operands.join(' ') : (yield* readInput(process, '-')).trimEnd()
    if (options.has('s'))
      yield* process.printError(`${formatDate('%b %e %H:%M:%S', process.now)} ${options.value('t') ?? 'root'}: ${text}\n`)
    return 0
  },
})
