import type { CommandNode, CompoundList, PipelineNode, Statement } from 'unbash'
import type { Bytes, Process, Run } from '../machine/program.ts'
import { runArithmeticCommand, runArithmeticFor, runCase, runFor, runIf, runSelect, runWhile } from './compound.ts'
import { runPipeline, startBackground } from './pipeline.ts'
import { keepRedirections, redirect, restore } from './redirections.ts'
import { parseScript, type Script } from './script.ts'
import { asShellError, Shell, ShellError } from './shell.ts'
import { runSimpleCommand } from './simple-command.ts'
import { evaluateTestCommand } from './test-command.ts'

/** Thrown by `exit` and by set -e: unwinds to the end of the shell process. No Error: nobody wants its stack. */
export class ExitShell {
  constructor(readonly status: number) {}
}

/**
 * Runs statements in order; the result is `$?`.
 * @param tail nothing comes after them in this process: the last command may take its place
 */
export function* runList(shell: Shell, statements: readonly Statement[], tail = false): Run<number> {
  const last = statements.length - 1
  for (let i = 0; i <= last; i++) {
    const statement = statements[i] as Statement
    if (statement.background) yield* startBackground(shell, statement.command)
    else yield* runNode(shell, statement.command, tail && i === last)
    if (shell.flow) break
    if (shell.hasPendingTrap) yield* runTraps(shell)
  }
  return shell.lastStatus
}

export function runBody(shell: Shell, body: CompoundList, tail = false): Run<number> {
  return runList(shell, body.commands, tail)
}

/** Commands that are only asked for their status. */
export function* runCondition(shell: Shell, body: CompoundList): Run<number> {
  shell.tested++
  try {
    return yield* runList(shell, body.commands)
  } finally {
    shell.tested--
  }
}

export function* runNode(shell: Shell, node: Statement['command'] | CompoundList, tail: boolean): Run<number> {
  if (shell.process.step()) yield* shell.process.pause()
  if (shell.interrupted) shell.throwInterrupted()
  switch (node.type) {
    case 'Command':
      shell.lastStatus = yield* runSimpleCommand(shell, node, tail)
      checkErrexit(shell)
      break
    case 'AndOr': {
      const last = node.commands.length - 1
      for (let i = 0; i <= last; i++) {
        const operator = node.operators[i - 1]
        if (operator && (operator === '&&') !== (shell.lastStatus === 0)) continue
        if (i === last) yield* runNode(shell, node.commands[i] as PipelineNode, tail)
        else {
          shell.tested++
          try {
            yield* runNode(shell, node.commands[i] as PipelineNode, false)
          } finally {
            shell.tested--
          }
        }
        if (shell.flow) break
      }
      break
    }
    case 'Pipeline':
      shell.lastStatus = yield* runPipeline(shell, node, tail)
      if (!node.prefixes.some(({ type }) => type === 'Negation')) checkErrexit(shell)
      break
    case 'Subshell':
      shell.lastStatus = yield* runInSubshell(shell, node.body.commands)
      checkErrexit(shell)
      break
    case 'BraceGroup':
      yield* runBody(shell, node.body, tail)
      break
    case 'CompoundList':
      yield* runBody(shell, node, tail)
      break
    case 'Redirected':
      yield* runRedirected(shell, node, tail)
      break
    case 'If':
      shell.lastStatus = yield* runIf(shell, node, tail)
      break
    case 'While':
      shell.lastStatus = yield* runWhile(shell, node)
      break
    case 'For':
      shell.lastStatus = yield* runFor(shell, node)
      break
    case 'ArithmeticFor':
      shell.lastStatus = yield* runArithmeticFor(shell, node)
      break
    case 'Select':
      shell.lastStatus = yield* runSelect(shell, node)
      break
    case 'Case':
      shell.lastStatus = yield* runCase(shell, node, tail)
      break
    case 'Function':
      shell.functions.set(node.name.value, { node, source: shell.source })
      shell.lastStatus = 0
      break
    case 'TestCommand':
      if (shell.flavor.name === 'dash') {
        yield* shell.complain(shell.flavor.notFound('[['), undefined)
        shell.lastStatus = 127
        break
      }
      shell.lastStatus = (yield* evaluateTestCommand(shell, node.expression)) ? 0 : 1
      checkErrexit(shell)
      break
    case 'ArithmeticCommand':
      shell.lastStatus = yield* runArithmeticCommand(shell, node)
      checkErrexit(shell)
      break
    case 'Coproc':
      throw new ShellError('coproc: not supported by this simulated shell', 2, false)
  }
  return shell.lastStatus
}

