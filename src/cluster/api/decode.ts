/**
 * Decoding as sigs.k8s.io/json and Go's encoding/json do it for the API server: unknown fields are told with their
 * path, values of a wrong type refuse the object, `null` is absence, amounts and times are brought to one form, and
 * what Go would leave out is left out. An object that needs no change comes back itself, not a copy.
 */

import { decodeScalar, fail, goKind, type Problems } from './decode-scalars.ts'
import { isOmitted } from './decode-shapes.ts'
import { goStruct, goType, isBytes } from './go-types.ts'
import { definitionOf, type FieldSchema, referenceOf } from './schema.ts'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface DecodeOptions {
  /** What to do about unknown fields; the API server's own default is Warn. */
  readonly fieldValidation?: FieldValidation | undefined
  /** Duplicate fields that the JSON or YAML parser met, as paths: they are told before unknown ones. */
  readonly duplicates?: readonly string[] | undefined
}

export interface Decoded {
  /** The normalised object; never to be used when `error` is set. */
  readonly object: Record<string, unknown>
  /** The refusal in upstream's words, to stand behind `<Kind> in version "<v>" cannot be handled as a <Kind>: `. */
  readonly error: string | undefined
  /** One text each: `unknown field "spec.foo"`, or the one type error. */
  readonly errors: readonly string[]
  /** Texts of warnings, where fieldValidation is Warn. */
  readonly warnings: readonly string[]
  /** Fields that the errors or warnings are about, in the same order. */
  readonly fields: readonly string[]
}

/** sigs.k8s.io/json tells at most this many strict errors. */
const strictErrorLimit = 100

/** Decodes one object. @param definition its name in the generated schema: `CoreV1Pod` */
export function decode(definition: string, value: unknown, options: DecodeOptions = {}): Decoded {
  const problems: Problems = { path: [], unknown: [], fatal: undefined, fatalPath: undefined }
  const decoder = structDecoder(definition)
  const result = decoder(value, problems, '', undefined)
  const object = (typeof result === 'object' && result !== null ? result : {}) as Record<string, unknown>
  if (problems.fatal !== undefined) {
    return { object, error: problems.fatal, errors: [problems.fatal], warnings: [], fields: [problems.fatalPath ?? ''] }
  }
  const duplicates = options.duplicates ?? []
  const strict = [
    ...duplicates.map((path) => `duplicate field "${path}"`),
    ...problems.unknown.map((path) => `unknown field "${path}"`),
  ].slice(0, strictErrorLimit)
  const fields = [...duplicates, ...problems.unknown].slice(0, strictErrorLimit)
  const validation = options.fieldValidation ?? 'Warn'
  if (strict.length === 0 || validation === 'Ignore') {
    return { object, error: undefined, errors: [], warnings: [], fields: [] }
  }
  if (validation === 'Warn') return { object, error: undefined, errors: [], warnings: strict, fields }
  return { object, error: `strict decoding error: ${strict.join(', ')}`, errors: strict, warnings: [], fields }
}

/**
 * Decodes a value that stands at `goPath` within the struct `owner`. Returns the value itself where nothing has to
 * change, `undefined` where it is to be left out.
 */
type Decoder = (value: unknown, problems: Problems, goPath: string, owner: Owner | undefined) => unknown

/** The innermost Go struct around a value, for type errors. */
interface Owner {
  readonly struct: string
}

const structDecoders = new Map<string, Decoder>()

function structDecoder(definition: string): Decoder {
  const known = structDecoders.get(definition)
  if (known) return known
  let compiled: Decoder | undefined
  // Compiled on first use: definitions refer to each other, and most are never met.
  const lazy: Decoder = (value, problems, goPath, owner) => {
    compiled ??= compileStruct(definition)
    return compiled(value, problems, goPath, owner)
  }
  structDecoders.set(definition, lazy)
  return lazy
}

interface Field {
  readonly decoder: Decoder
  readonly required: boolean
  readonly isList: boolean
  readonly isMap: boolean
}

/** Stands for a field that the schema knows and that is never told: nested types are checked by their own decoder. */
function compileStruct(name: string): Decoder {
  const definition = definitionOf(name)
  if (!definition) throw new Error(`decode: no definition ${name}`)
  const { name: structName, version } = goStruct(name)
  const type = `${version}.${structName}`
  const properties = definition.properties
  if (!properties) return fieldDecoder(name, '', definition)
  const requiredFields = new Set(definition.required ?? [])
  const fields = new Map<string, Field>()
  for (const [field, schema] of Object.entries(properties)) {
    const isMap = schema.type === 'object' && schema.additionalProperties !== undefined
    fields.set(field, {
      decoder: fieldDecoder(name, field, schema),
      required: requiredFields.has(field) || field === 'apiVersion' || field === 'kind',
      isList: schema.type === 'array',
      isMap,
    })
  }
  const own: Owner = { struct: structName }
  const demanded = [...requiredFields].filter((field) => hasZero(properties[field]))
  let zeros: ReadonlyMap<string, unknown> | undefined

  return (value, problems, goPath, owner) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return fail(problems, goKind(value), owner?.struct, goPath, type)
    }
    const source = value as Record<string, unknown>
    let changed: Map<string, unknown> | undefined
    for (const key of Object.keys(source)) {
      const field = fields.get(key)
      if (!field) {
        problems.unknown.push(pathText(problems.path, key))
        changed ??= new Map()
        changed.set(key, undefined)
        continue
      }
      const before = source[key]
      let after: unknown
      if (before === undefined || before === null) after = undefined
      else {
        problems.path.push(key)
        after = field.decoder(before, problems, goPath ? `${goPath}.${key}` : key, own)
        problems.path.pop()
        if (!field.required && isEmpty(name, key, field, after)) after = undefined
      }
      if (after !== before) {
        changed ??= new Map()
        changed.set(key, after)
      }
    }
    for (const key of demanded) {
      if (source[key] !== undefined && source[key] !== null) continue
      zeros ??= zerosOf(properties, demanded)
      changed ??= new Map()
      changed.set(key, zeros.get(key))
    }
    return changed ? withChanges(source, changed) : value
  }
}

