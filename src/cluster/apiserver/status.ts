import { type Status, StatusError } from './interface.ts'

export { StatusError }

/** Group and plural name, as refusals name a resource: `pods`, `deployments.apps`. */
export interface GroupResource {
  readonly group: string
  readonly resource: string
}

/** Group and kind, as Invalid names a kind: `Pod`, `Deployment.apps`. */
export interface GroupKind {
  readonly group: string
  readonly kind: string
}

export interface Cause {
  readonly reason: string
  readonly message: string
  readonly field?: string | undefined
}

type Details = NonNullable<Status['details']>

function refusal(code: number, reason: string, message: string, details?: Details): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  })
}

const suffixed = (name: string, group: string) => (group ? `${name}.${group}` : name)
const resourceText = (of: GroupResource) => suffixed(of.resource, of.group)

function details(of: GroupResource, name: string, more?: Details): Details {
  return {
    ...(name ? { name } : {}),
    ...(of.group ? { group: of.group } : {}),
    ...(of.resource ? { kind: of.resource } : {}),
    ...more,
  }
}

// The constructors and their texts follow apimachinery/pkg/api/errors/errors.go.

export function notFound(of: GroupResource, name: string): StatusError {
  return refusal(404, 'NotFound', `${resourceText(of)} "${name}" not found`, details(of, name))
}

/** A path that nothing serves. */
export function unknownPath(): StatusError {
  return refusal(404, 'NotFound', 'the server could not find the requested resource', {})
}

/** A resource that Kubernetes has and this cluster does not. */
export function notSimulated(of: GroupResource): StatusError {
  const message = `${resourceText(of)} is a part of Kubernetes 1.36 that is not simulated: this cluster keeps no such objects`
  return refusal(501, 'NotImplemented', message, details(of, ''))
}

export function alreadyExists(of: GroupResource, name: string): StatusError {
  return refusal(409, 'AlreadyExists', `${resourceText(of)} "${name}" already exists`, details(of, name))
}

export function generateNameClash(of: GroupResource, name: string): StatusError {
  const message = `${resourceText(of)} "${name}" already exists, the server was not able to generate a unique name for the object`
  return refusal(409, 'AlreadyExists', message, details(of, name, { retryAfterSeconds: 1 }))
}

export function unauthorized(message = 'Unauthorized'): StatusError {
  return refusal(401, 'Unauthorized', message)
}

export function forbidden(of: GroupResource, name: string, why: string, causes?: readonly Cause[]): StatusError {
  const more = causes ? { causes } : {}
  if (!of.resource) return refusal(403, 'Forbidden', `forbidden: ${why}`, { ...more })
  const subject = name ? `${resourceText(of)} "${name}"` : resourceText(of)
  return refusal(403, 'Forbidden', `${subject} is forbidden: ${why}`, details(of, name, more))
}

export function conflict(of: GroupResource, name: string, why: string): StatusError {
  return refusal(409, 'Conflict', `Operation cannot be fulfilled on ${resourceText(of)} "${name}": ${why}`, details(of, name))
}

export const modified = 'the object has been modified; please apply your changes to the latest version and try again'

/** Server-side apply met fields of other managers. */
export function applyConflict(causes: readonly Cause[], message: string): StatusError {
  return refusal(409, 'Conflict', message, { causes })
}

export function expired(message: string): StatusError {
  return refusal(410, 'Expired', message)
}

/** @param errors one per wrong field, `message` without the field's path */
export function invalid(of: GroupKind, name: string, errors: readonly Required<Cause>[]): StatusError {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))]
  const aggregate = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return refusal(422, 'Invalid', `${suffixed(of.kind, of.group)} "${name}" is invalid: ${aggregate}`, {
    ...(name ? { name } : {}),
    ...(of.group ? { group: of.group } : {}),
    ...(of.kind ? { kind: of.kind } : {}),
    causes: errors,
  })
}

/** 422 for a JSON patch that does not fit: NewGenericServerResponse says no more. */
export function rejected(): StatusError {
  return refusal(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}

export function badRequest(message: string): StatusError {
  return refusal(400, 'BadRequest', message)
}

export function tooManyRequests(message: string, retryAfterSeconds: number, causes?: readonly Cause[]): StatusError {
  return refusal(429, 'TooManyRequests', message, {
    ...(causes ? { causes } : {}),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  })
}

export function methodNotSupported(of: GroupResource, action: string): StatusError {
  return refusal(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind "${resourceText(of)}"`,
    details(of, ''),
  )
}

/** 405 for a path that exists but not with this HTTP method. */
export function methodNotAllowed(): StatusError {
  return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})
}

/** An error inside the server without a type of its own: a 500 with an empty reason. */
export function untyped(message: string): StatusError {
  return refusal(500, '', message)
}

export function internalError(message: string): StatusError {
  return refusal(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ reason: '', message }] })
}

export function serviceUnavailable(message: string): StatusError {
  return refusal(503, 'ServiceUnavailable', message)
}

export function timedOut(message: string, causes?: readonly Cause[]): StatusError {
  return refusal(504, 'Timeout', `Timeout: ${message}`, causes ? { causes, retryAfterSeconds: 1 } : {})
}

export function unsupportedMediaType(): StatusError {
  const accepted = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`
  return refusal(415, 'UnsupportedMediaType', message)
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`
  return refusal(406, 'NotAcceptable', message)
}

export function entityTooLarge(message: string): StatusError {
  return refusal(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`)
}

/** The `Status` of something done. */
export function success(details?: Details, code?: number): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details ? { details } : {}),
    ...(code ? { code } : {}),
  }
}
