import type { Redirection } from 'unbash'
import { type Bytes, Errno, type Process, type Run } from '../machine/program.ts'
import { runScript, runToEnd } from './evaluate.ts'
import { forkError } from './pipeline.ts'
import { keepRedirections, redirect, restore } from './redirections.ts'
import { parseScript } from './script.ts'
import { Shell } from './shell.ts'

/** A command that is a program: in a child process, or in place of the shell if nothing comes after it. */
export function* runExternal(
  shell: Shell,
  argv: readonly Bytes[],
  env: ReadonlyMap<string, Bytes>,
  redirections: readonly Redirection[],
  tail: boolean,
): Run<number> {
  const { process } = shell
  const undo = redirections.length === 0 ? undefined : yield* redirect(shell, redirections)
  // traps must be served, so the shell has to stay
  const inPlace = tail && shell.traps.size === 0 && !shell.isInteractive && !shell.hasPendingTrap
  let pid: number
  try {
    if (inPlace) {
      if (undo) keepRedirections(shell, undo)
      yield* process.exec(argv, env)
    }
    const monitors = shell.options.has('monitor')
    pid = process.spawn({ what: argv, fds: shell.childDescriptors, env, newGroup: monitors })
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (error.code === 'ENOEXEC') {
      const path = argv[0]?.includes('/') ? argv[0] : process.which(argv[0] ?? '')
      pid = process.spawn({ what: (child) => runAsScript(shell, child, path ?? '', argv), fds: shell.childDescriptors, env })
    } else if (error.code === 'EAGAIN') throw forkError(error)
    else {
      const status = yield* complainOf(shell, argv[0] ?? '', error)
      if (undo && !inPlace) restore(shell, undo)
      return status
    }
  }
  if (undo && !inPlace) restore(shell, undo)
  return yield* shell.waitInForeground([pid], argv.join(' '))
}

/** @param builtin `exec`, where that was asked to run it */
export function* complainOf(shell: Shell, name: Bytes, error: Errno, builtin?: string): Run<number> {
  const { flavor, process } = shell
  // busybox's exec speaks as the shell does
  const by = flavor.name === 'ash' ? undefined : builtin
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    shell.builtin = undefined
    yield* shell.complain(by ? `${by}: ${name}: not found` : flavor.notFound(name), undefined)
    return 127
  }
  const isDirectory = process.exists(name) && process.stat(name).type === 'directory'
  const message = flavor.notExecutable(name, isDirectory)
  shell.builtin = undefined
  yield* shell.complain(by && !flavor.isBash ? `${by}: ${message}` : message, undefined)
  return 126
}

/** A file without `#!` is a script for the shell that tried to run it. */
function* runAsScript(parent: Shell, child: Process, path: string, argv: readonly Bytes[]): Run<number> {
  const shell = new Shell(child, parent.flavor, parent)
  shell.isSubshell = false
  shell.isScript = true
  shell.name = path
  shell.parameters = argv.slice(1)
  shell.functions.clear()
  child.setTitle(['sh', ...argv].join(' '))
  return yield* runToEnd(shell, runScript(shell, parseScript(child.readFile(path))))
}
