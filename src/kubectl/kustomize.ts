import { kindInfo } from '../cluster/api/kinds.ts'
import { applyJsonPatch } from '../cluster/api/patch/json-patch.ts'
import { applyStrategicMergePatch } from '../cluster/api/patch/strategic-merge.ts'
import { parseManifest, parseYaml, printYaml } from '../cluster/api/yaml.ts'
import { decode } from '../cluster/machine/bytes.ts'
import { Errno, type Process } from '../cluster/machine/program.ts'
import { KubectlError } from './errors.ts'
import { isObject, type JsonObject, listAt, objectAt, stringsAt, textAt, withAt } from './json-value.ts'
import { generated, nameHash } from './kustomize-generators.ts'
import { byKindOrder, withNewNames } from './kustomize-names.ts'
import { podTemplatePath } from './pod-template.ts'

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
/** What a kustomization may say here; anything else is refused by name rather than passed over. */
const supported = [
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'images',
  'replicas',
  'patches',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
]

/** The manifests that a kustomization builds, as one YAML text: the transformers in common use. @throws KubectlError */
export function kustomize(process: Process, directory: string): string {
  return [...build(process, directory.replace(/\/$/, ''))]
    .sort(byKindOrder)
    .map((object) => printYaml(object))
    .join('---\n')
}

