import type { Redirect, Redirection } from 'unbash'
import { type Bytes, Errno, type OpenFlags, type Run } from '../machine/program.ts'
import { expandHereDocument, expandToString } from './expand.ts'
import { type Shell, ShellError } from './shell.ts'

/** How to put one descriptor back. */
interface Saved {
  readonly fd: number
  /** Where the old one is kept; absent if it was closed. */
  readonly kept: number | undefined
  readonly wasOpenForChildren: boolean
}

export type Undo = readonly Saved[]

/** The shell keeps replaced descriptors from here on, out of the way of the script's own. */
const lowestKept = 20
const pipeBytes = 65_536

const flagsOf: Readonly<Record<string, OpenFlags>> = {
  '>': { write: true, create: true, truncate: true },
  '>|': { write: true, create: true, truncate: true },
  '&>': { write: true, create: true, truncate: true },
  '>>': { write: true, append: true, create: true },
  '&>>': { write: true, append: true, create: true },
  '<': { read: true },
  '<>': { read: true, write: true, create: true },
}

/** Does the redirections in order; on an error those done so far are taken back. Throws ShellError. */
export function* redirect(shell: Shell, redirections: readonly Redirection[]): Run<Undo> {
  const saved: Saved[] = []
  try {
    for (const redirection of redirections) yield* redirectOne(shell, redirection, saved)
  } catch (error) {
    restore(shell, saved)
    throw error
  }
  return saved
}

export function restore(shell: Shell, saved: Undo): void {
  const { process } = shell
  for (let i = saved.length - 1; i >= 0; i--) {
    const { fd, kept, wasOpenForChildren } = saved[i] as Saved
    if (kept === undefined) closeQuietly(shell, fd)
    else {
      process.dup(kept, fd)
      process.close(kept)
    }
    if (!wasOpenForChildren) shell.openDescriptors.delete(fd)
  }
}

/** `exec >file`: they stay. */
export function keepRedirections(shell: Shell, saved: Undo): void {
  for (const { kept } of saved) if (kept !== undefined) closeQuietly(shell, kept)
}

function closeQuietly(shell: Shell, fd: number): void {
  try {
    shell.process.close(fd)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
}

function* redirectOne(shell: Shell, redirection: Redirection, saved: Saved[]): Run<void> {
  const fd = yield* descriptorOf(shell, redirection)
  if (redirection.type === 'HereDoc') {
    const { body } = redirection
    const text = yield* expandHereDocument(shell, body.parts, body.text, redirection.operator === '<<-')
    yield* feed(shell, fd, text, saved)
    return
  }
  const target = redirection.target ? yield* expandToString(shell, redirection.target) : ''
  if (redirection.type === 'HereString') {
    yield* feed(shell, fd, `${target}\n`, saved)
    return
  }
  const { operator } = redirection
  if (operator === '>&' || operator === '<&') {
    if (target === '-') {
      save(shell, fd, saved)
      closeQuietly(shell, fd)
      shell.openDescriptors.delete(fd)
      return
    }
    if (/^\d+$/.test(target)) {
      duplicate(shell, Number(target), fd, saved)
      return
    }
    if (operator === '<&' || !shell.flavor.isBash) throw new ShellError(`bad fd number`, 2, true)
  }
  const both = operator === '&>' || operator === '&>>' || operator === '>&'
  const opened = yield* openTarget(shell, redirection, target)
  place(shell, opened, fd, saved)
  if (both) duplicate(shell, 1, 2, saved)
}

function* descriptorOf(shell: Shell, redirection: Redirection): Run<number> {
  const { descriptor, operator } = redirection
  if (descriptor?.type === 'FileDescriptor') return descriptor.value
  if (descriptor?.type === 'FileDescriptorVariable') {
    const spare = shell.process.dupFrom(0, 10)
    shell.process.close(spare)
    shell.variables.set(descriptor.name, String(spare))
    return spare
  }
  yield* shell.process.compute(0)
  return operator.startsWith('<') ? 0 : 1
}

function* openTarget(shell: Shell, redirection: Redirect, path: Bytes): Run<number> {
  const { operator } = redirection
  const creating = operator !== '<'
  const { process } = shell
  const flags = flagsOf[operator === '>&' ? '>' : operator] ?? { read: true }
  try {
    if (operator === '>' && shell.options.has('noclobber') && process.exists(path) && process.stat(path).type === 'file') {
      throw new Errno('EEXIST', path)
    }
    return yield* process.openWaiting(path, flags)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    const text = error.code === 'EEXIST' && shell.flavor.isBash ? 'cannot overwrite existing file' : error.text
    throw new ShellError(shell.flavor.cannotOpen(path, creating, text), shell.flavor.name === 'dash' ? 2 : 1, false)
  }
}

/** Puts an open file where the redirection wants it. */
function place(shell: Shell, opened: number, fd: number, saved: Saved[]): void {
  const { process } = shell
  if (opened === fd) {
    saved.push({ fd, kept: undefined, wasOpenForChildren: shell.openDescriptors.has(fd) })
    if (fd > 2) shell.openDescriptors.add(fd)
    return
  }
  save(shell, fd, saved)
  process.dup(opened, fd)
  process.close(opened)
  if (fd > 2) shell.openDescriptors.add(fd)
}

function duplicate(shell: Shell, from: number, to: number, saved: Saved[]): void {
  if (from === to) return
  const before = saved.length
  save(shell, to, saved)
  try {
    shell.process.dup(from, to)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    // nothing was changed, so nothing is to be put back
    const kept = saved[before]?.kept
    saved.length = before
    if (kept !== undefined) shell.process.close(kept)
    const { name } = shell.flavor
    throw new ShellError(
      name === 'ash' ? `dup2(${from},${to}): ${error.text}` : `${from}: ${error.text}`,
      name === 'dash' ? 2 : 1,
      false,
    )
  }
  if (to > 2) shell.openDescriptors.add(to)
}

function save(shell: Shell, fd: number, saved: Saved[]): void {
  const wasOpenForChildren = shell.openDescriptors.has(fd)
  let kept: number | undefined
  try {
    kept = shell.process.dupFrom(fd, lowestKept)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
  saved.push({ fd, kept, wasOpenForChildren })
}

/** A here-document is a pipe that holds it; a long one has a writer of its own. */
function* feed(shell: Shell, fd: number, text: Bytes, saved: Saved[]): Run<void> {
  const { process } = shell
  const pipe = process.pipe()
  if (text.length < pipeBytes) {
    if (text !== '') yield* process.write(pipe.write, text)
  } else {
    process.spawn({
      what: function* (child) {
        yield* child.write(1, text)
        return 0
      },
      fds: { 1: pipe.write },
    })
  }
  process.close(pipe.write)
  place(shell, pipe.read, fd, saved)
}
