import { formatDate } from './date-format.ts'
import { define, parseOptions, UsageError } from './options.ts'
import { start, waitFor } from './running.ts'

export const watch = define({
  name: 'watch',
  summary: 'Run PROG periodically',
  usage: '[-n SEC] [-t] PROG ARGS',
  *run(process, args) {
    const options = parseOptions(args, 'n:tdegx', { 'interval=': 'n', 'no-title': 't', differences: 'd' }, { stopEarly: true })
    if (options.operands.length === 0) throw new UsageError('')
    const seconds = Math.max(0.1, Number(options.value('n') ?? 2))
    const command = options.operands.join(' ')
    for (;;) {
      const stamp = formatDate('%a %b %e %H:%M:%S %Y', process.now)
      const columns = process.terminalSize(1)?.columns ?? 80
      const title = `Every ${seconds.toFixed(1)}s: ${command}`
      yield* process.print(
        `\x1b[H\x1b[J${options.has('t') ? '' : `${title}${' '.repeat(Math.max(1, columns - title.length - stamp.length))}${stamp}\n\n`}`,
      )
      const argv = options.has('x') ? options.operands : ['sh', '-c', command]
      const started = yield* start(process, 'watch', argv)
      if ('pid' in started) yield* waitFor(process, started.pid)
      yield* process.sleep(seconds * 1000)
    }
  },
})
