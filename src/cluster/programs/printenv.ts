import { define } from './options.ts'

export const printenv = define({
  name: 'printenv',
  summary: 'Print environment VARIABLEs. If no VARIABLE specified, print all.',
  usage: '[VARIABLE]...',
  *run(process, args) {
    let text = ''
    let code = 0
    if (args.length === 0) for (const [name, value] of process.env) text += `${name}=${value}\n`
    for (const name of args) {
      const value = process.env.get(name)
      if (value === undefined) code = 1
      else text += `${value}\n`
    }
    yield* process.print(text)
    return code
  },
})
