import { Errno } from '../machine/program.ts'
import { define, isBusybox, parseOptions, UsageError } from './options.ts'

export const realpath = define({
  name: 'realpath',
  summary: 'Print absolute pathnames of FILEs',
  usage: 'FILE...',
  *run(process, args) {
    const options = parseOptions(args, 'emsqz', {
      quiet: 'q',
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'no-symlinks': 's',
    })
    if (options.operands.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    let code = 0
    for (const path of options.operands) {
      try {
        yield* process.print(`${resolved(process.realpath, path, (each) => process.exists(each), options.has('e'))}\n`)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        code = 1
        if (!options.has('q')) yield* process.printError(`realpath: ${path}: ${error.text}\n`)
      }
    }
    return code
    function resolved(real: (path: string) => string, path: string, exists: (path: string) => boolean, strict: boolean): string {
      if (strict || exists(path)) return real.call(process, path)
      const [, parent = '', name = ''] = /^(.*\/)?([^/]+)\/*$/.exec(path) ?? []
      const base = real.call(process, parent === '' ? '.' : parent)
      return base === '/' ? `/${name}` : `${base}/${name}`
    }
  },
})
