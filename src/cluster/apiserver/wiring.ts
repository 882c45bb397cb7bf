import { decode } from '../api/decode.ts'
import type { Policies } from './policies.ts'
import { apiVersionOf, type Content } from './registry/resource.ts'
import { badRequest } from './status.ts'

/** Decoding, defaults, admission and validation as the server uses them. */
export const policies: Policies = {
  decode(call, body) {
    const { resource } = call
    const expected = apiVersionOf(resource)
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw badRequest(`the object provided is unrecognized (must be of type ${resource.kind})`)
    }
    const given = body as Record<string, unknown>
    if (given.apiVersion !== undefined && given.apiVersion !== expected) {
      const message = `the API version in the data (${given.apiVersion}) does not match the expected API version (${expected})`
      throw badRequest(message)
    }
    if (!resource.definition) return { metadata: {}, ...given, apiVersion: expected, kind: resource.kind }
    const { object, error, warnings } = decode(resource.definition, body, { fieldValidation: call.fieldValidation })
    if (error !== undefined) {
      const { kind, version } = resource
      throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error}`)
    }
    for (const warning of warnings) call.warn(warning)
    return { metadata: {}, ...object, apiVersion: expected, kind: resource.kind } satisfies Content
  },
  applyDefaults: (_resource, object) => object,
  admit: (_registry, _call, _operation, object, old) => object ?? (old as Content),
  admitted() {},
  validateCreate: () => [],
  validateUpdate: () => [],
  warningsFor: () => [],
}
