import { type Bytes, Errno, type Process, type Program, type Run } from '../machine/program.ts'
import { applyOptions } from './builtins/settings.ts'
import type { Completer } from './completion.ts'
import { runScript, runToEnd } from './evaluate.ts'
import { type FlavorName, flavors } from './flavor.ts'
import { runInteractive } from './interactive.ts'
import { parseScript } from './script.ts'
import { Shell, ShellError } from './shell.ts'
import { runStandardInput } from './standard-input.ts'

export interface ShellOptions {
  /** What Tab offers beyond commands and files. */
  readonly completer?: Completer | undefined
}

/** A shell under some name: `shellProgram('sh', 'dash')` is Debian's /bin/sh. */
export function shellProgram(name: string, flavor: FlavorName, options: ShellOptions = {}): Program {
  return {
    name,
    summary: flavor === 'bash' ? 'GNU Bourne-Again Shell' : 'command interpreter',
    simplified: 'a subset of the real shell: no coprocesses, no history expansion, aliases expand after parsing',
    run: (process, args) => runShell(process, args, flavor, options),
  }
}

/** busybox's. */
export const sh = shellProgram('sh', 'ash')
export const ash = shellProgram('ash', 'ash')
export const dash = shellProgram('dash', 'dash')
/** Debian's and Ubuntu's /bin/sh. */
export const dashAsSh = shellProgram('sh', 'dash')
export const bash = shellProgram('bash', 'bash')

/** A new shell process with its environment's variables. */
export function newShell(process: Process, flavor: FlavorName): Shell {
  const shell = new Shell(process, flavors[flavor])
  const { variables } = shell
  for (const [name, value] of process.env) {
    if (!/^[A-Za-z_]\w*$/.test(name)) continue
    variables.set(name, value)
    variables.export(name)
  }
  variables.set('IFS', ' \t\n')
  variables.set('PPID', String(process.ppid))
  variables.set('OPTIND', '1')
  if (variables.get('PWD') !== process.cwd) variables.set('PWD', process.cwd)
  variables.export('PWD')
  if (flavor !== 'dash') {
    variables.set('SHLVL', String(Number(variables.get('SHLVL') ?? 0) + 1))
    variables.export('SHLVL')
  }
  if (flavor === 'bash') {
    variables.set('BASH_VERSION', '5.2.37(1)-release')
    variables.set('HOSTNAME', process.hostname)
    variables.set('UID', String(process.uid))
    variables.set('EUID', String(process.uid))
  }
  if (variables.get('PATH') === undefined) {
    variables.set('PATH', '/sbin:/usr/sbin:/bin:/usr/bin')
  }
  return shell
}

function* runShell(process: Process, args: readonly Bytes[], flavor: FlavorName, options: ShellOptions): Run<number> {
  process.setMemory(flavor === 'bash' ? 1_600_000 : 600_000)
  const shell = newShell(process, flavor)
  let command: Bytes | undefined
  let words = [...args]
  try {
    const line = commandLine(words)
    words = line.words
    const { takesCommand } = line
    words = words.slice(applyOptions(shell, words))
    if (takesCommand) {
      command = words.shift()
      if (command === undefined) throw new ShellError(`-c ${flavor === 'bash' ? 'option ' : ''}requires an argument`, 2, true)
    }
  } catch (error) {
    if (!(error instanceof ShellError)) throw error
    yield* process.printError(`${shell.name}: ${error.message}\n`)
    return error.status
  }
  if (command !== undefined) {
    if (words.length > 0) shell.name = words[0] as string
    shell.parameters = words.slice(1)
    shell.isCommandText = true
    return yield* runToEnd(shell, runScript(shell, parseScript(command), true))
  }
  const [file, ...parameters] = words
  if (file !== undefined && !shell.options.has('stdin')) return yield* runFile(shell, file, parameters)
  shell.parameters = words
  if (shell.options.has('interactive') || (process.isTerminal(0) && process.isTerminal(2)))
    return yield* runInteractive(shell, options.completer)
  return yield* runToEnd(shell, runStandardInput(shell))
}

/** Takes out what is the command line's own (-c, -l, --login), so that the rest is as for `set`. */
function commandLine(args: readonly Bytes[]): { readonly words: Bytes[]; readonly takesCommand: boolean } {
  const words: Bytes[] = []
  let takesCommand = false
  let i = 0
  for (; i < args.length; i++) {
    const word = args[i] as Bytes
    if (/^--(login|norc|noprofile|posix)$/.test(word)) continue
    if (!/^[-+][a-zA-Z]+$/.test(word)) break
    if (word.startsWith('-') && word.includes('c')) takesCommand = true
    const rest = word.startsWith('-') ? word.replace(/[cl]/g, '') : word
    if (rest !== '-') words.push(rest)
    // -o has an argument
    if (word.includes('o') && i + 1 < args.length) words.push(args[++i] as Bytes)
  }
  return { words: [...words, ...args.slice(i)], takesCommand }
}

function* runFile(shell: Shell, file: Bytes, parameters: readonly Bytes[]): Run<number> {
  let text: Bytes
  try {
    text = shell.process.readFile(file)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    const { name } = shell.flavor
    const message =
      name === 'bash'
        ? `${file}: ${error.text}`
        : name === 'ash'
          ? `can't open '${file}': ${error.text}`
          : `0: cannot open ${file}: ${error.text === 'No such file or directory' ? 'No such file' : error.text}`
    yield* shell.process.printError(`${shell.name}: ${message}\n`)
    return name === 'bash' ? 127 : 2
  }
  shell.name = file
  shell.parameters = parameters
  shell.isScript = true
  if (shell.flavor.isBash) shell.variables.setElements('BASH_SOURCE', new Map([['0', file]]))
  return yield* runToEnd(shell, runScript(shell, parseScript(text)))
}
