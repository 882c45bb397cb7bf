import { formatDate } from './date-format.ts'
import { define, parseOptions } from './options.ts'

export const uptime = define({
  name: 'uptime',
  summary: 'Display the time since the last boot',
  usage: '[-s]',
  simplified: 'the load averages are those of an idle machine, and the machine counts from the start of PID 1',
  *run(process, args) {
    const options = parseOptions(args, 'sp', { since: 's', pretty: 'p' })
    const boot = Math.min(...process.processes().map(({ startedAt }) => startedAt))
    const seconds = Math.floor((process.now - boot) / 1000)
    if (options.has('s')) yield* process.print(`${formatDate('%Y-%m-%d %H:%M:%S', boot)}\n`)
    else {
      const days = Math.floor(seconds / 86_400)
      const hours = Math.floor((seconds % 86_400) / 3600)
      const minutes = Math.floor((seconds % 3600) / 60)
      const up = `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`}`
      yield* process.print(` ${formatDate('%H:%M:%S', process.now)} up ${up},  0 users,  load average: 0.08, 0.03, 0.01\n`)
    }
    return 0
  },
})
