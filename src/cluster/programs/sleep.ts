import { define, Failure, isBusybox, UsageError } from './options.ts'

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const sleep = define({
  name: 'sleep',
  summary:
    'Pause for a time equal to the total of the args given, where each arg can\nhave an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays',
  usage: '[N]...',
  *run(process, args) {
    const spans = args[0] === '--' ? args.slice(1) : args
    if (spans.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    let totalMs = 0
    for (const span of spans) {
      const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(span)
      if (/^inf(inity)?$/i.test(span)) totalMs = Number.POSITIVE_INFINITY
      else if (match) totalMs += Number(match[1]) * (units[match[2] || 's'] ?? 1000)
      else if (isBusybox(process)) throw new Failure(`invalid number '${span}'`)
      else throw new UsageError(`invalid time interval '${span}'`)
    }
    // A timer cannot be infinitely far away: a century stands for it.
    yield* process.sleep(Math.min(totalMs, 3.2e12))
    return 0
  },
})
