import type { ArithmeticCommandExpansion, CommandExpansionPart, ProcessSubstitutionPart } from 'unbash'
import { type Bytes, Errno, type Run } from '../machine/program.ts'
import { runSubshell } from './evaluate.ts'
import { expandToString } from './expand.ts'
import { type Shell, ShellError, statusCode } from './shell.ts'

/** `$(…)`: what a subshell prints, without the newlines at its end. */
export function* substitute(shell: Shell, part: CommandExpansionPart | ArithmeticCommandExpansion): Run<Bytes> {
  const { process } = shell
  const { script } = part
  if (!script) return ''
  const error = script.errors?.[0]
  if (error) {
    throw new ShellError(shell.flavor.syntaxError({ unexpected: ')' }), 2, true)
  }
  const file = inputOnly(part)
  if (file) return (yield* readWholeFile(shell, yield* expandToString(shell, file))).replace(/\n+$/, '')
  const pipe = process.pipe()
  const pid = process.spawn({
    what: (child) => runSubshell(shell, child, script.commands, script.source),
    fds: { ...shell.childDescriptors, 1: pipe.write },
  })
  process.close(pipe.write)
  let output = ''
  for (;;) {
    const data = yield* process.read(pipe.read)
    if (data === '') break
    output += data
  }
  process.close(pipe.read)
  shell.substitutionStatus = statusCode(yield* shell.waitForChild(pid))
  let end = output.length
  while (end > 0 && output.charCodeAt(end - 1) === 10) end--
  const text = end === output.length ? output : output.slice(0, end)
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

/** `$(< file)` needs no process. */
function inputOnly(part: CommandExpansionPart | ArithmeticCommandExpansion) {
  const commands = part.script?.commands
  const command = commands?.length === 1 ? commands[0]?.command : undefined
  if (command?.type !== 'Command' || command.name || command.prefix.length !== 1) return undefined
  const redirect = command.prefix[0]
  return redirect?.type === 'Redirect' && redirect.operator === '<' ? redirect.target : undefined
}

function* readWholeFile(shell: Shell, path: string): Run<Bytes> {
  const { process } = shell
  try {
    const fd = process.open(path, { read: true })
    let out = ''
    for (let data = yield* process.read(fd); data !== ''; data = yield* process.read(fd)) out += data
    process.close(fd)
    return out
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* shell.complain(shell.flavor.cannotOpen(path, false, error.text))
    shell.substitutionStatus = 1
    return ''
  }
}

/** bash's `<(…)` and `>(…)`: a path that is a pipe to a process. The descriptor stays open until the shell ends. */
export function* processSubstitution(shell: Shell, part: ProcessSubstitutionPart): Run<string> {
  const { process } = shell
  const { script, operator } = part
  if (!shell.flavor.isBash || !script) throw new ShellError(shell.flavor.syntaxError({ unexpected: '(' }), 2, true)
  const pipe = process.pipe()
  const [mine, its] = operator === '<' ? [pipe.read, pipe.write] : [pipe.write, pipe.read]
  process.spawn({
    what: (child) => runSubshell(shell, child, script.commands, script.source),
    fds: { ...shell.childDescriptors, [operator === '<' ? 1 : 0]: its },
  })
  process.close(its)
  const fd = process.dupFrom(mine, 60)
  process.close(mine)
  shell.openDescriptors.add(fd)
  shell.substitutionDescriptors.push(fd)
  yield* process.compute(0)
  return `/dev/fd/${fd}`
}
