import type { Inode } from './inode.ts'
import { permits } from './mounts.ts'
import { type Bytes, Errno, type Program } from './program.ts'
import type { Task } from './task.ts'

export interface FoundProgram {
  readonly program: Program
  readonly path: string
  /** Where a script names its interpreter: that one's arguments. */
  readonly argv: readonly Bytes[] | undefined
}

/** What execvp(3) searches where PATH is not set. */
export const defaultPath = '/bin:/usr/bin'
const maxInterpreters = 4

/**
 * Throws ENOENT, EACCES, ENOEXEC.
 * @param whole the whole command, its name included
 */
export function findProgram(task: Task, name: string, whole: readonly Bytes[], depth = 0): FoundProgram {
  const { path, node } = findExecutable(task, name)
  const program = node.program ?? task.kernel.programOf(node.content)
  if (program) return { program, path, argv: depth === 0 ? undefined : whole }
  const shebang = /^#![ \t]*(\S+)[ \t]*([^\n]*)/.exec(node.content.slice(0, 256))
  if (!shebang || depth >= maxInterpreters) throw new Errno('ENOEXEC', name)
  const interpreter = String(shebang[1])
  const argument = String(shebang[2]).trim()
  const argv = [interpreter, ...(argument === '' ? [] : [argument]), path, ...whole.slice(1)]
  return findProgram(task, interpreter, argv, depth + 1)
}

/** The path of an executable file, by PATH; undefined if there is none. */
export function which(task: Task, name: string): string | undefined {
  try {
    return findExecutable(task, name).path
  } catch (error) {
    if (error instanceof Errno) return undefined
    throw error
  }
}

function findExecutable(task: Task, name: string): { readonly path: string; readonly node: Inode } {
  if (name === '') throw new Errno('ENOENT', name)
  if (name.includes('/')) {
    const node = task.context.mounts.lookup(name, task, task.cwd, true).node
    if (!node) throw new Errno('ENOENT', name)
    if (node.type !== 'file' || !permits(task, node, 1)) throw new Errno('EACCES', name)
    return { path: name, node }
  }
  let denied = false
  for (const directory of (task.environment.get('PATH') ?? defaultPath).split(':')) {
    const path = directory === '' ? name : `${directory}/${name}`
    const node = task.context.mounts.find(path, task, task.cwd)
    if (node?.type !== 'file') continue
    if (permits(task, node, 1)) return { path, node }
    denied = true
  }
  throw new Errno(denied ? 'EACCES' : 'ENOENT', name)
}
