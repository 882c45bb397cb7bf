import { Errno } from '../machine/program.ts'
import { copy, destination } from './copying.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'

export const cp = define({
  name: 'cp',
  summary: 'Copy SOURCEs to DEST',
  usage: '[-arPLHpfinlsTu] SOURCE... { [-t] DIRECTORY | DEST }',
  *run(process, args) {
    const options = parseOptions(args, 'arRPLHpfinlsTut:vdx', {
      archive: 'a',
      recursive: 'r',
      force: 'f',
      'target-directory=': 't',
      'no-target-directory': 'T',
      verbose: 'v',
      'no-clobber': 'n',
      update: 'u',
      preserve: 'p',
      'no-dereference': 'd',
      parents: 'x',
    })
    const sources = [...options.operands]
    const into = options.value('t') ?? sources.pop()
    if (into === undefined || sources.length === 0) {
      const [only] = options.operands
      throw new UsageError(
        isBusybox(process)
          ? ''
          : only === undefined
            ? 'missing file operand'
            : `missing destination file operand after '${only}'`,
      )
    }
    const toDirectory = process.exists(into) && process.stat(into).type === 'directory'
    if (sources.length > 1 && !toDirectory)
      throw new Failure(isBusybox(process) ? `can't create directory '${into}'` : `target '${into}': Not a directory`)
    const recursive = options.has('r') || options.has('R') || options.has('a')
    const keepLinks = (options.has('a') || options.has('P') || options.has('d') || recursive) && !options.has('L')
    let code = 0
    for (const from of sources) {
      const to = destination(process, from, into, options.has('T'))
      try {
        if (options.has('n') && process.exists(to)) continue
        if (options.has('u') && process.exists(to) && process.stat(to).mtime >= process.stat(from).mtime) continue
        if (process.exists(to) && process.realpath(from) === process.realpath(to) && process.stat(from).type !== 'directory') {
          throw new Failure(`'${from}' and '${to}' are the same file`)
        }
        if (options.has('s')) process.symlink(from, to)
        else if (options.has('l')) process.link(from, to)
        else
          yield* copy(process, from, to, {
            recursive,
            keepLinks,
            preserve: options.has('a') || options.has('p'),
            force: options.has('f'),
          })
        if (options.has('v')) yield* process.print(`'${from}' -> '${to}'\n`)
      } catch (error) {
        code = 1
        if (error instanceof Failure) {
          const text =
            !isBusybox(process) && error.message.startsWith('omitting') ? `-r not specified; ${error.message}` : error.message
          yield* process.printError(`cp: ${text}\n`)
        } else if (error instanceof Errno) {
          const missing = error.path === undefined || error.path === from || error.code === 'ENOENT'
          const busyboxText =
            error.path === to || !missing ? `can't create '${to}': ${error.text}` : `can't stat '${from}': ${error.text}`
          const gnuText =
            error.path === to || !missing
              ? `cannot create regular file '${to}': ${error.text}`
              : `cannot stat '${from}': ${error.text}`
          yield* process.printError(`cp: ${isBusybox(process) ? busyboxText : gnuText}\n`)
        } else throw error
      }
    }
    return code
  },
})
