import { decode } from '../../api/decode.ts'
import { isRecord } from '../../api/equality.ts'
import { type FieldError, required } from '../../api/field-errors.ts'
import type { Call } from '../registry/call.ts'
import type { Content, Resource } from '../registry/resource.ts'
import { badRequest } from '../status.ts'
import { check, prune, type Schema, withDefaults } from './schema.ts'

const own = ['apiVersion', 'kind', 'metadata']

/** Decodes a custom object: what its schema does not know is pruned, told as its client asks, and defaults filled. */
export function decodeCustom(call: Call, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const schema = call.resource.openApiSchema as Schema
  const unknown: string[] = []
  const { apiVersion, kind, metadata = {}, ...rest } = given
  const meta = decode('MetaV1ObjectMeta', metadata, { fieldValidation: 'Strict' })
  if (meta.error !== undefined && !meta.error.startsWith('strict decoding error: ')) {
    throw badRequest(`${kind} in version "${call.resource.version}" cannot be handled as a ${kind}: ${meta.error}`)
  }
  for (const field of meta.fields) unknown.push(`metadata.${field}`)
  const pruned = prune(rest, schema, '', unknown) as Record<string, unknown>
  const texts = unknown.map((path) => `unknown field "${path}"`)
  if (texts.length > 0 && call.fieldValidation === 'Strict') {
    const { version } = call.resource
    const why = `strict decoding error: ${texts.join(', ')}`
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`)
  }
  if (call.fieldValidation === 'Warn') for (const text of texts) call.warn(text)
  const filled = withDefaults(pruned, schema) as Record<string, unknown>
  return { apiVersion, kind, metadata: meta.object, ...filled }
}

/** What is wrong with a custom object by its schema; metadata is checked as everybody's. */
export function checkCustom(resource: Resource, object: Content): readonly FieldError[] {
  const schema = resource.openApiSchema as Schema | undefined
  if (!schema) return []
  const errors: FieldError[] = []
  const content = object as unknown as Readonly<Record<string, unknown>>
  for (const name of schema.required ?? []) {
    if (!own.includes(name) && content[name] === undefined) errors.push(required(name))
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (own.includes(name) || content[name] === undefined) continue
    errors.push(...check(content[name], isRecord(field) ? field : {}, name))
  }
  return errors
}
