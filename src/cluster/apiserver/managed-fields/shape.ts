import { definitionOf, type FieldSchema, referenceOf } from '../../api/schema.ts'

/** How server-side apply sees a field: what in it can be owned on its own. */
export type Shape =
  | { readonly kind: 'atomic' }
  /** Fields with shapes of their own; unknown ones are atomic. */
  | { readonly kind: 'struct'; readonly field: (name: string) => Shape }
  | { readonly kind: 'map'; readonly value: Shape }
  /** A list whose elements are told apart by keys. */
  | { readonly kind: 'keyed'; readonly keys: readonly string[]; readonly element: Shape }
  | { readonly kind: 'set' }

export const atomic: Shape = { kind: 'atomic' }

/** Types that are owned as a whole (`+structType=atomic`). */
const atomicTypes = new Set([
  'CoreV1ConfigMapKeySelector',
  'CoreV1SecretKeySelector',
  'CoreV1FileKeySelector',
  'CoreV1EndpointAddress',
  'CoreV1EndpointPort',
  'CoreV1LocalObjectReference',
  'CoreV1NodeSelector',
  'CoreV1NodeSelectorTerm',
  'CoreV1ObjectFieldSelector',
  'CoreV1ObjectReference',
  'CoreV1ResourceFieldSelector',
  'CoreV1ScopeSelector',
  'CoreV1ScopedResourceSelectorRequirement',
  'CoreV1SecretReference',
  'CoreV1TopologySelectorTerm',
  'CoreV1TypedLocalObjectReference',
  'DiscoveryV1EndpointPort',
  'MetaV1LabelSelector',
  'MetaV1OwnerReference',
  'RbacV1RoleRef',
  'RbacV1Subject',
])

/** Maps that are owned as a whole (`+mapType=atomic`). */
const atomicMaps = new Set([
  'CoreV1PodSpec.nodeSelector',
  'CoreV1ServiceSpec.selector',
  'CoreV1ReplicationControllerSpec.selector',
])

const definitions = new Map<string, Shape>()
/** metadata has lists without metadata of their own in the schema. */
const special: Readonly<Record<string, Shape>> = {
  'MetaV1ObjectMeta.finalizers': { kind: 'set' },
  'MetaV1ObjectMeta.ownerReferences': { kind: 'keyed', keys: ['uid'], element: atomic },
}

/** The shape of a definition of the generated schema. */
export function shapeOf(definition: string): Shape {
  const known = definitions.get(definition)
  if (known) return known
  if (atomicTypes.has(definition)) return atomic
  const fields = new Map<string, Shape>()
  const field = (name: string): Shape => {
    let shape = fields.get(name)
    if (!shape) {
      shape = special[`${definition}.${name}`] ?? fieldShape(definition, name)
      fields.set(name, shape)
    }
    return shape
  }
  const properties = definitionOf(definition)?.properties
  const shape: Shape = properties ? { kind: 'struct', field } : atomic
  definitions.set(definition, shape)
  return shape
}

function fieldShape(definition: string, name: string): Shape {
  const properties = definitionOf(definition)?.properties
  const schema = properties && Object.hasOwn(properties, name) ? properties[name] : undefined
  if (!schema || atomicMaps.has(`${definition}.${name}`)) return atomic
  return shapeOfSchema(schema)
}

function shapeOfSchema(schema: FieldSchema): Shape {
  const reference = referenceOf(schema)
  if (reference) return shapeOf(reference)
  if (schema.type === 'object' && schema.additionalProperties) {
    return { kind: 'map', value: shapeOfSchema(schema.additionalProperties) }
  }
  if (schema.type === 'array' && schema.listType === 'set') return { kind: 'set' }
  if (schema.type === 'array' && schema.listType === 'map' && schema.items) {
    return { kind: 'keyed', keys: schema.listKeys ?? [], element: shapeOfSchema(schema.items) }
  }
  return atomic
}

const free: Shape = { kind: 'struct', field: () => free }

/** For custom resources: every object is a struct, every list is atomic; metadata is as everybody's. */
export const untyped: Shape = {
  kind: 'struct',
  field: (name) => (name === 'metadata' ? shapeOf('MetaV1ObjectMeta') : free),
}

/** The step of an element of a keyed list: `k:{"name":"web"}`. Keys in alphabetical order. */
export function keyStep(keys: readonly string[], element: unknown): string {
  const values: Record<string, unknown> = {}
  for (const key of [...keys].sort()) {
    const value = (element as Record<string, unknown> | undefined)?.[key]
    // the one key with a default in the schema
    values[key] = value ?? (key === 'protocol' ? 'TCP' : undefined)
  }
  return `k:${JSON.stringify(values)}`
}
