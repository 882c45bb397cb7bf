import { forbidden, StatusError } from '../../status.ts'
import type { AdmissionRequest } from '../context.ts'
import type { Failure } from './evaluate.ts'

/** A failure that counts, and where it comes from. */
export interface Denied extends Failure {
  readonly policy: string
  readonly binding: string
}

const codes: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 }

/** The refusal of a policy: Forbidden's words, with the reason that the validation names (Invalid unless it does). */
export function denial(request: AdmissionRequest, { policy, binding, message: why, reason = 'Invalid' }: Denied): StatusError {
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${binding}' denied request: ${why}`
  const { status } = forbidden(request, request.name ?? request.object?.metadata.name ?? '', message)
  const causes = [...(status.details?.causes ?? []), { reason: '', message }]
  return new StatusError({ ...status, reason, code: codes[reason] ?? 422, details: { ...status.details, causes } })
}
