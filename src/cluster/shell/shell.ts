import type { Function as FunctionNode } from 'unbash'
import { type Bytes, Errno, type ExitStatus, type Process, type Run, type Signal } from '../machine/program.ts'
import { signalNumbers, signalTexts } from '../machine/signals.ts'
import type { Flavor, SyntaxProblem } from './flavor.ts'
import { Jobs } from './jobs.ts'
import { lineOf } from './script.ts'
import { ReadOnlyVariable, Variables } from './variables.ts'

/** What `set -o` knows, with the letter of `set -x`. */
export const optionLetters = {
  allexport: 'a',
  errexit: 'e',
  noglob: 'f',
  monitor: 'm',
  noexec: 'n',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  noclobber: 'C',
  interactive: 'i',
  stdin: 's',
  pipefail: '',
} as const
export type OptionName = keyof typeof optionLetters

/** Something the shell complains of; ends a shell that is not interactive if `fatal`. */
export class ShellError extends Error {
  /** The complaint has been printed, where the error arose. */
  told = false

  constructor(
    message: string,
    readonly status: number,
    readonly fatal: boolean,
    /** The builtin that found it. */
    readonly builtin?: string,
  ) {
    super(message)
  }
}

/** ^C at an interactive shell: back to the prompt. */
export class Interrupted extends Error {}

/** How control leaves the usual order: checked after each command. */
export type Flow = { readonly kind: 'break' | 'continue'; levels: number } | { readonly kind: 'return'; readonly status: number }

export interface ShellFunction {
  readonly node: FunctionNode
  readonly source: string
}

/** The state of one shell process. */
export class Shell {
  name: Bytes
  parameters: readonly Bytes[] = []
  readonly variables = new Variables()
  readonly functions = new Map<string, ShellFunction>()
  readonly aliases = new Map<string, Bytes>()
  readonly options = new Set<OptionName>()
  readonly jobs = new Jobs()
  /** Lines typed at an interactive shell, oldest first. */
  readonly history: string[] = []
  /** By signal name or EXIT; '' is to ignore. */
  readonly traps = new Map<Signal | 'EXIT', Bytes>()
  lastStatus = 0
  lastBackgroundPid: number | undefined
  /** $$ stays that of the first shell in subshells. */
  readonly rootPid: number
  flow: Flow | undefined
  loopDepth = 0
  /** Functions and sourced files that `return` can leave. */
  returnDepth = 0
  /** Inside a condition: set -e does not look. */
  tested = 0
  isSubshell = false
  isScript = false
  /** It runs the text given with -c. */
  isCommandText = false
  /** ^C reached an interactive shell. */
  interrupted = false
  /** The text that is running, and where in it. */
  source = ''
  position = 0
  firstLine = 1
  builtin: string | undefined
  /** Descriptors above 2 that commands inherit. */
  readonly openDescriptors = new Set<number>()
  /** Of process substitutions; closed when the command is over. */
  readonly substitutionDescriptors: number[] = []
  /** For OPTIND: where in a cluster of letters getopts is. */
  getoptsOffset = 0
  readonly startedAt: number
  /** Aliases whose text is running: they do not expand again. */
  readonly expandingAliases = new Set<string>()
  /** `exec` without a command: its redirections are to stay. */
  keepsRedirections = false
  /** Status of the last command substitution of an assignment. */
  substitutionStatus: number | undefined
  private readonly pendingTraps: Signal[] = []

  constructor(
    readonly process: Process,
    readonly flavor: Flavor,
    parent?: Shell,
  ) {
    this.name = parent?.name ?? process.argv[0] ?? 'sh'
    this.rootPid = parent?.rootPid ?? process.pid
    this.startedAt = parent?.startedAt ?? process.now
    if (parent) this.copyFrom(parent)
  }

  private copyFrom(parent: Shell): void {
    this.parameters = parent.parameters
    this.variables.copyFrom(parent.variables)
    for (const [name, value] of parent.functions) this.functions.set(name, value)
    for (const [name, value] of parent.aliases) this.aliases.set(name, value)
    for (const option of parent.options) this.options.add(option)
    this.options.delete('monitor')
    this.options.delete('interactive')
    for (const [signal, action] of parent.traps) if (action === '') this.traps.set(signal, action)
    this.lastStatus = parent.lastStatus
    this.lastBackgroundPid = parent.lastBackgroundPid
    this.loopDepth = parent.loopDepth
    this.returnDepth = parent.returnDepth
    this.tested = parent.tested
    this.isSubshell = true
    this.isScript = parent.isScript
    this.isCommandText = parent.isCommandText
    this.source = parent.source
    this.position = parent.position
    this.firstLine = parent.firstLine
    for (const fd of parent.openDescriptors) this.openDescriptors.add(fd)
  }

  get line(): number {
    return this.firstLine - 1 + lineOf(this.source, this.position)
  }

  get isInteractive(): boolean {
    return this.options.has('interactive')
  }

  // --- messages

  *complain(message: string, builtin: string | undefined = this.builtin): Run<void> {
    yield* this.process.printError(`${this.prefix(builtin)}${message}\n`)
  }

  /** Complains of an error once, with the descriptors as they are where it arose. */
  *tell(error: ShellError): Run<void> {
    if (error.told) return
    error.told = true
    yield* this.complain(error.message, error.builtin)
  }

  prefix(builtin: string | undefined = this.builtin): string {
    const { name, isScript, isInteractive } = this
    return this.flavor.prefix({ name, builtin, line: this.line, isScript, isInteractive })
  }

