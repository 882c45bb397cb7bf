import type { ApiResponse, Status } from '../cluster/apiserver/interface.ts'
import { isObject, textAt } from './json-value.ts'

/** A failure that kubectl tells as `error: <message>`. */
export class KubectlError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message)
    this.name = 'KubectlError'
  }
}

/** A wrong use of a command: the message is followed by where to look, as cmdutil.UsageErrorf. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** A failure told exactly as it is written, without the `error: ` in front. */
export class PlainError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message)
    this.name = 'PlainError'
  }
}

/** Ends the command with a code, everything having been said. */
export class Exit extends Error {
  constructor(readonly exitCode: number) {
    super(`exit ${exitCode}`)
    this.name = 'Exit'
  }
}

/** A refusal of the API server: an Error, made without the walk up the stack, as "not found" is an everyday answer. */
export class StatusError implements Error {
  readonly name = 'StatusError'

  constructor(readonly status: Status) {}

  get message(): string {
    return this.status.message ?? ''
  }

  is(reason: string): boolean {
    return this.status.reason === reason
  }
}

Object.setPrototypeOf(StatusError.prototype, Error.prototype)

/** Several failures; each is told on its own line. */
export class ManyErrors extends Error {
  constructor(readonly errors: readonly unknown[]) {
    super(errors.map(textOf).join(', '))
    this.name = 'ManyErrors'
  }
}

export function isNotFound(error: unknown): error is StatusError {
  return error instanceof StatusError && error.is('NotFound')
}

/** Throws what was collected: nothing, the one, or all together (utilerrors.NewAggregate). */
export function throwCollected(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new ManyErrors(errors)
}

/** The refusal in a response. */
export function refusal(response: ApiResponse): StatusError {
  const { body } = response
  if (isObject(body) && body.kind === 'Status') {
    return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...body })
  }
  const message = typeof body === 'string' && body !== '' ? body : 'the server could not find the requested resource'
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: response.status === 404 ? 'NotFound' : '',
    message,
    code: response.status,
  })
}

/** Says what was being done, to which file, before what went wrong (cmdutil.AddSourceToErr). */
export function addSource(verb: string, source: string, error: unknown): unknown {
  if (source === '') return error
  if (error instanceof StatusError) {
    return new StatusError({ ...error.status, message: `error when ${verb} "${source}": ${error.status.message ?? ''}` })
  }
  if (error instanceof KubectlError) return new KubectlError(`error when ${verb} "${source}": ${error.message}`)
  return error
}

/** One failure among several (messageForError). */
export function textOf(error: unknown): string {
  if (error instanceof StatusError) return statusText(error)
  return error instanceof Error ? error.message : String(error)
}

function statusText(error: StatusError): string {
  const { reason, message } = error.status
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message ?? ''})`
  return reason ? `Error from server (${reason}): ${message ?? ''}` : `Error from server: ${message ?? ''}`
}

/** The whole text of a failure, as cmdutil.checkErr prints it, and the exit code. */
export function report(error: unknown, command: string): { readonly text: string; readonly exitCode: number } {
  if (error instanceof Exit) return { text: '', exitCode: error.exitCode }
  if (error instanceof PlainError) return { text: line(error.message), exitCode: error.exitCode }
  if (error instanceof UsageError) {
    return { text: `error: ${error.message}\nSee '${command} -h' for help and examples\n`, exitCode: 1 }
  }
  if (error instanceof StatusError) {
    return { text: line(error.is('Invalid') ? invalidText(error.status) : statusText(error)), exitCode: 1 }
  }
  if (error instanceof ManyErrors) {
    if (error.errors.length === 1) return report(error.errors[0], command)
    return { text: error.errors.map((one) => line(textOf(one))).join(''), exitCode: 1 }
  }
  if (error instanceof KubectlError) {
    const { message } = error
    return { text: line(message.startsWith('error: ') ? message : `error: ${message}`), exitCode: error.exitCode }
  }
  throw error
}

/** `The Pod "x" is invalid: …`, one cause inline, several as a list. */
function invalidText(status: Status): string {
  const { details } = status
  if (!details) return `The request is invalid${status.message ? `: ${status.message}` : ''}`
  const causes = [...new Set((details.causes ?? []).map((cause) => `${textAt(cause, 'field')}: ${cause.message}`))]
  let head = 'The request is invalid'
  if (details.kind || details.name) head = `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid`
  else if (status.message && causes.length === 0) head += `: ${status.message}`
  if (causes.length === 0) return head
  if (causes.length === 1) return `${head}: ${causes[0]}`
  return `${head}: \n${causes.map((cause) => `* ${cause}`).join('\n')}`
}

function line(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
