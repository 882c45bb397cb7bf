import { decode } from '../api/decode.ts'
import { bodyDefinition } from '../api/kinds.ts'
import type { Policies } from './policies.ts'
import type { Call } from './registry/call.ts'
import { apiVersionOf, type Content } from './registry/resource.ts'
import { badRequest, invalid } from './status.ts'

/** The kind that a call's bodies have: the resource's own, or the subresource's. */
function bodyKind(call: Call): {
  readonly apiVersion: string
  readonly version: string
  readonly kind: string
  readonly definition: string | undefined
} {
  const { resource } = call
  const sub = call.subresource ? resource.subresources.find((one) => one.name === call.subresource)?.kind : undefined
  if (!sub)
    return { apiVersion: apiVersionOf(resource), version: resource.version, kind: resource.kind, definition: resource.definition }
  const apiVersion = apiVersionOf(sub)
  return { apiVersion, version: sub.version, kind: sub.kind, definition: bodyDefinition(apiVersion, sub.kind) }
}

/** Decoding, defaults, admission and validation as the server uses them. */
export const policies: Policies = {
  decode(call, body) {
    const { apiVersion, version, kind, definition } = bodyKind(call)
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw badRequest(`the object provided is unrecognized (must be of type ${kind})`)
    }
    const given = body as Record<string, unknown>
    if (given.apiVersion !== undefined && given.apiVersion !== apiVersion) {
      const message = `the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`
      throw badRequest(message)
    }
    if (!definition) return { metadata: {}, ...given, apiVersion, kind }
    const { object, error, warnings } = decode(definition, body, { fieldValidation: call.fieldValidation })
    if (error !== undefined) throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error}`)
    for (const warning of warnings) call.warn(warning)
    return { metadata: {}, ...object, apiVersion, kind } satisfies Content
  },
  decodePatched(call, made) {
    const { apiVersion, kind, definition } = bodyKind(call)
    if (!definition) return { metadata: {}, ...(made as object), apiVersion, kind }
    const { object, error, errors, warnings } = decode(definition, made, { fieldValidation: call.fieldValidation })
    if (error !== undefined) {
      if (error.startsWith('strict decoding error: ')) throw badRequest(error)
      const message = `Invalid value: ${JSON.stringify(JSON.stringify(made))}: ${errors[0] ?? error}`
      throw invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', field: 'patch', message }])
    }
    for (const warning of warnings) call.warn(warning)
    return { metadata: {}, ...object, apiVersion, kind } satisfies Content
  },
  applyDefaults: (_resource, object) => object,
  admit: (_registry, _call, _operation, object) => object,
  admitted() {},
  validateCreate: () => [],
  validateUpdate: () => [],
  warningsFor: () => [],
}
