import { Errno } from '../machine/program.ts'
import { destination } from './copying.ts'
import { define, isBusybox, parseOptions, UsageError } from './options.ts'

export const ln = define({
  name: 'ln',
  summary: 'Create a link LINK or DIR/TARGET to the specified TARGET(s)',
  usage: '[-sfnbtvT] TARGET... LINK|DIR',
  *run(process, args) {
    const options = parseOptions(args, 'sfnbvTr', { symbolic: 's', force: 'f', 'no-dereference': 'n', verbose: 'v' })
    const targets = [...options.operands]
    if (targets.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing file operand')
    const into = targets.length === 1 ? '.' : String(targets.pop())
    let code = 0
    for (const target of targets) {
      const isLink = options.has('n') && process.exists(into) && process.lstat(into).type === 'symlink'
      const path = destination(process, target, into, options.has('T') || isLink)
      try {
        if (options.has('f')) {
          try {
            process.unlink(path)
          } catch (error) {
            if (!(error instanceof Errno)) throw error
          }
        }
        if (options.has('s')) process.symlink(target, path)
        else process.link(target, path)
        if (options.has('v')) yield* process.print(`'${path}' -> '${target}'\n`)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const gnu = options.has('s') ? `failed to create symbolic link '${path}'` : `failed to create hard link '${path}'`
        yield* process.printError(`ln: ${isBusybox(process) ? path : gnu}: ${error.text}\n`)
        code = 1
      }
    }
    return code
  },
})
