// Writes src/cluster/api/generated/ from the typings of `kubernetes-models` (Kubernetes 1.36):
//   schema.json  structure of every kind, with merge metadata: strict decoding, patches, validation
//   docs.json    descriptions only: `kubectl explain`, the editor's hover
//   types.ts     the same as TypeScript types
// Number formats come from @kubernetes/client-node; merge keys from merge-metadata.json beside this file,
// since no package carries them.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.join(here, '..')
const outDir = path.join(root, 'src/cluster/api/generated')

/** Kinds that the API server stores, in discovery order. */
const STORED = {
  CoreV1:
    'Pod PodTemplate ReplicationController Service Endpoints ConfigMap Secret Namespace Node PersistentVolume PersistentVolumeClaim ServiceAccount Event LimitRange ResourceQuota Binding',
  AppsV1: 'Deployment ReplicaSet StatefulSet DaemonSet ControllerRevision',
  BatchV1: 'Job CronJob',
  NetworkingV1: 'NetworkPolicy Ingress IngressClass',
  PolicyV1: 'PodDisruptionBudget',
  StorageV1: 'StorageClass CSIDriver CSINode VolumeAttachment',
  AutoscalingV2: 'HorizontalPodAutoscaler',
  RbacV1: 'Role RoleBinding ClusterRole ClusterRoleBinding',
  SchedulingV1: 'PriorityClass',
  DiscoveryV1: 'EndpointSlice',
  CoordinationV1: 'Lease',
  AdmissionregistrationV1: 'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  NodeV1: 'RuntimeClass',
}
/** Kinds that only pass through a subresource or a review and are never stored. */
const PASSING = {
  PolicyV1: 'Eviction',
  AutoscalingV1: 'Scale HorizontalPodAutoscaler',
  AuthenticationV1: 'TokenRequest SelfSubjectReview',
  AuthorizationV1: 'SelfSubjectAccessReview SubjectAccessReview SelfSubjectRulesReview',
}
const list = (table) =>
  Object.entries(table).flatMap(([group, kinds]) => kinds.split(' ').map((kind) => `IoK8sApi${group}${kind}`))

const comment = (text) =>
  text
    ?.split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, ''))
    .join('\n')
    .trim()

/** full upstream name → { description, props, raw } */
const found = new Map()
function readTyping(file) {
  const source = fs.readFileSync(file, 'utf8')
  const name = /export type \{ I(\w+) as I(IoK8s\w+)/.exec(source)?.[2]
  const head = /(?:\/\*\*\n((?: \*.*\n)*?) \*\/\n)?export (?:interface|type) I(\w+)(?: extends TypeMeta)?(?: \{| = )/.exec(source)
  if (!head || !name) return
  const start = head.index + head[0].length
  const definition = { description: comment(head[1]), props: [], raw: null }
  found.set(name, definition)
  if (head[0].endsWith('= ')) {
    definition.raw = source.slice(start, source.indexOf(';\n', start))
    return
  }
  const body = source.slice(start, source.indexOf('\n}', start))
  const property =
    /(?:^ {4}\/\*\*\n((?:^ {5}\*.*\n)*?)^ {5}\*\/\n)?^ {4}"([^"]+)"(\?)?: ((?:[^{\n]*;|[^\n]*\{\n[\s\S]*?^ {4}\}>?;))$/gm
  for (const m of body.matchAll(property))
    definition.props.push({ name: m[2], optional: !!m[3], type: m[4].replace(/;$/, ''), description: comment(m[1]) })
}
function walk(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const at = path.join(dir, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== '_schemas' && entry.name !== 'node_modules') walk(at)
    } else if (entry.name.endsWith('.d.ts') && entry.name !== 'index.d.ts') readTyping(at)
  }
}
walk(path.join(root, 'node_modules/kubernetes-models'))
walk(path.join(root, 'node_modules/@kubernetes-models/apimachinery'))

/** client-node's class name → property → { format } */
const formats = new Map()
const models = path.join(root, 'node_modules/@kubernetes/client-node/dist/gen/models')
for (const file of fs.readdirSync(models)) {
  if (!/^[A-Z]\w*\.js$/.test(file)) continue
  const map = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(fs.readFileSync(path.join(models, file), 'utf8'))
  if (map) formats.set(file.replace('.js', ''), Object.fromEntries(JSON.parse(map[1]).map((a) => [a.baseName, a.format])))
}
function formatOf(fullName, property) {
  const m = /(V\d+(?:(?:alpha|beta)\d+)?)([A-Z]\w*)$/.exec(fullName)
  if (!m) return undefined
  const group = /IoK8sApi(Core|Events|Discovery)V/.exec(fullName)?.[1]
  return (formats.get(`${group}${m[1]}${m[2]}`) ?? formats.get(m[1] + m[2]))?.[property] || undefined
}

