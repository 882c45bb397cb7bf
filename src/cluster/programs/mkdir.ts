import { Errno } from '../machine/program.ts'
import { changeMode } from './modes.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'

export const mkdir = define({
  name: 'mkdir',
  summary: 'Create DIRECTORY',
  usage: '[-m MODE] [-p] DIRECTORY...',
  *run(process, args) {
    const options = parseOptions(args, 'm:pvZ', { parents: 'p', 'mode=': 'm', verbose: 'v' })
    if (options.operands.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    const modeOption = options.value('m')
    const mode = modeOption === undefined ? undefined : changeMode(modeOption, { type: 'directory', mode: 0o777 }, process.umask)
    if (modeOption !== undefined && mode === undefined) throw new Failure(`invalid mode '${modeOption}'`)
    let code = 0
    for (const path of options.operands) {
      try {
        if (options.has('p')) {
          const parts = path.split('/')
          for (let i = 1; i <= parts.length; i++) {
            const prefix = parts.slice(0, i).join('/')
            if (prefix === '') continue
            if (process.exists(prefix)) {
              if (i === parts.length && process.stat(prefix).type !== 'directory') throw new Errno('EEXIST', path)
            } else process.mkdir(prefix)
          }
        } else process.mkdir(path)
        if (mode !== undefined) process.chmod(path, mode)
        if (options.has('v')) yield* process.print(`created directory: '${path}'\n`)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const text = isBusybox(process) ? `can't create directory '${path}'` : `cannot create directory '${path}'`
        yield* process.printError(`mkdir: ${text}: ${error.text}\n`)
        code = 1
      }
    }
    return code
  },
})
