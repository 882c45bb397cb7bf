import { Errno, type Process, type Run } from '../machine/program.ts'
import { define, isBusybox, parseOptions, UsageError } from './options.ts'

/** Removes a tree; the first thing that resists throws. */
export function removeTree(process: Process, path: string): void {
  if (process.lstat(path).type === 'directory') {
    for (const name of process.readDirectory(path)) removeTree(process, `${path}/${name}`)
    process.rmdir(path)
  } else process.unlink(path)
}

function* remove(process: Process, path: string, force: boolean): Run<number> {
  try {
    removeTree(process, path)
    return 0
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (force && error.code === 'ENOENT') return 0
    const told = error.path ?? path
    yield* process.printError(
      isBusybox(process) ? `rm: can't remove '${told}': ${error.text}\n` : `rm: cannot remove '${told}': ${error.text}\n`,
    )
    return 1
  }
}

export const rm = define({
  name: 'rm',
  summary: 'Remove (unlink) FILEs',
  usage: '[-irf] FILE...',
  *run(process, args) {
    const options = parseOptions(args, 'irRfvd', {
      recursive: 'r',
      force: 'f',
      verbose: 'v',
      interactive: 'i',
      'no-preserve-root': 'x',
    })
    const recursive = options.has('r') || options.has('R')
    const force = options.has('f')
    if (options.operands.length === 0 && !force) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    let code = 0
    for (const path of options.operands) {
      if (/(^|\/)\.\.?\/*$/.test(path)) {
        const text = isBusybox(process)
          ? `can't remove '.' or '..'`
          : `refusing to remove '.' or '..' directory: skipping '${path}'`
        yield* process.printError(`rm: ${text}\n`)
        code = 1
        continue
      }
      try {
        if (process.lstat(path).type === 'directory' && !recursive) throw new Errno('EISDIR', path)
        if (options.has('i')) {
          yield* process.printError(`rm: remove '${path}'? `)
          if (!/^y/i.test(yield* process.read(0, 128))) continue
        }
        code = Math.max(code, yield* remove(process, path, force))
        if (options.has('v')) yield* process.print(`removed '${path}'\n`)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        if (force && error.code === 'ENOENT') continue
        const busybox = isBusybox(process)
        const text = busybox
          ? error.code === 'EISDIR'
            ? `'${path}' is a directory`
            : `can't remove '${path}': ${error.text}`
          : `cannot remove '${path}': ${error.text}`
        yield* process.printError(`rm: ${text}\n`)
        code = 1
      }
    }
    return code
  },
})
