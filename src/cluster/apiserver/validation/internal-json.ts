/** Objects as Go prints its internal types: field names and order of the source, zero values and nulls included. */
import { definitionOf, type FieldSchema, fieldOf, referenceOf } from '../../api/schema.ts'
import { goStructFields } from './go-struct-fields.ts'

interface GoField {
  readonly goName: string
  readonly jsonName: string
  readonly pointer: boolean
  readonly schema: FieldSchema
}

/** Where the JSON name is not the Go name with its capitals at the front made small. */
const jsonNames: Readonly<Record<string, string>> = {
  SELinuxOptions: 'seLinuxOptions',
  SELinuxChangePolicy: 'seLinuxChangePolicy',
  FSGroup: 'fsGroup',
  FSGroupChangePolicy: 'fsGroupChangePolicy',
  HTTPGet: 'httpGet',
  HTTPHeaders: 'httpHeaders',
  TCPSocket: 'tcpSocket',
  GCEPersistentDisk: 'gcePersistentDisk',
  AWSElasticBlockStore: 'awsElasticBlockStore',
  CephFS: 'cephfs',
  StorageOS: 'storageos',
  APIVersion: 'apiVersion',
  APIGroup: 'apiGroup',
  DNSPolicy: 'dnsPolicy',
  DNSConfig: 'dnsConfig',
}

function jsonNameOf(goName: string): string {
  const known = jsonNames[goName]
  if (known) return known
  if (/^[A-Z]+$/.test(goName)) return goName.toLowerCase()
  return goName.charAt(0).toLowerCase() + goName.slice(1)
}

const tables = new Map<string, readonly GoField[]>()

function fieldsOf(definition: string): readonly GoField[] | undefined {
  const known = tables.get(definition)
  if (known) return known
  const text = goStructFields[definition]
  if (!text) return undefined
  const fields = text.split(' ').map((word): GoField => {
    const pointer = word.endsWith('*')
    const goName = pointer ? word.slice(0, -1) : word
    const jsonName = jsonNameOf(goName)
    return { goName, jsonName, pointer, schema: fieldOf(definition, jsonName) ?? { type: 'boolean' } }
  })
  tables.set(definition, fields)
  return fields
}

type Source = Readonly<Record<string, unknown>>

/** A value of a definition, as its internal Go type would be marshalled. */
export function internalValue(definition: string, value: unknown): unknown {
  const fields = fieldsOf(definition)
  if (!fields) return value
  const source = (value ?? {}) as Source
  const moved = definition === 'CoreV1PodSpec' ? withHostFields(source) : source
  return Object.fromEntries(fields.map((field) => [field.goName, internalField(field, moved[field.jsonName])]))
}

/** The internal type keeps the host's namespaces in the security context. */
function withHostFields(spec: Source): Source {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec
  const context = spec.securityContext as Source | undefined
  return { ...spec, securityContext: { ...context, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } }
}

function internalField({ pointer, schema }: GoField, value: unknown): unknown {
  if (value === undefined) return pointer ? null : zeroOf(schema)
  return shaped(schema, value)
}

function shaped(schema: FieldSchema, value: unknown): unknown {
  const reference = referenceOf(schema)
  if (reference) return internalValue(reference, value)
  if (schema.type === 'array' && Array.isArray(value)) {
    const items = schema.items ?? {}
    return value.map((one) => shaped(items, one))
  }
  return value
}

function zeroOf(schema: FieldSchema): unknown {
  const reference = referenceOf(schema)
  if (reference) return definitionOf(reference)?.properties ? internalValue(reference, {}) : null
  if (schema.format === 'quantity') return '0'
  switch (schema.type) {
    case 'string':
      return ''
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return 0
    default:
      return null
  }
}
