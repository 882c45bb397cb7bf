import { Errno } from '../machine/program.ts'
import { define, isBusybox, parseOptions, UsageError } from './options.ts'

export const readlink = define({
  name: 'readlink',
  summary: 'Display the value of a symlink',
  usage: '[-fnv] FILE',
  *run(process, args) {
    const options = parseOptions(args, 'fenmvqsz', {
      canonicalize: 'f',
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      'no-newline': 'n',
    })
    if (options.operands.length === 0) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    let code = 0
    for (const path of options.operands) {
      try {
        const text = options.has('f') || options.has('e') || options.has('m') ? canonical(path) : process.readlink(path)
        yield* process.print(options.has('n') ? text : `${text}\n`)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        if (options.has('v')) yield* process.printError(`readlink: ${path}: ${error.text}\n`)
        code = 1
      }
    }
    return code
    function canonical(path: string): string {
      if (options.has('e') || process.exists(path)) return process.realpath(path)
      const [, parent = '', name = ''] = /^(.*\/)?([^/]+)\/*$/.exec(path) ?? []
      const base = process.realpath(parent === '' ? '.' : parent)
      return base === '/' ? `/${name}` : `${base}/${name}`
    }
  },
})
