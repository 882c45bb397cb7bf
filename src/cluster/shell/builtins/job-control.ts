import { type Bytes, Errno, type ExitStatus, type Run, type Signal } from '../../machine/program.ts'
import { signalNumbers, signalOfName, signalOfNumber, signalTexts } from '../../machine/signals.ts'
import type { Job } from '../jobs.ts'
import { type Shell, ShellError, statusCode } from '../shell.ts'
import type { Builtin } from './builtins.ts'

function jobOf(shell: Shell, spec: Bytes | undefined): Job {
  const job = shell.jobs.find(spec ?? '%%')
  if (!job) {
    const message = shell.flavor.isBash
      ? `${spec ?? 'current'}: no such job`
      : spec === undefined
        ? 'No current job'
        : `No such job: ${spec}`
    throw new ShellError(message, shell.flavor.isBash ? 1 : 2, false, shell.builtin)
  }
  return job
}

/** Takes note of children that have ended, without waiting. */
export function noteEnded(shell: Shell): void {
  for (const status of shell.process.reap()) shell.jobs.note(status)
}

/** POSIX's wait: ends at once, with 128 + n, when a trapped signal comes. */
function* wait(shell: Shell, args: readonly Bytes[]): Run<number> {
  const operands = args.filter((arg) => arg !== '-n')
  if (operands.length === 0) {
    for (;;) {
      noteEnded(shell)
      const running = shell.jobs.all.filter((job) => job.state === 'running')
      if (running.length === 0) break
      const interrupted = yield* waitOnce(shell)
      if (interrupted !== undefined) return interrupted
      if (args.includes('-n')) break
    }
    for (const job of [...shell.jobs.all]) if (job.state === 'done') shell.jobs.remove(job)
    return 0
  }
  let status = 0
  for (const operand of operands) {
    const job = operand.startsWith('%') ? jobOf(shell, operand) : shell.jobs.withPid(Number(operand))
    if (!job) {
      if (!/^\d+$/.test(operand)) throw new ShellError(`${operand}: no such job`, 2, false, shell.builtin)
      if (shell.flavor.isBash) yield* shell.complain(`pid ${operand} is not a child of this shell`)
      status = 127
      continue
    }
    const pid = operand.startsWith('%') ? job.pids.at(-1) : Number(operand)
    for (;;) {
      noteEnded(shell)
      const ended = job.statuses.get(pid ?? 0)
      if (ended) {
        status = statusCode(ended)
        if (ended.signal && ended.signal !== 'INT' && ended.signal !== 'PIPE' && !shell.flavor.isBash) {
          yield* shell.process.printError(`${signalTexts[ended.signal] ?? ended.signal}\n`)
        }
        break
      }
      const interrupted = yield* waitOnce(shell)
      if (interrupted !== undefined) return interrupted
    }
    if (job.state === 'done') shell.jobs.remove(job)
  }
  return status
}

function* waitOnce(shell: Shell): Run<number | undefined> {
  let status: ExitStatus | undefined
  try {
    status = yield* shell.process.wait()
  } catch (error) {
    if (error instanceof Errno) return 127
    throw error
  }
  if (status) shell.jobs.note(status)
  if (shell.interrupted) shell.throwInterrupted()
  return status ? undefined : shell.pendingTrapStatus
}

function* jobs(shell: Shell, args: readonly Bytes[]): Run<number> {
  noteEnded(shell)
  for (const job of [...shell.jobs.all]) {
    if (args.includes('-p')) yield* shell.process.print(`${job.pids[0]}\n`)
    else {
      const line = shell.jobs.describe(job, shell.flavor.isBash)
      yield* shell.process.print(`${args.includes('-l') ? line.replace(/^(\S+\s+)/, `$1${job.pids[0]} `) : line}\n`)
    }
    job.untold = false
    if (job.state === 'done') shell.jobs.remove(job)
  }
  return 0
}

function* foreground(shell: Shell, [spec]: readonly Bytes[]): Run<number> {
  const job = jobOf(shell, spec)
  yield* shell.process.print(`${job.command}\n`)
  shell.jobs.remove(job)
  signalJob(shell, job, 'CONT')
  return yield* shell.waitInForeground(
    job.pids.filter((pid) => !job.statuses.has(pid)),
    job.command,
  )
}

