import { Errno, type Process, type Run } from '../machine/program.ts'
import { changeMode } from './modes.ts'
import { define, Failure, isBusybox, type Options, parseOptions, UsageError } from './options.ts'

function* apply(process: Process, mode: string, path: string, options: Options): Run<number> {
  let code = 0
  try {
    const stat = process.stat(path)
    const wanted = changeMode(mode, stat, process.umask)
    if (wanted === undefined) throw new Failure(isBusybox(process) ? `invalid mode '${mode}'` : `invalid mode: '${mode}'`)
    process.chmod(path, wanted)
    if (options.has('v')) yield* process.print(`mode of '${path}' changed to ${wanted.toString(8).padStart(4, '0')}\n`)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    const gnu = error.code === 'ENOENT' ? `cannot access '${path}'` : `changing permissions of '${path}'`
    if (!options.has('f')) yield* process.printError(`chmod: ${isBusybox(process) ? path : gnu}: ${error.text}\n`)
    return 1
  }
  if (options.has('R') && process.lstat(path).type === 'directory') {
    for (const name of process.readDirectory(path)) {
      if (process.lstat(`${path}/${name}`).type !== 'symlink')
        code = Math.max(code, yield* apply(process, mode, `${path}/${name}`, options))
    }
  }
  return code
}

export const chmod = define({
  name: 'chmod',
  summary: 'MODE is octal number (bit pattern sstrwxrwxrwx) or [ugoa]{+|-|=}[rwxXst]',
  usage: '[-Rcvf] MODE[,MODE]... FILE...',
  *run(process, args) {
    // `chmod -x file`: a mode that looks like an option.
    const plain = args.map((arg) => (/^-[rwxXst]+$/.test(arg) ? `a${arg}` : arg))
    const options = parseOptions(plain, 'Rcvf', { recursive: 'R', verbose: 'v', quiet: 'f', changes: 'c' })
    const [mode, ...paths] = options.operands
    if (mode === undefined || paths.length === 0)
      throw new UsageError(isBusybox(process) ? '' : mode === undefined ? 'missing operand' : `missing operand after '${mode}'`)
    let code = 0
    for (const path of paths) code = Math.max(code, yield* apply(process, mode, path, options))
    return code
  },
})
