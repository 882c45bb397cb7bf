import type { Bytes, Run } from '../../machine/program.ts'
import { runExternal } from '../external.ts'
import type { Shell } from '../shell.ts'
import { singleQuoted } from '../trace.ts'
import { type Builtin, findBuiltin } from './builtins.ts'

const keywords = new Set('if then else elif fi for while until do done case esac in { } ! [[ ]] function time select'.split(' '))

function* command(shell: Shell, args: readonly Bytes[]): Run<number> {
  let words = args
  let asks: 'v' | 'V' | undefined
  while (words[0] === '-v' || words[0] === '-V' || words[0] === '-p' || words[0] === '--') {
    if (words[0] === '-v') asks = 'v'
    else if (words[0] === '-V') asks = 'V'
    words = words.slice(1)
  }
  const [name] = words
  if (name === undefined) return 0
  if (asks === 'V') return yield* type(shell, words)
  if (asks === 'v') {
    let status = 0
    for (const word of words) {
      const answer = briefly(shell, word)
      if (answer === undefined) status = shell.flavor.isBash ? 1 : 127
      else yield* shell.process.print(`${answer}\n`)
    }
    return status
  }
  // functions are passed over
  const builtin = findBuiltin(shell, name)
  if (!builtin) {
    shell.builtin = undefined
    return yield* runExternal(shell, words, shell.variables.exportedEnvironment(), [], false)
  }
  shell.builtin = builtin.name
  const result = builtin.run(shell, words.slice(1))
  return typeof result === 'number' ? result : yield* result
}

function briefly(shell: Shell, name: Bytes): Bytes | undefined {
  const alias = shell.aliases.get(name)
  if (alias !== undefined) return `alias ${name}=${singleQuoted(alias)}`
  if (keywords.has(name) || shell.functions.has(name) || findBuiltin(shell, name)) return name
  return shell.process.which(name)
}

function* type(shell: Shell, args: readonly Bytes[]): Run<number> {
  const { process, flavor } = shell
  let status = 0
  const short = flavor.isBash && args[0] === '-t'
  for (const name of args[0]?.startsWith('-') ? args.slice(1) : args) {
    const [kind, text] = classify(shell, name)
    if (kind === undefined) {
      status = flavor.isBash ? 1 : 127
      if (short) continue
      if (flavor.isBash) yield* shell.complain(`${name}: not found`)
      else yield* process.print(`${name}: not found\n`)
    } else yield* process.print(`${short ? kind : text}\n`)
  }
  return status
}

function classify(shell: Shell, name: Bytes): readonly [string | undefined, string] {
  const { flavor } = shell
  const alias = shell.aliases.get(name)
  if (alias !== undefined)
    return ['alias', flavor.isBash ? `${name} is aliased to \`${alias}'` : `${name} is an alias for ${alias}`]
  if (keywords.has(name)) return ['keyword', `${name} is a shell keyword`]
  if (shell.functions.has(name)) return ['function', flavor.isBash ? `${name} is a function` : `${name} is a function`]
  const builtin = findBuiltin(shell, name)
  if (builtin) return ['builtin', `${name} is a ${builtin.isSpecial && !flavor.isBash ? 'special ' : ''}shell builtin`]
  const path = shell.process.which(name)
  return path === undefined ? [undefined, ''] : ['file', `${name} is ${path}`]
}

function* alias(shell: Shell, args: readonly Bytes[]): Run<number> {
  const show = (name: string, value: Bytes) =>
    shell.process.print(`${shell.flavor.isBash ? 'alias ' : ''}${name}=${singleQuoted(value)}\n`)
  let status = 0
  if (args.length === 0) for (const name of [...shell.aliases.keys()].sort()) yield* show(name, shell.aliases.get(name) ?? '')
  for (const arg of args) {
    const equals = arg.indexOf('=')
    if (equals > 0) {
      shell.aliases.set(arg.slice(0, equals), arg.slice(equals + 1))
      continue
    }
    const value = shell.aliases.get(arg)
    if (value !== undefined) yield* show(arg, value)
    else {
      status = 1
      yield* shell.complain(`${arg}${shell.flavor.isBash ? ': not found' : ' not found'}`)
    }
  }
  return status
}

export const lookupBuiltins: readonly Builtin[] = [
  { name: 'command', run: command },
  { name: 'builtin', only: ['bash'], run: command },
  { name: 'type', run: type },
  { name: 'alias', run: alias },
  {
    name: 'unalias',
    run: function* (shell, args) {
      if (args.includes('-a')) shell.aliases.clear()
      let status = 0
      for (const name of args) {
        if (name === '-a' || shell.aliases.delete(name)) continue
        status = 1
        yield* shell.complain(`${name}${shell.flavor.isBash ? ':' : ''} not found`)
      }
      return status
    },
  },
  { name: 'hash', run: () => 0 },
]
