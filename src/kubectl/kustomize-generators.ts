import { decode, encode } from '../cluster/machine/bytes.ts'
import { type Bytes, Errno, type Process } from '../cluster/machine/program.ts'
import { contentHash } from './content-hash.ts'
import { KubectlError } from './errors.ts'
import { isObject, type JsonObject, listAt, objectAt, stringsAt, textAt } from './json-value.ts'

/** An object that a kustomization generates, and whether its name ends in a hash of its content. */
export interface Generated {
  readonly object: JsonObject
  readonly hashed: boolean
}

/** What configMapGenerator and secretGenerator of a kustomization make (kustomize/api/internal/generators). */
export function generated(process: Process, directory: string, kustomization: JsonObject): readonly Generated[] {
  const common = objectAt(kustomization, 'generatorOptions')
  const make = (kind: 'ConfigMap' | 'Secret') => (entry: unknown) => generate(process, directory, kind, entry, common)
  return [
    ...listAt(kustomization, 'configMapGenerator').map(make('ConfigMap')),
    ...listAt(kustomization, 'secretGenerator').map(make('Secret')),
  ]
}

function generate(
  process: Process,
  directory: string,
  kind: 'ConfigMap' | 'Secret',
  entry: unknown,
  common: JsonObject,
): Generated {
  const name = textAt(entry, 'name')
  if (name === '') throw new KubectlError(`${directory}: a generator of a ${kind} has no name`)
  const behavior = textAt(entry, 'behavior')
  if (behavior !== '' && behavior !== 'create')
    throw new KubectlError(`${directory}: behavior ${behavior} of the generator "${name}" is not simulated; create is`)
  const content = new Map<string, Bytes>()
  for (const literal of listAt(entry, 'literals').map(String)) {
    const equals = literal.indexOf('=')
    if (equals <= 0) throw new KubectlError(`literal values in ${name}: invalid literal source ${literal}, expected key=value`)
    content.set(literal.slice(0, equals), encode(literal.slice(equals + 1).replace(/^(["'])(.*)\1$/s, '$2')))
  }
  for (const file of [textAt(entry, 'env'), ...listAt(entry, 'envs').map(String)].filter((path) => path !== ''))
    for (const [key, value] of environment(decode(read(process, directory, file)))) content.set(key, encode(value))
  for (const source of listAt(entry, 'files').map(String)) {
    const equals = source.indexOf('=')
    const path = equals < 0 ? source : source.slice(equals + 1)
    content.set(equals < 0 ? path.slice(path.lastIndexOf('/') + 1) : source.slice(0, equals), read(process, directory, path))
  }
  const options = { ...common, ...objectAt(entry, 'options') }
  const labels = { ...stringsAt(common, 'labels'), ...stringsAt(entry, 'options', 'labels') }
  const annotations = { ...stringsAt(common, 'annotations'), ...stringsAt(entry, 'options', 'annotations') }
  const namespace = textAt(entry, 'namespace')
  const metadata = {
    name,
    ...(namespace === '' ? {} : { namespace }),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  }
  const immutable = options.immutable === true ? { immutable: true } : {}
  const type = kind === 'Secret' ? { type: textAt(entry, 'type') || 'Opaque' } : {}
  const object = { apiVersion: 'v1', kind, metadata, ...dataOf(kind, content), ...immutable, ...type }
  return { object, hashed: options.disableNameSuffixHash !== true }
}

function dataOf(kind: string, content: ReadonlyMap<string, Bytes>): JsonObject {
  const data: Record<string, string> = {}
  const binaryData: Record<string, string> = {}
  for (const [key, bytes] of content) {
    if (kind === 'Secret') data[key] = btoa(bytes)
    else if (encode(decode(bytes)) === bytes) data[key] = decode(bytes)
    else binaryData[key] = btoa(bytes)
  }
  return {
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
  }
}

/** `KEY=value` lines; comments and empty lines are left out. */
function environment(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((raw) => {
    const line = raw.trimStart()
    if (line === '' || line.startsWith('#')) return []
    const equals = line.indexOf('=')
    return [[equals < 0 ? line : line.slice(0, equals), equals < 0 ? '' : line.slice(equals + 1)] as const]
  })
}

function read(process: Process, directory: string, path: string): Bytes {
  try {
    return process.readFile(`${directory}/${path}`)
  } catch (error) {
    if (error instanceof Errno) throw new KubectlError(`loading KV pairs: open ${directory}/${path}: ${error.text.toLowerCase()}`)
    throw error
  }
}

/** The hash at the end of a generated name (kustomize/api/hasher, which takes the name for empty). */
export function nameHash(object: JsonObject): string {
  const { kind, data = '', binaryData, type } = object
  const name = ''
  if (kind === 'Secret') return contentHash({ kind, name, type, data })
  return contentHash({ kind, name, data, ...(isObject(binaryData) ? { binaryData } : {}) })
}
