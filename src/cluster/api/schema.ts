import schemaJson from './generated/schema.json' with { type: 'json' }

/** One field's shape in the generated schema. */
export interface FieldSchema {
  readonly $ref?: string
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'
  readonly format?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly items?: FieldSchema
  readonly additionalProperties?: FieldSchema
  readonly anyOf?: readonly FieldSchema[]
  /** The field that tells the elements of a list apart in strategic merge patches. */
  readonly mergeKey?: string
  /** `merge`, `replace`, `retainKeys` or two of them with a comma. */
  readonly patchStrategy?: string
  readonly listType?: 'atomic' | 'map' | 'set'
  readonly listKeys?: readonly string[]
}

/** One type of the API: `CoreV1PodSpec`. */
export interface Definition extends FieldSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>
  readonly required?: readonly string[]
}

export interface KindSchema {
  readonly kind: string
  readonly apiVersion: string
  readonly definition: string
}

interface Schema {
  readonly definitions: Readonly<Record<string, Definition>>
  readonly kinds: readonly KindSchema[]
  readonly passing: readonly KindSchema[]
}

const schema = schemaJson as unknown as Schema

/** Merge metadata that upstream's types carry and the generated schema lacks. */
const supplements: Readonly<Record<string, Readonly<Record<string, Partial<FieldSchema>>>>> = {
  MetaV1ObjectMeta: {
    ownerReferences: { patchStrategy: 'merge', mergeKey: 'uid', listType: 'map', listKeys: ['uid'] },
    finalizers: { patchStrategy: 'merge', listType: 'set' },
  },
  CoreV1EphemeralContainer: {
    env: { patchStrategy: 'merge', mergeKey: 'name', listType: 'map', listKeys: ['name'] },
    ports: { patchStrategy: 'merge', mergeKey: 'containerPort', listType: 'map', listKeys: ['containerPort', 'protocol'] },
    volumeMounts: { patchStrategy: 'merge', mergeKey: 'mountPath', listType: 'map', listKeys: ['mountPath'] },
    volumeDevices: { patchStrategy: 'merge', mergeKey: 'devicePath', listType: 'map', listKeys: ['devicePath'] },
  },
}

function supplemented(name: string, definition: Definition): Definition {
  const more = supplements[name]
  if (!more || !definition.properties) return definition
  const properties = { ...definition.properties }
  for (const [field, metadata] of Object.entries(more)) properties[field] = { ...properties[field], ...metadata }
  return { ...definition, properties }
}

const definitions = new Map(
  Object.entries(schema.definitions).map(([name, definition]) => [name, supplemented(name, definition)]),
)

/** Kinds that the API server stores. */
export const storedKinds: readonly KindSchema[] = schema.kinds
/** Kinds that only pass through a subresource or a review. */
export const passingKinds: readonly KindSchema[] = schema.passing

export function definitionOf(name: string): Definition | undefined {
  return definitions.get(name)
}

const refPrefix = '#/definitions/'

/** The definition's name behind a `$ref`; undefined for plain values. */
export function referenceOf(field: FieldSchema): string | undefined {
  return field.$ref?.slice(refPrefix.length)
}

/** A field of a definition, own properties only. */
export function fieldOf(definition: string, name: string): FieldSchema | undefined {
  const properties = definitions.get(definition)?.properties
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined
}

/** Names of all fields of a definition. */
export function fieldNamesOf(definition: string): readonly string[] {
  return Object.keys(definitions.get(definition)?.properties ?? {})
}
