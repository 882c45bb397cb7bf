import { isRecord } from '../../api/equality.ts'
import { type FieldError, invalid, notSupported, quote, required, tooLong, tooMany, typeInvalid } from '../../api/field-errors.ts'

/** An openAPIV3Schema of a CustomResourceDefinition, as far as it is heeded. */
export interface Schema {
  readonly type?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minItems?: number
  readonly maxItems?: number
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
}

/** Leaves out what the schema does not know (structural pruning); `unknown` gets the paths. */
export function prune(value: unknown, schema: Schema, path: string, unknown: string[]): unknown {
  if (Array.isArray(value)) {
    const items = schema.items
    return items ? value.map((one, i) => prune(one, items, `${path}[${i}]`, unknown)) : value
  }
  if (!isRecord(value)) return value
  const { properties = {}, additionalProperties } = schema
  const keepAll = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true
  const kept: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    const at = path ? `${path}.${name}` : name
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (known) kept[name] = prune(field, known, at, unknown)
    else if (isRecord(additionalProperties)) kept[name] = prune(field, additionalProperties as Schema, at, unknown)
    else if (keepAll || (schema['x-kubernetes-embedded-resource'] && ['apiVersion', 'kind', 'metadata'].includes(name))) {
      kept[name] = field
    } else unknown.push(at)
  }
  return kept
}

/** Fills the schema's defaults where fields are missing. */
export function withDefaults(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.map((one) => withDefaults(one, items)) : value
  }
  if (!isRecord(value)) return value
  let result: Record<string, unknown> | undefined
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const present = value[name]
    const given = present === undefined || (present === null && !field.nullable) ? field.default : present
    const filled = given === undefined ? undefined : withDefaults(given, field)
    if (filled === present) continue
    result ??= { ...value }
    if (filled === undefined) delete result[name]
    else result[name] = filled
  }
  if (isRecord(schema.additionalProperties)) {
    const each = schema.additionalProperties as Schema
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(schema.properties ?? {}, name)) continue
      const filled = withDefaults(value[name], each)
      if (filled === value[name]) continue
      result ??= { ...value }
      result[name] = filled
    }
  }
  return result ?? value
}

const goTypes: Readonly<Record<string, string>> = { number: 'number', string: 'string', boolean: 'boolean', object: 'object' }

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return goTypes[typeof value] ?? typeof value
}

function fits(value: unknown, schema: Schema): boolean {
  if (value === null) return schema.nullable === true
  const type = typeOf(value)
  if (schema['x-kubernetes-int-or-string']) return type === 'integer' || type === 'string'
  return schema.type === undefined || type === schema.type || (schema.type === 'number' && type === 'integer')
}

/** What is wrong with a value, in the words of kube-openapi's validation as apiextensions turns them into field errors. */
export function check(value: unknown, schema: Schema, path: string): readonly FieldError[] {
  if (!fits(value, schema)) {
    const wanted = schema['x-kubernetes-int-or-string'] ? 'integer,string' : String(schema.type)
    const shown = typeof value === 'string' ? value : typeOf(value)
    return [
      typeInvalid(
        path,
        typeof value === 'object' ? typeOf(value) : value,
        `${path} in body must be of type ${wanted}: ${quote(shown)}`,
      ),
    ]
  }
  const errors: FieldError[] = []
  if (schema.enum && !schema.enum.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
    errors.push(notSupported(path, value, schema.enum.map(String)))
  }
  if (typeof value === 'number') errors.push(...checkNumber(value, schema, path))
  else if (typeof value === 'string') errors.push(...checkText(value, schema, path))
  else if (Array.isArray(value)) errors.push(...checkList(value, schema, path))
  else if (isRecord(value)) errors.push(...checkFields(value, schema, path))
  return errors
}

function checkNumber(value: number, schema: Schema, path: string): readonly FieldError[] {
  const { minimum, maximum } = schema
  const errors: FieldError[] = []
  if (minimum !== undefined && (value < minimum || (schema.exclusiveMinimum && value === minimum))) {
    const or = schema.exclusiveMinimum ? '' : ' or equal to'
    errors.push(invalid(path, value, `${path} in body should be greater than${or} ${minimum}`))
  }
  if (maximum !== undefined && (value > maximum || (schema.exclusiveMaximum && value === maximum))) {
    const or = schema.exclusiveMaximum ? '' : ' or equal to'
    errors.push(invalid(path, value, `${path} in body should be less than${or} ${maximum}`))
  }
  if (schema.multipleOf !== undefined && value % schema.multipleOf !== 0) {
    errors.push(invalid(path, value, `${path} in body should be a multiple of ${schema.multipleOf}`))
  }
  return errors
}

function checkText(value: string, schema: Schema, path: string): readonly FieldError[] {
  const errors: FieldError[] = []
  if (schema.maxLength !== undefined && value.length > schema.maxLength) errors.push(tooLong(path, schema.maxLength))
  if (schema.minLength !== undefined && value.length < schema.minLength) {
    errors.push(invalid(path, value, `${path} in body should be at least ${schema.minLength} chars long`))
  }
  if (schema.pattern !== undefined && !matches(schema.pattern, value)) {
    errors.push(invalid(path, value, `${path} in body should match '${schema.pattern}'`))
  }
  return errors
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    // Go's syntax, not ours: taken as matching
    return true
  }
}

function checkList(value: readonly unknown[], schema: Schema, path: string): readonly FieldError[] {
  const errors: FieldError[] = []
  if (schema.maxItems !== undefined && value.length > schema.maxItems) errors.push(tooMany(path, value.length, schema.maxItems))
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    errors.push(invalid(path, value.length, `${path} in body should have at least ${schema.minItems} items`))
  }
  const { items } = schema
  if (items) for (const [i, one] of value.entries()) errors.push(...check(one, items, `${path}[${i}]`))
  return errors
}

function checkFields(value: Readonly<Record<string, unknown>>, schema: Schema, path: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const at = (name: string) => (path ? `${path}.${name}` : name)
  for (const name of schema.required ?? []) if (value[name] === undefined) errors.push(required(at(name)))
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue
    const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    const each = isRecord(schema.additionalProperties) ? (schema.additionalProperties as Schema) : undefined
    const found = known ?? each
    if (found) errors.push(...check(field, found, at(name)))
  }
  return errors
}
