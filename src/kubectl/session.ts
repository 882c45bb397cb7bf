import type { Pod } from '../cluster/api/generated/types.ts'
import { isRefusal, type Session, type Status } from '../cluster/apiserver/interface.ts'
import type { Bytes, Run } from '../cluster/machine/program.ts'
import { pathOf } from './connection.ts'
import { KubectlError, refusal, type StatusError } from './errors.ts'
import { Interrupts } from './interrupts.ts'
import type { Invocation } from './invocation.ts'
import { listAt, textAt } from './json-value.ts'
import { Mailbox } from './mailbox.ts'

export interface SessionOptions {
  readonly subresource: 'exec' | 'attach'
  readonly container: string
  readonly command?: readonly string[]
  readonly stdin: boolean
  readonly tty: boolean
  /** Bytes for stdin instead of this process's own. */
  readonly input?: Bytes
  /** Where the output goes instead of this process's own stdout. */
  readonly onStdout?: (chunk: Bytes) => void
  readonly quietStderr?: boolean
  /** Says nothing of a code that is not zero. */
  readonly quietOutcome?: boolean
}

type Part = { readonly fd: 1 | 2; readonly chunk: Bytes } | { readonly ended: Status }

/** Whether a terminal can be had; says so if not. */
export function* canUseTerminal(k: Invocation): Run<boolean> {
  if (k.process.isTerminal(0)) return true
  yield* k.err('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  return false
}

/**
 * Joins this process's input and output with a process in a container, until that one ends: exec and attach.
 * Returns its exit code.
 */
export function* runSession(k: Invocation, pod: Pod, options: SessionOptions): Run<number> {
  const parts = new Mailbox<Part>()
  const session = openSession(k, pod, options, parts)
  const interrupts = new Interrupts(k.process)
  const raw = options.tty && k.process.isTerminal(0)
  if (raw) k.process.setTerminalMode(0, { raw: true, echo: false })
  if (options.tty) followSize(k, session)
  let reader: number | undefined
  if (options.input !== undefined) {
    session.stdin(options.input)
    session.closeStdin()
  } else if (options.stdin) reader = spawnReader(k, session)
  try {
    for (;;) {
      const part = yield* parts.take(k.process)
      if (interrupts.code !== undefined) return interrupts.code
      if (part === undefined) continue
      if ('ended' in part) return yield* outcome(k, part.ended, options.quietOutcome ?? false)
      if (part.fd === 1 && options.onStdout) options.onStdout(part.chunk)
      else if (part.fd === 1 || !options.quietStderr) yield* k.process.write(part.fd, part.chunk)
    }
  } finally {
    session.close()
    if (raw) k.process.setTerminalMode(0, { raw: false, echo: true })
    if (reader !== undefined) stopReader(k, reader)
  }
}

function openSession(k: Invocation, pod: Pod, options: SessionOptions, parts: Mailbox<Part>): Session {
  const path = pathOf(k.discovery.forWord('pods'), pod.metadata.namespace, pod.metadata.name, options.subresource)
  const query = {
    container: options.container,
    command: options.command,
    stdin: options.stdin ? 'true' : undefined,
    stdout: 'true',
    stderr: options.tty ? undefined : 'true',
    tty: options.tty ? 'true' : undefined,
  }
  const started = k.connection.server.session(k.connection.dressed({ method: 'POST', path, query }), {
    stdout: (chunk) => parts.put({ fd: 1, chunk }),
    stderr: (chunk) => parts.put({ fd: 2, chunk }),
    end: (status) => parts.put({ ended: status }),
  })
  if (!isRefusal(started)) return started
  throw upgradeError(refusal(started))
}

/** What the kubelet refuses reaches kubectl as a failed upgrade of the connection. */
export function upgradeError(error: StatusError): Error {
  if (!error.is('InternalError')) return error
  const message = error.status.message ?? ''
  return new KubectlError(message.startsWith('Internal error') ? message : `Internal error occurred: ${message}`)
}

/** What the runtime says of a command that it cannot start has come a long way by the time it is printed. */
function failureText(k: Invocation, message: string): string {
  if (!message.startsWith('OCI runtime exec failed')) return message
  const id = Array.from({ length: 64 }, () => Math.floor(k.process.random() * 16).toString(16)).join('')
  return `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${id}": ${message}: unknown`
}

function* outcome(k: Invocation, status: Status, quiet: boolean): Run<number> {
  yield* k.notes()
  if (status.status === 'Success') return 0
  if (status.reason === 'NonZeroExitCode') {
    const cause = listAt(status, 'details', 'causes').find((one) => textAt(one, 'reason') === 'ExitCode')
    const code = Number(textAt(cause, 'message')) || 1
    if (!quiet) yield* k.err(`command terminated with exit code ${code}\n`)
    return code
  }
  throw new KubectlError(failureText(k, status.message ?? 'the session was broken off'))
}

/** The remote side learns of the terminal's size, now and whenever it changes. */
function followSize(k: Invocation, session: Session): void {
  const tell = () => {
    const size = k.process.isTerminal(0) ? k.process.terminalSize(0) : undefined
    if (size) session.resize(size.columns, size.rows)
  }
  k.process.onSignal('WINCH', tell)
  tell()
}

/** A second thread of kubectl that reads what is typed while the first one prints. */
function spawnReader(k: Invocation, session: Session): number {
  return k.process.spawn({
    *what(child) {
      for (;;) {
        const chunk = yield* child.read(0)
        if (chunk === '') {
          session.closeStdin()
          return 0
        }
        session.stdin(chunk)
      }
    },
  })
}

function stopReader(k: Invocation, pid: number): void {
  k.process.kill(pid, 'KILL')
  k.process.reap()
}
