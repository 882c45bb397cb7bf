import type { KubeObject } from '../cluster/api/object.ts'
import { Errno, type Run } from '../cluster/machine/program.ts'
import { isKubeObject } from './connection.ts'
import type { ResourceType } from './discovery.ts'
import { type Document, decodeDocument, readDocuments } from './documents.ts'
import { KubectlError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { kustomize } from './kustomize.ts'

/** One object of a manifest, with where it goes and where it came from. */
export interface ManifestObject {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name: string
  readonly object: KubeObject
  /** The file's name as it was given; `STDIN` for `-`. */
  readonly source: string
  readonly document: Document
}

interface Source {
  readonly name: string
  readonly text: string
}

/** The objects of `-f` and `-k`, in order. What cannot be read goes to `errors`, so that the rest still counts. */
export function* readManifests(k: Invocation, errors: unknown[]): Run<readonly ManifestObject[]> {
  const sources = yield* readSources(k)
  const objects: ManifestObject[] = []
  const strict =
    !k.command.flags?.some((flag) => flag.name === 'validate') || !['false', 'ignore'].includes(k.flags.string('validate'))
  for (const source of sources) {
    try {
      for (const document of readDocuments(source.text, source.name)) {
        try {
          if (document.error) throw document.error.thrown
          objects.push(...objectsOf(k, document, strict))
        } catch (error) {
          errors.push(error)
        }
      }
    } catch (error) {
      errors.push(error)
    }
  }
  return objects
}

/** Whether `-f` or `-k` was given. */
export function hasFiles(k: Invocation): boolean {
  return k.flags.list('filename').length > 0 || k.flags.string('kustomize') !== ''
}

function objectsOf(k: Invocation, document: Document, validate: boolean): readonly ManifestObject[] {
  return decodeDocument(document, k.discovery, validate).map(({ type, object }) => {
    const inManifest = object.metadata.namespace
    if (type.namespaced && k.namespaceGiven && inManifest && inManifest !== k.namespace) {
      throw new KubectlError(
        `the namespace from the provided object "${inManifest}" does not match the namespace "${k.namespace}". You must pass '--namespace=${inManifest}' to perform this operation.`,
      )
    }
    const namespace = type.namespaced ? inManifest || k.namespace : undefined
    const placed = type.namespaced && !inManifest ? inNamespace(object, namespace) : object
    return { type, namespace, name: object.metadata.name ?? '', object: placed, source: document.source, document }
  })
}

function inNamespace(object: KubeObject, namespace: string | undefined): KubeObject {
  const placed = { ...object, metadata: { ...object.metadata, namespace } }
  return isKubeObject(placed) ? placed : object
}

function* readSources(k: Invocation): Run<readonly Source[]> {
  const directory = k.flags.string('kustomize')
  const files = k.flags.list('filename')
  if (directory !== '') {
    if (files.length > 0) throw new KubectlError('only one of -f or -k can be specified')
    return [{ name: directory, text: kustomize(k.process, directory) }]
  }
  const sources: Source[] = []
  for (const file of files) {
    if (file === '-') sources.push({ name: 'STDIN', text: yield* k.stdin() })
    else if (/^https?:\/\//.test(file)) {
      throw new KubectlError(
        `unable to read URL "${file}", the sandbox has no way to the internet: save the file here and use its name`,
      )
    } else for (const path of expand(k, file)) sources.push(...read(k, path, path === file))
  }
  return sources
}

/** A pattern becomes the files that it matches; anything else stays. */
function expand(k: Invocation, file: string): readonly string[] {
  if (!/[*?[]/.test(file) || k.process.exists(file)) return [file]
  const slash = file.lastIndexOf('/')
  const directory = slash < 0 ? '.' : file.slice(0, slash) || '/'
  const pattern = new RegExp(
    `^${file
      .slice(slash + 1)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  const names = k.process.exists(directory) ? k.process.readDirectory(directory).filter((name) => pattern.test(name)) : []
  if (names.length === 0) throw new KubectlError(`the path "${file}" does not exist`)
  return names.map((name) => (slash < 0 ? name : `${file.slice(0, slash + 1)}${name}`))
}

function read(k: Invocation, path: string, named: boolean): readonly Source[] {
  try {
    if (k.process.stat(path).type !== 'directory') return [{ name: path, text: k.readFile(path) }]
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    if (error.code === 'ENOENT') throw new KubectlError(`the path "${path}" does not exist`)
    throw new KubectlError(`the path "${path}" cannot be accessed: stat ${path}: ${error.text.toLowerCase()}`)
  }
  const names = k.process.readDirectory(path)
  const sources = names.flatMap((name) => {
    const child = `${path.replace(/\/$/, '')}/${name}`
    if (k.process.stat(child).type === 'directory') return k.flags.bool('recursive') ? read(k, child, false) : []
    return /\.(json|yaml|yml)$/.test(name) ? [{ name: child, text: k.readFile(child) }] : []
  })
  if (sources.length === 0 && named) {
    throw new KubectlError(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`)
  }
  return sources
}
