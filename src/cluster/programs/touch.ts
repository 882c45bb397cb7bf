import { Errno } from '../machine/program.ts'
import { parseDate } from './date-format.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'

/** `[[CC]YY]MMDDhhmm[.ss]`. */
function parseStamp(text: string, now: number): number | undefined {
  const match = /^(\d{2,4})?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(text)
  if (!match) return undefined
  const [, given, month, day, hour, minute, second] = match
  const year = given === undefined ? new Date(now).getUTCFullYear() : given.length === 4 ? Number(given) : 2000 + Number(given)
  return Date.UTC(year, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second ?? 0))
}

export const touch = define({
  name: 'touch',
  summary: 'Update mtime of FILEs',
  usage: '[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...',
  *run(process, args) {
    const options = parseOptions(args, 'chamd:t:r:f', {
      'no-create': 'c',
      'date=': 'd',
      'reference=': 'r',
      'no-dereference': 'h',
    })
    if (options.operands.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing file operand')
    let mtime = process.now
    let atime = process.now
    const reference = options.value('r')
    const text = options.value('d')
    const stamp = options.value('t')
    if (reference !== undefined) ({ mtime, atime } = process.stat(reference))
    if (text !== undefined || stamp !== undefined) {
      const parsed = text !== undefined ? parseDate(text, process.now) : parseStamp(String(stamp), process.now)
      if (parsed === undefined) throw new Failure(`invalid date '${text ?? stamp}'`)
      mtime = parsed
      atime = parsed
    }
    let code = 0
    for (const path of options.operands) {
      try {
        if (!process.exists(path)) {
          if (options.has('c')) continue
          process.close(process.open(path, { write: true, create: true }))
        }
        const before = process.stat(path)
        process.utimes(path, options.has('m') ? before.atime : atime, options.has('a') ? before.mtime : mtime)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(
          isBusybox(process) ? `touch: ${path}: ${error.text}\n` : `touch: cannot touch '${path}': ${error.text}\n`,
        )
        code = 1
      }
    }
    return code
  },
})
