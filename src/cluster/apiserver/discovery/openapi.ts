import { isRecord } from '../../api/equality.ts'
import { type Definition, definitionOf, type FieldSchema, referenceOf } from '../../api/schema.ts'
import { apiVersionOf, type Resource } from '../registry/resource.ts'

/** Descriptions of definitions and their fields; the definition's own is under ''. */
export type SchemaDocs = Readonly<Record<string, Readonly<Record<string, string>>>>

/** `api/v1`, `apis/apps/v1`: what `/openapi/v3` lists. */
export function documentPath(of: { readonly group: string; readonly version: string }): string {
  return of.group ? `apis/${of.group}/${of.version}` : `api/${of.version}`
}

/** The index of documents. */
export function openApiIndex(resources: readonly Resource[]): object {
  const paths: Record<string, object> = {}
  for (const resource of resources) {
    const path = documentPath(resource)
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(resources, path)}` }
  }
  return { paths }
}

/** Changes whenever the set of resources does: clients keep documents by it. */
function hashOf(resources: readonly Resource[], path: string): string {
  let hash = 5381
  for (const resource of resources) {
    if (documentPath(resource) !== path) continue
    for (const char of resource.resource) hash = (Math.imul(hash, 33) ^ char.charCodeAt(0)) >>> 0
  }
  return hash.toString(16).toUpperCase().padStart(8, '0')
}

/** The OpenAPI v3 document of one group and version: enough for explain and for finding fieldValidation. */
export function openApiDocument(resources: readonly Resource[], docs: SchemaDocs): object {
  const paths: Record<string, object> = {}
  const wanted = new Set<string>()
  const schemas: Record<string, object> = {}
  for (const resource of resources) {
    addPaths(paths, resource)
    if (resource.definition) collect(resource.definition, wanted)
    else if (resource.openApiSchema) schemas[customName(resource)] = customSchema(resource)
  }
  for (const name of wanted) schemas[componentName(name)] = component(name, docs, resources)
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.36.2' }, paths, components: { schemas } }
}

function collect(name: string, into: Set<string>): void {
  if (into.has(name)) return
  into.add(name)
  const definition = definitionOf(name)
  for (const field of Object.values(definition?.properties ?? {})) collectFrom(field, into)
}

function collectFrom(field: FieldSchema, into: Set<string>): void {
  const reference = referenceOf(field)
  if (reference) collect(reference, into)
  if (field.items) collectFrom(field.items, into)
  if (field.additionalProperties) collectFrom(field.additionalProperties, into)
}

/** `CoreV1Pod` → `io.k8s.api.core.v1.Pod`. */
export function componentName(definition: string): string {
  const match = /^([A-Z][a-z]+)(V\d+(?:(?:alpha|beta)\d+)?)([A-Z].*)$/.exec(definition)
  if (!match) return definition
  const [, group = '', version = '', kind = ''] = match
  const base = group === 'Meta' ? 'io.k8s.apimachinery.pkg.apis.meta' : `io.k8s.api.${group.toLowerCase()}`
  return `${base}.${version.toLowerCase()}.${kind}`
}

function component(name: string, docs: SchemaDocs, resources: readonly Resource[]): object {
  const definition = definitionOf(name) as Definition
  const texts = docs[name] ?? {}
  const properties = Object.entries(definition.properties ?? {}).map(([field, schema]) => [
    field,
    { ...fieldSchema(schema), ...(texts[field] ? { description: texts[field] } : {}) },
  ])
  const resource = resources.find((one) => one.definition === name)
  return {
    type: 'object',
    ...(texts[''] ? { description: texts[''] } : {}),
    ...(definition.required ? { required: definition.required } : {}),
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(resource ? { 'x-kubernetes-group-version-kind': [kindOf(resource)] } : {}),
  }
}

function fieldSchema(schema: FieldSchema): object {
  const reference = referenceOf(schema)
  if (reference) return { allOf: [{ $ref: `#/components/schemas/${componentName(reference)}` }], default: {} }
  if (schema.format === 'quantity') return { type: 'string', 'x-kubernetes-type': 'quantity' }
  if (schema.format === 'int-or-string') return { type: 'string', format: 'int-or-string' }
  const { type, format, items, additionalProperties, enum: values } = schema
  return {
    ...(type ? { type } : {}),
    ...(format ? { format } : {}),
    ...(values ? { enum: values } : {}),
    ...(items ? { items: fieldSchema(items) } : {}),
    ...(additionalProperties ? { additionalProperties: fieldSchema(additionalProperties) } : {}),
    ...(schema.listType ? { 'x-kubernetes-list-type': schema.listType } : {}),
    ...(schema.listKeys ? { 'x-kubernetes-list-map-keys': schema.listKeys } : {}),
    ...(schema.patchStrategy ? { 'x-kubernetes-patch-strategy': schema.patchStrategy } : {}),
    ...(schema.mergeKey ? { 'x-kubernetes-patch-merge-key': schema.mergeKey } : {}),
  }
}

const kindOf = ({ group, version, kind }: Resource) => ({ group, kind, version })

function customName({ group, version, kind }: Resource): string {
  return `${group.split('.').reverse().join('.')}.${version}.${kind}`
}

function customSchema(resource: Resource): object {
  const given = resource.openApiSchema
  const properties = isRecord(given) && isRecord(given.properties) ? given.properties : {}
  const meta = { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }
  const base = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { allOf: [meta] } }
  return { ...given, properties: { ...base, ...properties }, 'x-kubernetes-group-version-kind': [kindOf(resource)] }
}

const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string', uniqueItems: true },
}))

/** The operations of a resource: kubectl looks for their kinds and for the parameter fieldValidation. */
function addPaths(paths: Record<string, object>, resource: Resource): void {
  const gvk = { 'x-kubernetes-group-version-kind': kindOf(resource) }
  const root = `/${documentPath(resource)}${resource.namespaced ? '/namespaces/{namespace}' : ''}/${resource.resource}`
  const operation = (action: string, more: object = {}) => ({
    operationId: `${action}${apiVersionOf(resource).replace(/[./]/g, '')}${resource.kind}`,
    responses: { '200': { description: 'OK' } },
    'x-kubernetes-action': action,
    ...gvk,
    ...more,
  })
  const can = (verb: string) => resource.verbs.includes(verb)
  const writing = { parameters: writeParameters }
  paths[root] = {
    ...(can('list') ? { get: operation('list') } : {}),
    ...(can('create') ? { post: operation('post', writing) } : {}),
    ...(can('deletecollection') ? { delete: operation('deletecollection') } : {}),
  }
  if (!can('get')) return
  paths[`${root}/{name}`] = {
    get: operation('get'),
    ...(can('update') ? { put: operation('put', writing) } : {}),
    ...(can('patch') ? { patch: operation('patch', { parameters: [...writeParameters, forceParameter] }) } : {}),
    ...(can('delete') ? { delete: operation('delete') } : {}),
  }
}

const forceParameter = { name: 'force', in: 'query', schema: { type: 'boolean', uniqueItems: true } }
