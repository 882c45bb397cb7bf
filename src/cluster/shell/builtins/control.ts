import { type Bytes, Errno, type Process, type Run, type Signal } from '../../machine/program.ts'
import { signalNumbers, signalOfName, signalOfNumber } from '../../machine/signals.ts'
import { ExitShell, runScript, runText } from '../evaluate.ts'
import { complainOf } from '../external.ts'
import { parseScript } from '../script.ts'
import { type Shell, ShellError } from '../shell.ts'
import { takeReturn } from '../simple-command.ts'
import { singleQuoted } from '../trace.ts'
import type { Builtin } from './builtins.ts'

/** A number argument; throws the shell's complaint. */
export function numberArgument(shell: Shell, text: Bytes): number {
  if (/^\d+$/.test(text)) return Number(text)
  const message = shell.flavor.isBash ? `${text}: numeric argument required` : `Illegal number: ${text}`
  throw new ShellError(message, 2, !shell.flavor.isBash, shell.builtin)
}

function leaveLoop(kind: 'break' | 'continue') {
  return (shell: Shell, [count]: readonly Bytes[]): number => {
    const levels = Math.min(count === undefined ? 1 : numberArgument(shell, count), shell.loopDepth)
    if (levels > 0) shell.flow = { kind, levels }
    return 0
  }
}

function* runExec(shell: Shell, args: readonly Bytes[]): Run<number> {
  if (args.length === 0) {
    shell.keepsRedirections = true
    return 0
  }
  try {
    return yield* shell.process.exec(args, shell.variables.exportedEnvironment())
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    const name = args[0] ?? ''
    const status = yield* complainOf(shell, name, error, 'exec')
    if (shell.isInteractive) return status
    throw new ExitShell(status)
  }
}

/** A file to its end; a fifo, such as `<(command)` stands for, until its writers are done. */
function* readWhole(process: Process, path: string): Run<Bytes> {
  if (!/^\/dev\/fd\/\d+$/.test(path)) return process.readFile(path)
  const fd = yield* process.openWaiting(path, { read: true })
  let text = ''
  try {
    for (let chunk = yield* process.read(fd); chunk !== ''; chunk = yield* process.read(fd)) text += chunk
  } finally {
    process.close(fd)
  }
  return text
}

function* runSource(shell: Shell, args: readonly Bytes[]): Run<number> {
  const [name, ...parameters] = args
  if (name === undefined) throw new ShellError('filename argument required', 2, false, shell.builtin)
  const { process } = shell
  let path = name
  if (!name.includes('/')) {
    const directories = (shell.variables.get('PATH') ?? '').split(':')
    const inPath = directories.map((directory) => `${directory}/${name}`).find((each) => process.access(each, 'read'))
    path = inPath ?? name
  }
  let text: Bytes
  try {
    text = yield* readWhole(process, path)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    const { name: flavor } = shell.flavor
    const message =
      flavor === 'bash'
        ? `${name}: ${error.text}`
        : flavor === 'ash'
          ? `can't open '${name}': ${error.text}`
          : `cannot open ${name}: ${error.text === 'No such file or directory' ? 'No such file' : error.text}`
    throw new ShellError(
      message,
      shell.flavor.isBash ? 1 : 2,
      !shell.flavor.isBash,
      shell.flavor.isBash ? undefined : shell.builtin,
    )
  }
  const outer = shell.parameters
  if (parameters.length > 0) shell.parameters = parameters
  shell.returnDepth++
  shell.lastStatus = 0
  shell.builtin = undefined
  try {
    yield* runScript(shell, parseScript(text))
    return takeReturn(shell)
  } finally {
    shell.returnDepth--
    if (parameters.length > 0) shell.parameters = outer
  }
}

function* runTrap(shell: Shell, args: readonly Bytes[]): Run<number> {
  const words = args[0] === '--' ? args.slice(1) : args
  if (words[0] === '-l') {
    yield* shell.process.print(`${Object.keys(signalNumbers).join(' ')}\n`)
    return 0
  }
  if (words.length === 0 || words[0] === '-p') {
    for (const [signal, action] of shell.traps) {
      const name = shell.flavor.isBash && signal !== 'EXIT' ? `SIG${signal}` : signal
      yield* shell.process.print(`trap -- ${singleQuoted(action)} ${name}\n`)
    }
    return 0
  }
  const [first = '', ...rest] = words
  const resets = rest.length === 0 || first === '-' || /^\d+$/.test(first)
  const names = rest.length === 0 || /^\d+$/.test(first) ? words : rest
  let status = 0
  for (const name of names) {
    const signal = trapName(name)
    if (!signal) {
      yield* shell.complain(
        shell.flavor.isBash ? `${name}: invalid signal specification` : `${name}: invalid signal specification`,
      )
      status = 1
    } else shell.setTrap(signal, resets ? undefined : first)
  }
  return status
}

function trapName(text: string): Signal | 'EXIT' | undefined {
  if (text === '0' || text.toUpperCase() === 'EXIT') return 'EXIT'
  return /^\d+$/.test(text) ? signalOfNumber(Number(text)) : signalOfName(text)
}

export const controlBuiltins: readonly Builtin[] = [
  { name: ':', isSpecial: true, run: () => 0 },
  { name: 'true', run: () => 0 },
  { name: 'false', run: () => 1 },
  { name: 'break', isSpecial: true, run: leaveLoop('break') },
  { name: 'continue', isSpecial: true, run: leaveLoop('continue') },
  {
    name: 'return',
    isSpecial: true,
    run: (shell, [status]) => {
      const code = status === undefined ? shell.lastStatus : numberArgument(shell, status) & 255
      if (shell.returnDepth === 0) {
        if (shell.flavor.isBash)
          throw new ShellError("can only `return' from a function or sourced script", 2, false, shell.builtin)
        throw new ExitShell(code)
      }
      shell.flow = { kind: 'return', status: code }
      return code
    },
  },
  {
    name: 'exit',
    isSpecial: true,
    run: (shell, [status]) => {
      throw new ExitShell(status === undefined ? shell.lastStatus : numberArgument(shell, status) & 255)
    },
  },
  {
    name: 'eval',
    isSpecial: true,
    run: (shell, args) => {
      shell.builtin = undefined
      return args.length === 0 ? 0 : runText(shell, args.join(' '))
    },
  },
  { name: 'exec', isSpecial: true, run: runExec },
  { name: '.', isSpecial: true, run: runSource },
  { name: 'source', only: ['ash', 'bash'], run: runSource },
  { name: 'trap', isSpecial: true, run: runTrap },
  {
    name: 'shift',
    isSpecial: true,
    run: (shell, [count]) => {
      const by = count === undefined ? 1 : numberArgument(shell, count)
      if (by > shell.parameters.length) {
        if (shell.flavor.name === 'dash') throw new ShellError("can't shift that many", 2, true, shell.builtin)
        // busybox says nothing and shifts nothing
        return shell.flavor.isBash ? 1 : 0
      }
      shell.parameters = shell.parameters.slice(by)
      return 0
    },
  },
]