  /** A syntax error, with the line that has it where the flavor shows it. */
  *complainOfSyntax(problem: SyntaxProblem, text: Bytes, line: number): Run<void> {
    const { name, isScript, isInteractive, isCommandText, flavor } = this
    const builtin = this.builtin
    const prefix = flavor.prefix({ name, builtin, line, isScript, isInteractive, isCommandText })
    const shown = flavor.isBash && 'unexpected' in problem && !isInteractive ? `${prefix}\`${text}'\n` : ''
    yield* this.process.printError(`${prefix}${flavor.syntaxError(problem)}\n${shown}`)
  }

  // --- descriptors of children

  /** Those that a child gets: the standard ones and what the script has opened. */
  get childDescriptors(): Readonly<Record<number, number>> {
    if (this.openDescriptors.size === 0) return standardDescriptors
    const fds: Record<number, number> = { ...standardDescriptors }
    for (const fd of this.openDescriptors) fds[fd] = fd
    return fds
  }

  // --- traps

  setTrap(signal: Signal | 'EXIT', action: Bytes | undefined): void {
    if (action === undefined) this.traps.delete(signal)
    else this.traps.set(signal, action)
    if (signal === 'EXIT' || signal === 'KILL' || signal === 'STOP') return
    if (action === undefined) this.process.onSignal(signal, 'default')
    else if (action === '') this.process.onSignal(signal, 'ignore')
    else this.process.onSignal(signal, (received) => this.pendingTraps.push(received))
  }

  /** A trap's command is waiting to run. */
  get hasPendingTrap(): boolean {
    return this.pendingTraps.length > 0
  }

  get pendingTrapStatus(): number | undefined {
    const signal = this.pendingTraps[0]
    return signal && 128 + signalNumbers[signal]
  }

  takeTraps(): readonly Bytes[] {
    return this.pendingTraps.splice(0).flatMap((signal) => this.traps.get(signal) ?? [])
  }

  // --- children

  /**
   * Waits for one child, and takes note of whatever else ends meanwhile: as PID 1 the shell is everybody's heir.
   * A handled signal does not end it.
   */
  *waitForChild(pid: number, untilStopped = false): Run<ExitStatus> {
    const known = this.jobs.endedStatus(pid)
    if (known) return known
    for (;;) {
      const status = yield* this.process.wait(undefined, { stopped: untilStopped })
      if (!status) continue
      if (status.pid === pid) return status
      this.jobs.note(status)
    }
  }

  /** Waits for a pipeline that has the terminal meanwhile; tells of what ended it. Returns its status. */
  *waitInForeground(pids: readonly number[], command: Bytes): Run<number> {
    const monitors = this.options.has('monitor')
    if (monitors) this.giveTerminalTo(pids[0] ?? 0)
    let last: ExitStatus = { pid: 0, code: 0 }
    let failed = 0
    const codes: string[] = []
    for (const pid of pids) {
      last = yield* this.waitForChild(pid, monitors)
      if (last.stopped) {
        const job = this.jobs.add(pids, pids[0], command, 'stopped')
        yield* this.process.printError(`\n${this.jobs.describe(job, this.flavor.isBash)}\n`)
        break
      }
      if (statusCode(last) !== 0) failed = statusCode(last)
      codes.push(String(statusCode(last)))
    }
    if (this.flavor.isBash) this.variables.setElements('PIPESTATUS', new Map(codes.map((code, index) => [String(index), code])))
    if (monitors) this.giveTerminalTo(this.process.group)
    if (last.signal) yield* this.tellSignal(last, command)
    return this.options.has('pipefail') && !last.stopped ? failed : statusCode(last)
  }

  private giveTerminalTo(group: number): void {
    try {
      this.process.setForeground(0, group)
      if (group === this.process.group) this.process.setTerminalMode(0, { raw: false, echo: true })
    } catch (error) {
      if (!(error instanceof Errno)) throw error
    }
  }

  private *tellSignal({ pid, signal }: ExitStatus, command: Bytes): Run<void> {
    if (!signal) return
    if (quietSignals.includes(signal)) {
      if (this.isInteractive) yield* this.process.printError('\n')
      return
    }
    const text = signalTexts[signal] ?? signal
    if (this.flavor.isBash && !this.isInteractive && signal !== 'TERM') {
      yield* this.complain(`${String(pid).padStart(5)} ${text.padEnd(24)}${command}`, undefined)
    } else yield* this.process.printError(`${text}\n`)
  }

  throwInterrupted(): never {
    this.interrupted = false
    throw new Interrupted()
  }
}

/** Signals of which nobody needs to be told. */
const quietSignals: readonly Signal[] = ['INT', 'PIPE']

const standardDescriptors = { 0: 0, 1: 1, 2: 2 } as const

/** What an unset parameter or `${x:?}` ends the shell with. */
export function missingParameter(shell: Shell, message: string): ShellError {
  const status = shell.flavor.isBash && shell.isCommandText ? 127 : shell.flavor.errorStatus
  return new ShellError(message, status, true)
}

/** The shell's complaint behind an error, if it is one. */
export function asShellError(shell: Shell, error: unknown): ShellError | undefined {
  if (error instanceof ShellError) return error
  if (!(error instanceof ReadOnlyVariable)) return undefined
  const { isBash, errorStatus } = shell.flavor
  return new ShellError(`${error.variable}: ${isBash ? 'readonly variable' : 'is read only'}`, errorStatus, true)
}

/** What `$?` makes of it. */
export function statusCode(status: ExitStatus): number {
  if (status.stopped) return 128 + signalNumbers[status.stopped]
  return status.signal ? 128 + signalNumbers[status.signal] : (status.code ?? 0)
}