/**
 * Fields that Go always writes have their zero value when a client leaves them out. Selectors are pointers (and told
 * as missing by validation), amounts and ports have no zero that would say anything.
 */
function hasZero(schema: FieldSchema | undefined): boolean {
  return schema !== undefined && schema.anyOf === undefined && referenceOf(schema) !== 'MetaV1LabelSelector'
}

function zerosOf(properties: Readonly<Record<string, FieldSchema>>, fields: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(
    fields.map((field) => {
      const schema = properties[field] as FieldSchema
      const reference = referenceOf(schema)
      return [field, reference ? zeroStruct(reference) : zeroOf(schema)]
    }),
  )
}

function zeroStruct(definition: string): unknown {
  const known = definitionOf(definition)
  if (known && !known.properties) return zeroOf(known)
  return structDecoder(definition)({}, { path: [], unknown: [], fatal: undefined, fatalPath: undefined }, '', undefined)
}

function isEmpty(owner: string, key: string, field: Field, value: unknown): boolean {
  if (field.isList) return Array.isArray(value) && value.length === 0
  if (field.isMap) return typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return isOmitted(owner, key, value)
}

/** A copy with some fields replaced, added or (undefined) left out; keys keep their order. Safe for a key `__proto__`. */
function withChanges(source: Record<string, unknown>, changes: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const entries: [string, unknown][] = []
  for (const key of Object.keys(source)) {
    if (!changes.has(key)) entries.push([key, source[key]])
    else if (changes.get(key) !== undefined) entries.push([key, changes.get(key)])
  }
  for (const [key, value] of changes) if (value !== undefined && !Object.hasOwn(source, key)) entries.push([key, value])
  return Object.fromEntries(entries)
}

function pathText(path: readonly (string | number)[], key: string): string {
  let text = ''
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text ? `.${step}` : step
  return text ? `${text}.${key}` : key
}

function fieldDecoder(owner: string, field: string, schema: FieldSchema): Decoder {
  const reference = referenceOf(schema)
  if (reference) {
    const target = definitionOf(reference)
    if (target && !target.properties) return fieldDecoder(owner, field, target)
    return structDecoder(reference)
  }
  const type = goType(owner, field, schema)
  if (schema.type === 'array') return listDecoder(owner, field, schema.items ?? {}, type)
  if (schema.type === 'object' && schema.additionalProperties) {
    return mapDecoder(owner, field, schema.additionalProperties, type)
  }
  if (schema.type === 'object') return rawDecoder
  return (value, problems, goPath, around) => decodeScalar(schema, type, value, problems, around?.struct, goPath)
}

/** Free-form data (`runtime.RawExtension`, `FieldsV1`): any object, as it is. */
const rawDecoder: Decoder = (value) => value

function listDecoder(owner: string, field: string, items: FieldSchema, type: string): Decoder {
  const element = fieldDecoder(owner, field, items)
  const reference = referenceOf(items)
  return (value, problems, goPath, around) => {
    if (!Array.isArray(value)) return fail(problems, goKind(value), around?.struct, goPath, type)
    let changed: unknown[] | undefined
    for (let i = 0; i < value.length; i++) {
      const before = value[i]
      let after: unknown
      if (before === null || before === undefined) after = reference ? zeroStruct(reference) : zeroOf(items)
      else {
        problems.path.push(i)
        after = element(before, problems, goPath, around)
        problems.path.pop()
      }
      if (after !== before) {
        changed ??= value.slice()
        changed[i] = after
      }
    }
    return changed ?? value
  }
}

function mapDecoder(owner: string, field: string, values: FieldSchema, type: string): Decoder {
  const bytes = isBytes(owner, field)
  const element = fieldDecoder(owner, bytes ? '' : field, bytes ? { type: 'string', format: 'byte' } : values)
  return (value, problems, goPath, around) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return fail(problems, goKind(value), around?.struct, goPath, type)
    }
    const source = value as Record<string, unknown>
    let changed: Map<string, unknown> | undefined
    for (const key of Object.keys(source)) {
      const before = source[key]
      let after: unknown
      if (before === null || before === undefined) after = zeroOf(values)
      else {
        problems.path.push(key)
        after = element(before, problems, goPath, around)
        problems.path.pop()
      }
      if (after !== before) {
        changed ??= new Map()
        changed.set(key, after)
      }
    }
    return changed ? withChanges(source, changed) : value
  }
}

function zeroOf(schema: FieldSchema): unknown {
  if (schema.format === 'quantity') return '0'
  switch (schema.type) {
    case 'string':
      return ''
    case 'integer':
    case 'number':
      return 0
    case 'boolean':
      return false
    case 'array':
      return []
    default:
      return {}
  }
}
