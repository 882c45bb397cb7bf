import { define, isBusybox, UsageError } from './options.ts'

export const dirname = define({
  name: 'dirname',
  summary: 'Strip non-directory suffix from FILENAME',
  usage: 'FILENAME',
  *run(process, args) {
    if (args.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    for (const path of args) {
      const trimmed = path.replace(/(.)\/+$/, '$1')
      const slash = trimmed.lastIndexOf('/')
      yield* process.print(`${slash < 0 ? '.' : trimmed.slice(0, slash).replace(/\/+$/, '') || '/'}\n`)
    }
    return 0
  },
})
