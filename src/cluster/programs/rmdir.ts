import { Errno } from '../machine/program.ts'
import { define, isBusybox, parseOptions, UsageError } from './options.ts'

export const rmdir = define({
  name: 'rmdir',
  summary: 'Remove DIRECTORY if it is empty',
  usage: '[-p] DIRECTORY...',
  *run(process, args) {
    const options = parseOptions(args, 'pv', { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'i' })
    if (options.operands.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    let code = 0
    for (const path of options.operands) {
      let current = path.replace(/\/+$/, '')
      try {
        do {
          process.rmdir(current)
          current = current.replace(/\/?[^/]*$/, '')
        } while (options.has('p') && current !== '')
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        if (options.has('i') && error.code === 'ENOTEMPTY') continue
        yield* process.printError(
          isBusybox(process) ? `rmdir: '${current}': ${error.text}\n` : `rmdir: failed to remove '${current}': ${error.text}\n`,
        )
        code = 1
      }
    }
    return code
  },
})
