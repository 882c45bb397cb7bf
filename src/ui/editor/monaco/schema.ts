import docs from '../../../cluster/api/generated/docs.json'
import schema from '../../../cluster/api/generated/schema.json'

interface Property {
  description?: string
  [key: string]: unknown
}
interface Definition {
  properties?: Record<string, Property>
  [key: string]: unknown
}

/**
 * One JSON schema for any document of any kind: the same source that the API server decodes by, with the
 * descriptions put back and unknown fields forbidden, so that the editor squiggles what the server would refuse.
 */
export function manifestSchema(): object {
  const definitions: Record<string, object> = {}
  const described = docs as Record<string, Record<string, string>>
  for (const [name, definition] of Object.entries(schema.definitions as Record<string, Definition>)) {
    const texts = described[name] ?? {}
    const properties = Object.fromEntries(
      Object.entries(definition.properties ?? {}).map(([field, property]) => [field, withText(property, texts[field])]),
    )
    definitions[name] = {
      ...definition,
      ...(texts[''] ? { description: texts[''] } : {}),
      ...(definition.properties ? { properties, additionalProperties: false } : {}),
    }
  }
  return {
    type: 'object',
    definitions,
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { enum: [...new Set(schema.kinds.map((kind) => kind.apiVersion))] },
      kind: { enum: schema.kinds.map((kind) => kind.kind) },
    },
    allOf: schema.kinds.map(({ kind, apiVersion, definition }) => ({
      if: { properties: { kind: { const: kind }, apiVersion: { const: apiVersion } }, required: ['kind', 'apiVersion'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
      then: { $ref: `#/definitions/${definition}` },
    })),
  }
}

function withText(property: Property, description: string | undefined): Property {
  return description ? { ...property, description } : property
}
