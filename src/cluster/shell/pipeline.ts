import type { AndOr, CommandNode, Pipeline, PipelineNode } from 'unbash'
import { Errno, type Process, type Run } from '../machine/program.ts'
import { runNode, runToEnd } from './evaluate.ts'
import { Shell, ShellError } from './shell.ts'

export function* runPipeline(shell: Shell, node: Pipeline, tail: boolean): Run<number> {
  const negated = node.prefixes.some(({ type }) => type === 'Negation')
  const timed = node.prefixes.some(({ type }) => type === 'Time')
  const startedAt = shell.process.now
  const cpuBefore = shell.process.cpuMs
  let status: number
  const [only] = node.commands
  if (negated) shell.tested++
  try {
    if (node.commands.length === 0) status = 0
    else if (node.commands.length === 1 && only) status = yield* runNode(shell, only, tail && !negated && !timed)
    else status = yield* runPiped(shell, node)
  } finally {
    if (negated) shell.tested--
  }
  if (timed) {
    const real = shell.process.now - startedAt
    const user = shell.process.cpuMs - cpuBefore
    yield* shell.process.printError(`real\t${minutes(real)}\nuser\t${minutes(user)}\nsys\t${minutes(0)}\n`)
  }
  return negated ? (status === 0 ? 1 : 0) : status
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)}m ${((ms % 60_000) / 1000).toFixed(2)}s`
}

/** A node in a process of its own. */
function forked(parent: Shell, node: PipelineNode | AndOr, inBackground: boolean): (child: Process) => Run<number> {
  return (child) => {
    const shell = new Shell(child, parent.flavor, parent)
    if (inBackground && !parent.options.has('monitor')) {
      // a shell without job control shields them from the terminal's keys
      child.onSignal('INT', 'ignore')
      child.onSignal('QUIT', 'ignore')
    }
    return runToEnd(shell, runNode(shell, node, true))
  }
}

function* runPiped(shell: Shell, node: Pipeline): Run<number> {
  const pids = startPiped(shell, node, false, 0)
  return yield* shell.waitInForeground(pids, shell.source.slice(node.pos, node.end))
}

function startPiped(shell: Shell, node: Pipeline, inBackground: boolean, stdin: number): number[] {
  const { process } = shell
  const pids: number[] = []
  const last = node.commands.length - 1
  const monitors = shell.options.has('monitor')
  let input = stdin
  node.commands.forEach((command: CommandNode, index) => {
    const pipe = index < last ? process.pipe() : undefined
    const fds: Record<number, number> = { ...shell.childDescriptors, 0: input }
    if (pipe) {
      fds[1] = pipe.write
      if (node.operators[index] === '|&') fds[2] = pipe.write
    }
    try {
      pids.push(
        process.spawn({
          what: forked(shell, command, inBackground),
          fds,
          newGroup: monitors && pids.length === 0,
          group: monitors ? pids[0] : undefined,
        }),
      )
    } catch (error) {
      throw forkError(error)
    }
    if (input !== stdin) process.close(input)
    if (pipe) {
      process.close(pipe.write)
      input = pipe.read
    }
  })
  return pids
}

export function forkError(error: unknown): unknown {
  return error instanceof Errno && error.code === 'EAGAIN' ? new ShellError(`can't fork: ${error.text}`, 2, true) : error
}

/** `command &` */
export function* startBackground(shell: Shell, node: PipelineNode | AndOr): Run<void> {
  const { process } = shell
  const monitors = shell.options.has('monitor')
  // without job control a background job must not eat the shell's input
  const nothing = monitors ? undefined : process.open('/dev/null', { read: true })
  let pids: number[]
  try {
    if (node.type === 'Pipeline' && node.commands.length > 1 && node.prefixes.length === 0) {
      pids = startPiped(shell, node, true, nothing ?? 0)
    } else {
      const fds = nothing === undefined ? shell.childDescriptors : { ...shell.childDescriptors, 0: nothing }
      pids = [process.spawn({ what: forked(shell, node, true), fds, newGroup: monitors })]
    }
  } catch (error) {
    throw forkError(error)
  }
  if (nothing !== undefined) process.close(nothing)
  const job = shell.jobs.add(pids, monitors ? pids[0] : undefined, shell.source.slice(node.pos, node.end))
  shell.lastBackgroundPid = pids.at(-1)
  shell.lastStatus = 0
  if (shell.isInteractive && shell.flavor.isBash) yield* process.printError(`[${job.number}] ${shell.lastBackgroundPid}\n`)
}
