import type { Command } from '../command.ts'
import { apiVersionOf } from '../connection.ts'
import type { ResourceType } from '../discovery.ts'
import { KubectlError, PlainError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { byBytes, isObject, type JsonObject, listAt, objectAt, textAt } from '../json-value.ts'

export const explain: Command = {
  name: 'explain',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]',
  short: 'Get documentation for a resource',
  long: `Describe fields and structure of various resources.

 Fields are named by a path: <type>.<fieldName>[.<fieldName>]. The server's OpenAPI schema tells what they are.`,
  examples: `
# What a pod is
kubectl explain pods

# All fields of it
kubectl explain pods --recursive

# One field
kubectl explain pods.spec.containers`,
  flags: [
    { name: 'api-version', type: 'string', usage: 'Of this API version (group/version).' },
    {
      name: 'output',
      shorthand: 'o',
      type: 'string',
      default: 'plaintext',
      usage: 'The format: plaintext, plaintext-openapiv2; both print the same here.',
    },
    { name: 'recursive', type: 'bool', default: 'false', usage: 'Show the fields of fields too, by name alone.' },
  ],
  *run(k) {
    if (k.args.length === 0) {
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      )
    }
    if (!['plaintext', 'plaintext-openapiv2'].includes(k.flags.string('output')))
      throw new KubectlError(`unrecognized format: ${k.flags.string('output')}`)
    if (k.args.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE')
    const [word = '', ...path] = String(k.args[0])
      .split('.')
      .filter((part) => part !== '')
    const type = typeOf(k, word)
    yield* k.out(
      `${type.group === '' ? '' : `GROUP:      ${type.group}\n`}KIND:       ${type.kind}\nVERSION:    ${type.version}\n\n`,
    )
    const schemas = schemasOf(k, type)
    const root = Object.values(schemas.all)
      .filter(isObject)
      .find((schema) => isKind(schema, type))
    if (!root) throw new KubectlError(`Couldn't find resource for "${apiVersionOf(type)}, Kind=${type.kind}"`)
    const found = schemas.follow(root, path)
    yield* k.out(schemas.page(found, path.at(-1), k.flags.bool('recursive')))
    return 0
  },
}

function typeOf(k: Invocation, word: string): ResourceType {
  const wanted = k.flags.string('api-version')
  const type =
    wanted === ''
      ? k.discovery.find(word)
      : k.discovery
          .all()
          .find(
            (one) => apiVersionOf(one) === wanted && [one.resource, one.singular, ...one.shortNames].includes(word.toLowerCase()),
          )
  if (!type) throw new PlainError(`the server doesn't have a resource type "${word}"`)
  return type
}

function isKind(schema: JsonObject, type: ResourceType): boolean {
  return listAt(schema, 'x-kubernetes-group-version-kind').some(
    (one) => textAt(one, 'group') === type.group && textAt(one, 'version') === type.version && textAt(one, 'kind') === type.kind,
  )
}

function schemasOf(k: Invocation, type: ResourceType): Schemas {
  const path = type.group === '' ? `/openapi/v3/api/${type.version}` : `/openapi/v3/apis/${type.group}/${type.version}`
  const { body } = k.connection.request({ method: 'GET', path })
  return new Schemas(objectAt(body, 'components', 'schemas'))
}

/** The schemas of one OpenAPI document. */
class Schemas {
  constructor(readonly all: JsonObject) {}

  /** Down a path of fields, through lists and maps. */
  follow(root: JsonObject, path: readonly string[]): JsonObject {
    let field = root
    for (const name of path) {
      const next = this.fieldsOf(field)[name]
      if (!isObject(next)) throw new KubectlError(`field "${name}" does not exist`)
      field = next
    }
    return field
  }

  page(field: JsonObject, name: string | undefined, recursive: boolean): string {
    let text = ''
    if (name !== undefined) {
      const values = enumOf(field)
      text += `FIELD: ${name} <${this.typeName(field)}>\n`
      text += values.length > 0 ? `ENUM:\n${values.map((value) => `    ${value}\n`).join('')}\n` : '\n\n'
    }
    const own = textAt(field, 'description')
    const target = this.targetOf(field)
    const below = target && target !== field ? textAt(target, 'description') : ''
    const description = [own, below].filter((part) => part !== '')
    text += `DESCRIPTION:\n${(description.length > 0 ? description : ['<empty>']).map((part) => wrapped(part, 4)).join('')}    \n`
    const fields = this.fieldsOf(field)
    if (Object.keys(fields).length === 0) return `${text}\n`
    text += 'FIELDS:\n'
    return `${text}${recursive ? this.tree(field, 1, []) : this.list(field)}\n`
  }

