import { formatDate, parseDate } from './date-format.ts'
import { define, Failure, isBusybox, parseOptions } from './options.ts'

export const date = define({
  name: 'date',
  summary: 'Display time (using +FMT), or set time',
  usage: '[OPTIONS] [+FMT] [[-s] TIME]',
  simplified: 'there is one time zone, UTC, and the clock of a node cannot be set',
  *run(process, args) {
    const options = parseOptions(args, 'uRd:s:r:D:I::', {
      utc: 'u',
      universal: 'u',
      'rfc-2822': 'R',
      'rfc-email': 'R',
      'date=': 'd',
      'set=': 's',
      'reference=': 'r',
      'iso-8601': 'I',
    })
    if (options.has('s') || options.operands.some((operand) => !operand.startsWith('+'))) {
      const [wrong] = options.operands
      if (!options.has('s') && wrong !== undefined && !/^\d/.test(wrong)) throw new Failure(`invalid date '${wrong}'`)
      throw new Failure(
        isBusybox(process) ? "can't set date: Operation not permitted" : 'cannot set date: Operation not permitted',
      )
    }
    let ms = process.now
    const text = options.value('d')
    const reference = options.value('r')
    if (reference !== undefined) ms = process.stat(reference).mtime
    if (text !== undefined) {
      const parsed = parseDate(text, process.now)
      if (parsed === undefined) throw new Failure(`invalid date '${text}'`)
      ms = parsed
    }
    const iso: Record<string, string> = {
      '': '%Y-%m-%d',
      date: '%Y-%m-%d',
      hours: '%Y-%m-%dT%H+0000',
      minutes: '%Y-%m-%dT%H:%M+0000',
    }
    let format = options.operands[0]?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y'
    if (options.has('R')) format = '%a, %d %b %Y %H:%M:%S +0000'
    if (options.has('I')) {
      const precision = options.value('I') ?? ''
      format = iso[precision] ?? (isBusybox(process) ? '%Y-%m-%dT%H:%M:%S+0000' : '%Y-%m-%dT%H:%M:%S+00:00')
    }
    yield* process.print(`${formatDate(format, ms)}\n`)
    return 0
  },
})
