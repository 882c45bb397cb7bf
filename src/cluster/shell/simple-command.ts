import type { Assignment, Command, Redirection } from 'unbash'
import { type Bytes, Errno, type Run } from '../machine/program.ts'
import { arithmeticOf } from './arithmetic.ts'
import { type Builtin, findBuiltin } from './builtins/builtins.ts'
import { runNode, runText } from './evaluate.ts'
import { expandToString, expandWord, isPlain } from './expand.ts'
import { runExternal } from './external.ts'
import { keepRedirections, redirect, restore, type Undo } from './redirections.ts'
import { asShellError, type Shell, ShellError, type ShellFunction } from './shell.ts'
import { traced } from './trace.ts'

const noUndo: Undo = []

/** A simple command; errors that do not end the shell are told and become its status. */
export function* runSimpleCommand(shell: Shell, node: Command, tail: boolean): Run<number> {
  shell.position = node.pos
  try {
    return yield* run(shell, node, tail)
  } catch (error) {
    const complaint = asShellError(shell, error)
    if (complaint) yield* shell.tell(complaint)
    if (!complaint || complaint.fatal) throw complaint ?? error
    return complaint.status
  } finally {
    if (shell.substitutionDescriptors.length > 0) closeSubstitutions(shell)
  }
}

function closeSubstitutions(shell: Shell): void {
  for (const fd of shell.substitutionDescriptors.splice(0)) {
    shell.openDescriptors.delete(fd)
    shell.process.close(fd)
  }
}

function* run(shell: Shell, node: Command, tail: boolean): Run<number> {
  shell.substitutionStatus = undefined
  const fields: Bytes[] = []
  if (node.name) {
    if (isPlain(node.name)) fields.push(node.name.value)
    else yield* expandWord(shell, node.name, fields)
  }
  for (const part of node.suffix) {
    if (part.type === 'Word') {
      if (isPlain(part)) fields.push(part.value)
      else yield* expandWord(shell, part, fields)
    } else if (part.type === 'Assignment') fields.push(yield* assignmentText(shell, part))
  }
  const redirections = node.prefix.length === 0 && node.suffix.length === 0 ? [] : node.redirects
  const assignments = node.prefix.length === 0 ? [] : node.prefix.filter((part): part is Assignment => part.type === 'Assignment')
  const name = fields[0]
  if (name === undefined) return yield* runAssignments(shell, assignments, redirections)
  const alias = shell.aliases.size > 0 && node.name && isPlain(node.name) ? shell.aliases.get(name) : undefined
  if (alias !== undefined && !shell.expandingAliases.has(name)) return yield* runAlias(shell, name, alias, fields, tail)

  const fn = shell.functions.get(name)
  const builtin = findBuiltin(shell, name)
  const target = builtin?.isSpecial ? builtin : (fn ?? builtin)
  if (shell.options.has('xtrace')) yield* trace(shell, assignments, fields)
  if (!target) return yield* runExternal(shell, fields, yield* prefixEnvironment(shell, assignments), redirections, tail)
  const undo = redirections.length === 0 ? noUndo : yield* redirectFor(shell, redirections, builtin?.isSpecial ?? false)
  if ('run' in target) return yield* runBuiltin(shell, target, fields, assignments, undo)
  const saved = yield* assignTemporarily(shell, assignments)
  try {
    return yield* callFunction(shell, target, fields)
  } finally {
    restore(shell, undo)
    saved()
  }
}

/** Where it fails for a special builtin, a shell that is not interactive is over: POSIX, 2.8.1. */
function* redirectFor(shell: Shell, redirections: readonly Redirection[], isSpecial: boolean): Run<Undo> {
  try {
    return yield* redirect(shell, redirections)
  } catch (error) {
    if (!isSpecial || shell.flavor.isBash || !(error instanceof ShellError) || error.fatal) throw error
    throw new ShellError(error.message, 2, true)
  }
}

function* assignmentText(shell: Shell, part: Assignment): Run<Bytes> {
  if (part.value.type === 'ArrayValue') return part.text
  return `${part.name}${part.append ? '+=' : '='}${yield* expandToString(shell, part.value, true)}`
}

function* runAssignments(shell: Shell, assignments: readonly Assignment[], redirections: readonly Redirection[]): Run<number> {
  // ash and dash redirect first, so that `x=$(command) 2>/dev/null` is quiet; bash assigns first
  const { isBash } = shell.flavor
  const undo = redirections.length === 0 || isBash ? noUndo : yield* redirect(shell, redirections)
  try {
    for (const assignment of assignments) {
      yield* assign(shell, assignment)
      if (shell.options.has('xtrace')) yield* trace(shell, [assignment], [])
    }
  } finally {
    if (undo.length > 0) restore(shell, undo)
  }
  if (redirections.length > 0 && isBash) restore(shell, yield* redirect(shell, redirections))
  return shell.substitutionStatus ?? 0
}

