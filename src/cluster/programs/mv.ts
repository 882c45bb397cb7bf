import { Errno } from '../machine/program.ts'
import { copy, destination } from './copying.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'
import { removeTree } from './rm.ts'

export const mv = define({
  name: 'mv',
  summary: 'Rename SOURCE to DEST, or move SOURCEs to DIRECTORY',
  usage: '[-finT] SOURCE... { [-t] DIRECTORY | DEST }',
  *run(process, args) {
    const options = parseOptions(args, 'finTt:vu', {
      force: 'f',
      'no-clobber': 'n',
      verbose: 'v',
      'target-directory=': 't',
      'no-target-directory': 'T',
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
      throw new Failure(
        isBusybox(process) ? `can't rename '${sources[0]}': Not a directory` : `target '${into}': Not a directory`,
      )
    let code = 0
    for (const from of sources) {
      const to = destination(process, from, into, options.has('T'))
      try {
        if (options.has('n') && process.exists(to)) continue
        try {
          process.rename(from, to)
        } catch (error) {
          if (!(error instanceof Errno) || error.code !== 'EXDEV') throw error
          yield* copy(process, from, to, { recursive: true, preserve: true, keepLinks: true, force: true })
          removeTree(process, from)
        }
        if (options.has('v'))
          yield* process.print(isBusybox(process) ? `'${from}' -> '${to}'\n` : `renamed '${from}' -> '${to}'\n`)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const gnu = error.code === 'ENOENT' ? `cannot stat '${from}'` : `cannot move '${from}' to '${to}'`
        yield* process.printError(`mv: ${isBusybox(process) ? `can't rename '${from}'` : gnu}: ${error.text}\n`)
        code = 1
      }
    }
    return code
  },
})
