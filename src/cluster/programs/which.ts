import { define, parseOptions } from './options.ts'

export const which = define({
  name: 'which',
  summary: 'Locate a COMMAND',
  usage: '[-a] COMMAND...',
  *run(process, args) {
    const options = parseOptions(args, 'a')
    let code = 0
    for (const name of options.operands) {
      const path = process.which(name)
      if (path === undefined) code = 1
      else yield* process.print(`${path}\n`)
    }
    return code
  },
})