export function* assign(shell: Shell, assignment: Assignment): Run<void> {
  const { name, value, index, append } = assignment
  const { variables } = shell
  if (value.type === 'ArrayValue') {
    if (!shell.flavor.isBash) throw new ShellError(shell.flavor.syntaxError({ unexpected: '(' }), 2, true)
    const elements = new Map(append ? variables.elements(name) : undefined)
    let next = elements.size
    for (const element of value.elements) {
      const keyed = /^\[([^\]]*)\]=/.exec(element.text)
      const fields: Bytes[] = []
      yield* expandWord(shell, element, fields)
      if (keyed) elements.set(keyed[1] ?? '', (fields[0] ?? '').slice(keyed[0].length))
      else for (const field of fields) elements.set(String(next++), field)
    }
    variables.setElements(name, elements)
    return
  }
  const text = yield* expandToString(shell, value, true)
  if (index) {
    const key = yield* expandToString(shell, index)
    const place = variables.isAssociative(name) ? key : String(yield* arithmeticOf(shell, key))
    variables.setElement(name, place, append ? (variables.elements(name)?.get(place) ?? '') + text : text)
    return
  }
  setVariable(shell, name, append ? (variables.get(name) ?? '') + text : text)
}

export function setVariable(shell: Shell, name: string, value: Bytes): void {
  shell.variables.set(name, value)
  if (shell.options.has('allexport')) shell.variables.export(name)
}

/** `x=1 command`: the command's environment. */
function* prefixEnvironment(shell: Shell, assignments: readonly Assignment[]): Run<ReadonlyMap<string, Bytes>> {
  const exported = shell.variables.exportedEnvironment()
  if (assignments.length === 0) return exported
  const environment = new Map(exported)
  for (const { name, value } of assignments) {
    if (value.type === 'Word') environment.set(name, yield* expandToString(shell, value, true))
  }
  return environment
}

/** `x=1 function`: returns how to undo it. */
function* assignTemporarily(shell: Shell, assignments: readonly Assignment[]): Run<() => void> {
  const before: [string, Bytes | undefined, boolean][] = []
  for (const assignment of assignments) {
    const { name } = assignment
    before.push([name, shell.variables.get(name), shell.variables.isExported(name)])
    yield* assign(shell, assignment)
    shell.variables.export(name)
  }
  return () => {
    for (const [name, value, exported] of before) {
      if (value === undefined) shell.variables.unset(name)
      else {
        shell.variables.set(name, value)
        shell.variables.export(name, exported)
      }
    }
  }
}

function* runBuiltin(
  shell: Shell,
  builtin: Builtin,
  fields: readonly Bytes[],
  assignments: readonly Assignment[],
  undo: Undo,
): Run<number> {
  let undoAssignments = () => {}
  const outer = shell.builtin
  try {
    if (assignments.length > 0) {
      if (builtin.isSpecial) for (const assignment of assignments) yield* assign(shell, assignment)
      else undoAssignments = yield* assignTemporarily(shell, assignments)
    }
    shell.builtin = builtin.name
    const result = builtin.run(shell, fields.slice(1))
    return typeof result === 'number' ? result : yield* result
  } catch (error) {
    const complaint = asShellError(shell, error)
    if (complaint) yield* shell.tell(complaint)
    if (!(error instanceof Errno)) throw complaint ?? error
    yield* shell.complain(`write error: ${error.text}`)
    return 1
  } finally {
    shell.builtin = outer
    if (shell.keepsRedirections) {
      keepRedirections(shell, undo)
      shell.keepsRedirections = false
    } else if (undo.length > 0) restore(shell, undo)
    undoAssignments()
  }
}

export function* callFunction(shell: Shell, fn: ShellFunction, fields: readonly Bytes[]): Run<number> {
  const { parameters, source, position, loopDepth, builtin } = shell
  shell.parameters = fields.slice(1)
  shell.source = fn.source
  shell.loopDepth = 0
  shell.builtin = undefined
  shell.returnDepth++
  shell.variables.enter()
  try {
    yield* runNode(shell, fn.node.body, false)
    return takeReturn(shell)
  } finally {
    shell.variables.leave()
    shell.returnDepth--
    shell.loopDepth = loopDepth
    shell.parameters = parameters
    shell.source = source
    shell.position = position
    shell.builtin = builtin
  }
}

/** The status of what `return` has ended. */
export function takeReturn(shell: Shell): number {
  if (shell.flow?.kind === 'return') {
    shell.lastStatus = shell.flow.status
    shell.flow = undefined
  }
  return shell.lastStatus
}

/**
 * An alias's text replaces the command's name. We put the arguments after the whole text, as expanded words, where a
 * real shell puts them there before it parses.
 */
function* runAlias(shell: Shell, name: string, text: Bytes, fields: readonly Bytes[], tail: boolean): Run<number> {
  const { parameters } = shell
  shell.expandingAliases.add(name)
  shell.parameters = fields.slice(1)
  try {
    return yield* runText(shell, `${text} "$@"`, tail)
  } finally {
    shell.expandingAliases.delete(name)
    shell.parameters = parameters
  }
}

function* trace(shell: Shell, assignments: readonly Assignment[], fields: readonly Bytes[]): Run<void> {
  // dash shows words as they are
  const show = shell.flavor.name === 'dash' ? (word: Bytes) => word : traced
  const words = assignments.map(({ name, value, text }) => {
    if (value.type !== 'Word') return text
    return `${name}=${show(shell.variables.get(name) ?? value.value)}`
  })
  const prefix = shell.variables.get('PS4') ?? '+ '
  yield* shell.process.printError(`${prefix}${[...words, ...fields.map(show)].join(' ')}\n`)
}
