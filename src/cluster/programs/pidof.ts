import { define, parseOptions } from './options.ts'
import { hasName } from './process-names.ts'

export const pidof = define({
  name: 'pidof',
  summary: 'List PIDs of all processes with names that match NAMEs',
  usage: '[-s] [-o PID] [NAME]...',
  *run(process, args) {
    const options = parseOptions(args, 'so:xc')
    const omitted = new Set(
      options
        .values('o')
        .flatMap((each) => each.split(','))
        .map(Number),
    )
    let pids: number[] = []
    for (const name of options.operands) {
      // The newest first, as the real one finds them.
      for (const info of process.processes())
        if (info.pid !== process.pid && !omitted.has(info.pid) && hasName(info, name)) pids.unshift(info.pid)
    }
    if (options.has('s')) pids = pids.slice(0, 1)
    if (pids.length > 0) yield* process.print(`${pids.join(' ')}\n`)
    return pids.length > 0 ? 0 : 1
  },
})