  private list(owner: JsonObject): string {
    const required = this.requiredOf(owner)
    const fields = this.fieldsOf(owner)
    return Object.keys(fields)
      .sort(byBytes)
      .map((name) => {
        const field = objectAt(fields, name)
        const values = enumOf(field)
        const enumLine = values.length > 0 ? `  enum: ${values.join(', ')}\n` : ''
        const own = textAt(field, 'description')
        const shown = own !== '' ? own : textAt(this.targetOf(field), 'description') || '<no description>'
        return `  ${name}\t<${this.typeName(field)}>${required.includes(name) ? ' -required-' : ''}\n${enumLine}${wrapped(shown, 4)}\n`
      })
      .join('')
  }

  private tree(owner: JsonObject, level: number, above: readonly string[]): string {
    const required = this.requiredOf(owner)
    const fields = this.fieldsOf(owner)
    const indent = '  '.repeat(level)
    return Object.keys(fields)
      .sort(byBytes)
      .map((name) => {
        const field = objectAt(fields, name)
        const type = this.typeName(field)
        const values = enumOf(field)
        const head = `${indent}${name}\t<${type}>${required.includes(name) ? ' -required-' : ''}\n`
        const enumLine = values.length > 0 ? `${indent}enum: ${values.join(', ')}\n` : ''
        const reference = referenceOf(innermost(field))
        // a schema that holds itself is shown once
        if (reference !== undefined && above.includes(reference)) return head + enumLine
        return head + enumLine + this.tree(field, level + 1, reference === undefined ? above : [...above, reference])
      })
      .join('')
  }

  private fieldsOf(field: JsonObject): JsonObject {
    return objectAt(this.targetOf(field), 'properties')
  }

  private requiredOf(field: JsonObject): readonly unknown[] {
    return listAt(this.targetOf(field), 'required')
  }

  /** The schema that a field leads to, lists and maps left aside. */
  private targetOf(field: JsonObject): JsonObject | undefined {
    const inner = innermost(field)
    const reference = referenceOf(inner)
    if (reference === undefined) return inner
    const target = this.all[reference]
    return isObject(target) ? target : undefined
  }

  private typeName(field: JsonObject): string {
    const reference = referenceOf(field)
    if (reference !== undefined) return reference.slice(reference.lastIndexOf('.') + 1)
    if (field['x-kubernetes-type'] === 'quantity') return 'Quantity'
    if (field.format === 'int-or-string') return 'IntOrString'
    if (isObject(field.items)) return `[]${this.typeName(field.items)}`
    if (isObject(field.additionalProperties)) return `map[string]${this.typeName(field.additionalProperties)}`
    return typeof field.type === 'string' ? (field.type === 'object' ? 'Object' : field.type) : 'Object'
  }
}

function innermost(field: JsonObject): JsonObject {
  if (isObject(field.items)) return innermost(field.items)
  if (isObject(field.additionalProperties)) return innermost(field.additionalProperties)
  return field
}

function referenceOf(field: JsonObject): string | undefined {
  const direct = textAt(field, '$ref') || textAt(field, 'allOf', 0, '$ref')
  return direct === '' ? undefined : direct.slice(direct.lastIndexOf('/') + 1)
}

function enumOf(field: JsonObject): readonly string[] {
  return listAt(innermost(field), 'enum').map(String)
}

/** Broken at 80 columns with an indent; the text's own lines and spaces stay, long words are never cut. */
function wrapped(text: string, indent: number): string {
  const margin = ' '.repeat(indent)
  const out: string[] = []
  for (const paragraph of text
    .replace(/\\([*_`])/g, '$1')
    .trimEnd()
    .split('\n')) {
    const [first = '', ...words] = paragraph.split(' ')
    let line = first
    for (const word of words) {
      if (line.trim() !== '' && indent + line.length + 1 + word.length > 80) {
        out.push(line)
        line = word
      } else line = `${line} ${word}`
    }
    out.push(line)
  }
  return out.map((line) => `${margin}${line.trimEnd()}\n`).join('')
}
