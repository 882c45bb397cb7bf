import type { Status } from '../../apiserver/interface.ts'

function failure(code: number, reason: string, message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
}

export const badRequest = (message: string): Status => failure(400, 'BadRequest', message)
export const notFound = (message: string): Status => failure(404, 'NotFound', message)
export const internalError = (message: string): Status => failure(500, 'InternalError', message)

/** How a command ended, as channel 3 of an exec session tells it. */
export function exitStatus(exitCode: number): Status {
  if (exitCode === 0) return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }
}