function build(process: Process, directory: string): readonly JsonObject[] {
  const file = names.find((name) => process.exists(`${directory}/${name}`))
  if (file === undefined) {
    throw new KubectlError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`,
    )
  }
  const parsed = parseYaml(read(process, `${directory}/${file}`))
  const kustomization = isObject(parsed) ? parsed : {}
  const unknown = Object.keys(kustomization).filter((key) => !supported.includes(key))
  if (unknown.length > 0)
    throw new KubectlError(
      `${directory}/${file}: ${unknown.join(', ')} is not simulated; supported are ${supported.slice(3).join(', ')}`,
    )
  const loaded = listAt(kustomization, 'resources').flatMap((resource) => load(process, `${directory}/${String(resource)}`))
  const renames = new Map<string, string>()
  const named = (given: JsonObject, hashed: boolean) => {
    const changed = transform(process, directory, kustomization, given)
    const name = textAt(changed, 'metadata', 'name')
    const full = hashed ? `${name}-${nameHash(given)}` : name
    renames.set(`${textAt(given, 'kind')}/${textAt(given, 'metadata', 'name')}`, full)
    return hashed ? withAt(changed, ['metadata', 'name'], full) : changed
  }
  const all = [
    ...loaded.map((object) => named(object, false)),
    ...generated(process, directory, kustomization).map(({ object, hashed }) => named(object, hashed)),
  ]
  return all.map((object) => withNewNames(object, renames))
}

function load(process: Process, path: string): readonly JsonObject[] {
  if (process.exists(path) && process.stat(path).type === 'directory') return build(process, path.replace(/\/$/, ''))
  return parseManifest(read(process, path)).flatMap(({ value, error }) => {
    if (error) throw new KubectlError(`${path}: ${error.message}`)
    return isObject(value) ? [value] : []
  })
}

function read(process: Process, path: string): string {
  try {
    return decode(process.readFile(path))
  } catch (error) {
    if (error instanceof Errno) throw new KubectlError(`accumulating resources: open ${path}: ${error.text.toLowerCase()}`)
    throw error
  }
}

function transform(process: Process, directory: string, kustomization: JsonObject, given: JsonObject): JsonObject {
  let object = given
  for (const patch of listAt(kustomization, 'patches')) object = patched(process, directory, object, patch)
  const namespace = textAt(kustomization, 'namespace')
  if (namespace !== '' && kindInfo(textAt(object, 'apiVersion'), textAt(object, 'kind'))?.namespaced) {
    object = withAt(object, ['metadata', 'namespace'], namespace)
  }
  const name = `${textAt(kustomization, 'namePrefix')}${textAt(object, 'metadata', 'name')}${textAt(kustomization, 'nameSuffix')}`
  if (object.kind !== 'Namespace') object = withAt(object, ['metadata', 'name'], name)
  object = withMap(object, ['metadata', 'annotations'], stringsAt(kustomization, 'commonAnnotations'))
  object = labelled(object, stringsAt(kustomization, 'commonLabels'), true, true)
  for (const entry of listAt(kustomization, 'labels').filter(isObject)) {
    object = labelled(object, stringsAt(entry, 'pairs'), entry.includeSelectors === true, entry.includeTemplates === true)
  }
  for (const replica of listAt(kustomization, 'replicas')) {
    if (textAt(replica, 'name') === textAt(given, 'metadata', 'name') && isObject(object.spec)) {
      object = withAt(object, ['spec', 'replicas'], isObject(replica) ? replica.count : undefined)
    }
  }
  return withImages(object, listAt(kustomization, 'images').filter(isObject))
}

function labelled(
  object: JsonObject,
  labels: Readonly<Record<string, string>>,
  selectors: boolean,
  templates: boolean,
): JsonObject {
  let result = withMap(object, ['metadata', 'labels'], labels)
  const template = podTemplatePath(textAt(object, 'kind'))
  if (template && (selectors || templates)) result = withMap(result, [...template, 'metadata', 'labels'], labels)
  if (!selectors) return result
  if (object.kind === 'Service')
    return isObject(objectAt(object, 'spec').selector) ? withMap(result, ['spec', 'selector'], labels) : result
  return isObject(objectAt(object, 'spec', 'selector').matchLabels)
    ? withMap(result, ['spec', 'selector', 'matchLabels'], labels)
    : result
}

function withMap(object: JsonObject, path: readonly string[], more: Readonly<Record<string, string>>): JsonObject {
  if (Object.keys(more).length === 0) return object
  return withAt(object, path, { ...objectAt(object, ...path), ...more })
}

function withImages(object: JsonObject, images: readonly JsonObject[]): JsonObject {
  const template = object.kind === 'Pod' ? [] : podTemplatePath(textAt(object, 'kind'))
  if (!template || images.length === 0) return object
  let result = object
  for (const list of ['containers', 'initContainers']) {
    const path = [...template, 'spec', list]
    const containers = listAt(object, ...path)
    if (containers.length > 0)
      result = withAt(
        result,
        path,
        containers.map((container) => withImage(container, images)),
      )
  }
  return result
}

function withImage(container: unknown, images: readonly JsonObject[]): unknown {
  const image = textAt(container, 'image')
  const name = image.replace(/(@.*|:[^/:]*)$/, '')
  const change = images.find((one) => one.name === name)
  if (!change) return container
  const newName = textAt(change, 'newName') || name
  const digest = textAt(change, 'digest')
  const tag = textAt(change, 'newTag')
  const rest = digest !== '' ? `@${digest}` : tag !== '' ? `:${tag}` : image.slice(name.length)
  return withAt(container, ['image'], `${newName}${rest}`)
}

function patched(process: Process, directory: string, object: JsonObject, entry: unknown): JsonObject {
  const file = textAt(entry, 'path')
  const patch = parseYaml(file === '' ? textAt(entry, 'patch') : read(process, `${directory}/${file}`))
  const target =
    isObject(entry) && isObject(entry.target)
      ? entry.target
      : isObject(patch)
        ? { kind: patch.kind, name: textAt(patch, 'metadata', 'name') }
        : {}
  const matches = (wanted: unknown, is: string) =>
    typeof wanted !== 'string' || wanted === '' || new RegExp(`^(${wanted})$`).test(is)
  if (!matches(target.kind, textAt(object, 'kind')) || !matches(target.name, textAt(object, 'metadata', 'name'))) return object
  const definition = kindInfo(textAt(object, 'apiVersion'), textAt(object, 'kind'))?.definition
  const result = Array.isArray(patch) ? applyJsonPatch(object, patch) : applyStrategicMergePatch(definition, object, patch)
  return isObject(result) ? result : object
}