function* background(shell: Shell, [spec]: readonly Bytes[]): Run<number> {
  const job = jobOf(shell, spec)
  job.state = 'running'
  signalJob(shell, job, 'CONT')
  yield* shell.process.print(`[${job.number}] ${job.command}${shell.flavor.isBash ? ' &' : ''}\n`)
  return 0
}

function signalJob(shell: Shell, job: Job, signal: Signal): void {
  const targets = job.group === undefined ? job.pids : [-job.group]
  for (const target of targets) {
    try {
      shell.process.kill(target, signal)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
    }
  }
}

function* kill(shell: Shell, args: readonly Bytes[]): Run<number> {
  let words = [...args]
  let signal: Signal | 0 | undefined = 'TERM'
  const first = words[0] ?? ''
  if (first === '-l' || first === '-L') {
    yield* list(shell, words.slice(1))
    return 0
  }
  if (first === '-s' || first === '-n') {
    signal = parseSignal(words[1] ?? '')
    words = words.slice(2)
  } else if (/^-[A-Za-z0-9]/.test(first)) {
    signal = parseSignal(first.slice(1))
    words = words.slice(1)
  } else if (first === '--') words = words.slice(1)
  if (signal === undefined) {
    const name = first === '-s' || first === '-n' ? (args[1] ?? '') : first.slice(1)
    throw new ShellError(
      shell.flavor.isBash
        ? `${name}: invalid signal specification`
        : shell.flavor.name === 'dash'
          ? `Illegal option ${first}`
          : `bad signal name '${name}'`,
      shell.flavor.name === 'dash' ? 2 : 1,
      false,
      shell.builtin,
    )
  }
  if (words[0] === '--') words = words.slice(1)
  if (words.length === 0) {
    const usage = shell.flavor.isBash
      ? 'usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]'
      : 'you need to specify whom to kill'
    throw new ShellError(usage, 1, false, shell.builtin)
  }
  let status = 0
  for (const word of words) {
    if (word.startsWith('%')) {
      signalJob(shell, jobOf(shell, word), signal || 'CONT')
      continue
    }
    const error = sendTo(shell, word, signal)
    if (error === undefined) continue
    status = 1
    yield* shell.complain(error)
  }
  return status
}

/** What went wrong, in the shell's words. */
function sendTo(shell: Shell, word: Bytes, signal: Signal | 0): string | undefined {
  const { name } = shell.flavor
  if (!/^-?\d+$/.test(word)) {
    if (name === 'bash') return `${word}: arguments must be process or job IDs`
    return name === 'dash' ? `Illegal number: ${word}` : `invalid number '${word}'`
  }
  try {
    shell.process.kill(Number(word), signal)
    return undefined
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (name === 'bash') return `(${word}) - ${error.text}`
    return name === 'dash' ? error.text : `can't kill pid ${word}: ${error.text}`
  }
}

function parseSignal(text: string): Signal | 0 | undefined {
  return text === '0' ? 0 : signalOfName(text)
}

function* list(shell: Shell, args: readonly Bytes[]): Run<void> {
  const { process } = shell
  if (args.length > 0) {
    for (const arg of args) {
      if (/^\d+$/.test(arg))
        yield* process.print(`${signalOfNumber(Number(arg) > 128 ? Number(arg) - 128 : Number(arg)) ?? arg}\n`)
      else yield* process.print(`${signalNumbers[signalOfName(arg) ?? 'TERM']}\n`)
    }
    return
  }
  for (const [name, number] of Object.entries(signalNumbers)) yield* process.print(`${String(number).padStart(2)}) ${name}\n`)
}

export const jobBuiltins: readonly Builtin[] = [
  { name: 'wait', run: wait },
  { name: 'jobs', run: jobs },
  { name: 'fg', run: foreground },
  { name: 'bg', run: background },
  { name: 'kill', run: kill },
  {
    name: 'disown',
    only: ['bash'],
    run: (shell, [spec]) => {
      shell.jobs.remove(jobOf(shell, spec))
      return 0
    },
  },
]