const shortName = (name) => name.replace(/^IoK8sApi(machineryPkg)?/, '').replace(/^Apis/, '')
const definitions = {}
const docs = {}
const queue = []
const queued = new Set()
function reference(name) {
  if (!queued.has(name)) {
    queued.add(name)
    queue.push(name)
  }
  return { $ref: `#/definitions/${shortName(name)}` }
}
function schemaOf(type, format) {
  const t = type.trim()
  if (/^"[^"]*"( \| "[^"]*")*$/.test(t)) {
    const values = t.split(' | ').map((v) => JSON.parse(v))
    return values.length === 1 ? { type: 'string', const: values[0] } : { type: 'string', enum: values }
  }
  const model = /^I(IoK8s\w+)$/.exec(t)?.[1]
  if (model) {
    if (/Quantity(Json)?$/.test(model)) return { anyOf: [{ type: 'string' }, { type: 'number' }], format: 'quantity' }
    if (/IntOrString$/.test(model)) return { anyOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' }
    if (/V1MicroTime$/.test(model)) return { type: 'string', format: 'micro-time' }
    if (/V1Time$/.test(model)) return { type: 'string', format: 'date-time' }
    if (/FieldsV1$|RawExtension$/.test(model)) return { type: 'object' }
    return reference(model)
  }
  if (/^Array<\{/.test(t)) {
    const kind = /"kind"\??: "(\w+)"/.exec(t)?.[1]
    return { type: 'array', items: kind ? reference(`IoK8sApiCoreV1${kind}`) : { type: 'object' } }
  }
  const item = /^Array<([\s\S]*)>$/.exec(t)?.[1]
  if (item) return { type: 'array', items: schemaOf(item) }
  const value = /^\{\s*\[key: string\]: ([\s\S]*?);?\s*\}?$/.exec(t)?.[1]
  if (value) return { type: 'object', additionalProperties: schemaOf(value) }
  if (t === 'string') return format ? { type: 'string', format } : { type: 'string' }
  if (t === 'boolean') return { type: 'boolean' }
  if (t === 'number') return format === 'double' ? { type: 'number', format } : { type: 'integer', format: format ?? 'int32' }
  if (/^string \| number|^number \| string/.test(t)) return { anyOf: [{ type: 'string' }, { type: 'number' }] }
  if (t === 'object' || t === 'any' || t === '{}') return { type: 'object' }
  throw new Error(`schema: cannot read the type ${t}`)
}

const merge = JSON.parse(fs.readFileSync(path.join(here, 'merge-metadata.json'), 'utf8'))
const stored = list(STORED)
for (const name of [...stored, ...list(PASSING)]) reference(name)
while (queue.length > 0) {
  const name = queue.shift()
  const source = found.get(name)
  if (!source) throw new Error(`schema: no typing for ${name}`)
  const short = shortName(name)
  docs[short] = { '': source.description ?? '' }
  if (source.raw) {
    definitions[short] = schemaOf(source.raw)
    continue
  }
  const out = { type: 'object', properties: {} }
  const required = []
  for (const p of source.props) {
    const inlined = p.name === 'volumeClaimTemplates' // its typing spells the whole claim out in place
    const property = inlined
      ? { type: 'array', items: reference('IoK8sApiCoreV1PersistentVolumeClaim') }
      : schemaOf(p.type, formatOf(name, p.name))
    const m = merge[short]?.[p.name]
    if (m?.k) property.mergeKey = m.k
    if (m?.s) property.patchStrategy = m.s
    if (m?.lt) property.listType = m.lt
    if (m?.lk) property.listKeys = m.lk
    out.properties[p.name] = property
    if (p.description) docs[short][p.name] = p.description
    if (!p.optional && p.name !== 'apiVersion' && p.name !== 'kind') required.push(p.name)
  }
  if (required.length > 0) out.required = required
  definitions[short] = out
}
const kindsOf = (names) =>
  names.map(shortName).map((definition) => {
    const { kind, apiVersion } = definitions[definition].properties
    return { kind: kind.const, apiVersion: apiVersion.const, definition }
  })

// --- TypeScript types: core and meta names bare (Pod, Container, LabelSelector), others bare too unless they collide
const bare = (definition) => definition.replace(/^(?:[A-Z][a-z]+)V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, '')
const owners = new Map()
const rank = (definition) => (definition.startsWith('CoreV1') ? 0 : definition.startsWith('MetaV1') ? 1 : 2)
for (const definition of Object.keys(definitions).sort((a, b) => rank(a) - rank(b)))
  if (!owners.has(bare(definition))) owners.set(bare(definition), definition)
const typeName = (definition) =>
  owners.get(bare(definition)) === definition ? bare(definition) : definition.replace(/V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, '')
function typeOf(schema) {
  if (schema.$ref) return typeName(schema.$ref.slice('#/definitions/'.length))
  if (schema.const) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(' | ')
  if (schema.anyOf) return 'string | number'
  if (schema.type === 'array') return `readonly (${typeOf(schema.items)})[]`
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'string' || schema.type === 'boolean') return schema.type
  if (schema.additionalProperties) return `{ readonly [key: string]: ${typeOf(schema.additionalProperties)} }`
  return '{ readonly [key: string]: unknown }'
}
const lines = ['// Generated by scripts/generate-schema.mjs from kubernetes-models (Kubernetes 1.36). Do not edit.', '']
for (const [definition, schema] of Object.entries(definitions)) {
  if (!schema.properties) {
    lines.push(`export type ${typeName(definition)} = ${typeOf(schema)}`, '')
    continue
  }
  lines.push(`export interface ${typeName(definition)} {`)
  for (const [name, property] of Object.entries(schema.properties)) {
    const must = schema.required?.includes(name) || ((name === 'apiVersion' || name === 'kind') && property.const)
    // an object that the API server holds always has metadata
    const always = must || (name === 'metadata' && schema.properties.kind?.const)
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
    lines.push(`  readonly ${key}${always ? '' : '?'}: ${typeOf(property)}${always ? '' : ' | undefined'}`)
  }
  lines.push('}', '')
}

fs.mkdirSync(outDir, { recursive: true })
const write = (file, text) => {
  const at = path.join(outDir, file)
  if (!fs.existsSync(at) || fs.readFileSync(at, 'utf8') !== text) fs.writeFileSync(at, text)
}
write('schema.json', JSON.stringify({ definitions, kinds: kindsOf(stored), passing: kindsOf(list(PASSING)) }))
write('docs.json', JSON.stringify(docs))
write('types.ts', `${lines.join('\n')}`)
console.log(`schema: ${Object.keys(definitions).length} definitions, ${stored.length} kinds`)