function* runRedirected(shell: Shell, node: CommandNode & { readonly type: 'Redirected' }, tail: boolean): Run<number> {
  const saved = yield* redirectOrComplain(shell, node)
  if (!saved) return shell.lastStatus
  if (tail && node.command.type !== 'While' && node.command.type !== 'For') {
    keepRedirections(shell, saved)
    return yield* runNode(shell, node.command, tail)
  }
  try {
    return yield* runNode(shell, node.command, false)
  } finally {
    restore(shell, saved)
  }
}

function* redirectOrComplain(shell: Shell, node: CommandNode & { readonly type: 'Redirected' }) {
  try {
    return yield* redirect(shell, node.redirects)
  } catch (error) {
    if (!(error instanceof ShellError) || error.fatal) throw error
    yield* shell.tell(error)
    shell.lastStatus = error.status
    checkErrexit(shell)
    return undefined
  }
}

function checkErrexit(shell: Shell): void {
  if (shell.lastStatus !== 0 && shell.tested === 0 && shell.options.has('errexit') && !shell.flow) {
    throw new ExitShell(shell.lastStatus)
  }
}

/** `( … )`: a child process. */
function* runInSubshell(shell: Shell, statements: readonly Statement[]): Run<number> {
  const pid = shell.process.spawn({
    what: (child) => runSubshell(shell, child, statements, undefined),
    fds: shell.childDescriptors,
  })
  return yield* shell.waitInForeground([pid], '( … )')
}

/** The body of a forked shell. */
export function runSubshell(
  parent: Shell,
  child: Process,
  statements: readonly Statement[],
  source: string | undefined,
): Run<number> {
  const shell = new Shell(child, parent.flavor, parent)
  if (source !== undefined) shell.source = source
  return runToEnd(shell, runList(shell, statements, true))
}

/** Runs a shell's whole life: what ends it early, and its EXIT trap. Returns the exit code. */
export function* runToEnd(shell: Shell, body: Run<number>): Run<number> {
  yield* guard(shell, body)
  const trap = shell.traps.get('EXIT')
  if (trap) {
    shell.traps.delete('EXIT')
    const status = shell.lastStatus
    shell.flow = undefined
    const ended = yield* guard(shell, runText(shell, trap))
    if (!ended) shell.lastStatus = status
  }
  return shell.lastStatus & 255
}

/** Says whether the body ended the shell by itself. */
function* guard(shell: Shell, body: Run<number>): Run<boolean> {
  try {
    yield* body
    return false
  } catch (error) {
    if (error instanceof ExitShell) shell.lastStatus = error.status
    else {
      const complaint = asShellError(shell, error)
      if (!complaint) throw error
      shell.lastStatus = complaint.status
      yield* shell.tell(complaint)
    }
    return true
  }
}

/** Runs text as `eval` does, in the present shell. */
export function runText(shell: Shell, text: Bytes, tail = false): Run<number> {
  return runScript(shell, parseScript(text), tail)
}

/** Runs what could be parsed, then complains of what could not. */
export function* runScript(shell: Shell, script: Script, tail = false): Run<number> {
  const { source, position, firstLine } = shell
  shell.source = script.source
  shell.position = 0
  try {
    yield* runList(shell, script.statements, tail && !script.error)
    if (script.error && !shell.flow) {
      const { problem, line } = script.error
      const atEnd = 'endOfFile' in problem && shell.flavor.isBash && !problem.expecting?.match(/[)}]/) ? 1 : 0
      yield* shell.complainOfSyntax(problem, script.source.split('\n')[line - 1] ?? '', firstLine + line - 1 + atEnd)
      const error = new ShellError('syntax error', 2, true)
      error.told = true
      throw error
    }
    return shell.lastStatus
  } finally {
    shell.source = source
    shell.position = position
  }
}

/** The commands of traps whose signals have come; `$?` stays what it was. */
export function* runTraps(shell: Shell): Run<void> {
  for (const action of shell.takeTraps()) {
    const status = shell.lastStatus
    yield* runText(shell, action)
    shell.lastStatus = status
  }
}
