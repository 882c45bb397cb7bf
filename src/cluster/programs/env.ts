import { Errno, type Program } from '../machine/program.ts'
import { define, parseOptions } from './options.ts'

export const env: Program = define({
  name: 'env',
  summary: 'Print current environment or run PROG after setting up specified environment',
  usage: '[-iu0] [NAME=VALUE]... [PROG ARGS]',
  *run(process, args) {
    const options = parseOptions(
      args,
      'iu:0C:',
      { 'ignore-environment': 'i', 'unset=': 'u', null: '0', 'chdir=': 'C' },
      { stopEarly: true },
    )
    const environment = new Map(options.has('i') || options.operands[0] === '-' ? [] : process.env)
    for (const name of options.values('u')) environment.delete(name)
    const rest = [...options.operands]
    if (rest[0] === '-') rest.shift()
    while (rest[0]?.includes('=')) {
      const [name = '', value = ''] = String(rest.shift()).split(/=(.*)/s)
      environment.set(name, value)
    }
    if (rest.length > 0) {
      const directory = options.value('C')
      if (directory !== undefined) process.chdir(directory)
      try {
        return yield* process.exec(rest, environment)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(`env: can't execute '${rest[0]}': ${error.text}\n`)
        return error.code === 'ENOENT' ? 127 : 126
      }
    }
    const end = options.has('0') ? '\0' : '\n'
    let text = ''
    for (const [name, value] of environment) text += `${name}=${value}${end}`
    yield* process.print(text)
    return 0
  },
})
