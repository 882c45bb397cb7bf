import type { FieldEdit } from '../cluster/api/legacy.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import { type LineEdit, lineEdit } from '../cluster/api/yaml/edit.ts'
import { type ManifestDocument, type Place, parseManifest } from '../cluster/api/yaml.ts'
import { isKubeObject } from './connection.ts'
import type { Discovery, ResourceType } from './discovery.ts'
import { KubectlError } from './errors.ts'
import { isObject } from './json-value.ts'
import { compactJson, sorted } from './printers/json.ts'

/** One document of a manifest. */
export interface Document extends Pick<ManifestDocument, 'index' | 'value' | 'startLine' | 'endLine'> {
  /** The file's name as it was given. */
  readonly source: string
  /** What makes it no YAML. */
  readonly error?: { readonly thrown: KubectlError; readonly line: number } | undefined
  /** As it was read, for edits of its text. */
  readonly manifest: ManifestDocument
  /** Where a field stands, or the nearest part of it that is there; the document's first line for nothing. */
  locate(field: string | undefined): Place
  /** The lines that make a change to it; undefined where its text is too unusual to be sure. */
  mend(edits: readonly FieldEdit[]): LineEdit | undefined
}

/** The documents of a file's text, those without content left out. */
export function readDocuments(text: string, source: string): readonly Document[] {
  return parseManifest(text).map((document) => {
    const { index, value, startLine, endLine, error } = document
    return {
      index,
      value,
      startLine,
      endLine,
      source,
      manifest: document,
      error: error && { thrown: new KubectlError(`error parsing ${source}: ${error.message}`), line: error.line },
      locate: (field) => {
        if (error) return { line: error.line, startColumn: 1, endColumn: 200 }
        return document.locate(field ?? 'kind') ?? { line: startLine, startColumn: 1, endColumn: 200 }
      },
      mend: (edits) => lineEdit(text, document, edits),
    }
  })
}

export function decodeDocument(document: Document, discovery: Discovery, validate: boolean): readonly DecodedObject[] {
  // kubectl sends JSON with sorted keys, so the server names what is wrong in that order
  return decodeObject(sorted(document.value), document.source, discovery, validate)
}

/** One object of a document, and the resource that it is of. */
export interface DecodedObject {
  readonly type: ResourceType
  readonly object: KubeObject
}

/** What a document's value has to be for kubectl to send it; the rest is for the server to judge. */
export function decodeObject(value: unknown, source: string, discovery: Discovery, validate: boolean): readonly DecodedObject[] {
  if (value === null || value === undefined) return []
  if (validate) checkTypeMeta(value, source)
  if (!isObject(value))
    throw new KubectlError(`unable to decode "${source}": json: cannot unmarshal into map[string]interface {}`)
  const { kind, apiVersion } = value
  if (typeof kind !== 'string' || kind === '') {
    throw new KubectlError(`unable to decode "${source}": Object 'Kind' is missing in '${compactJson(value).trim()}'`)
  }
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    throw new KubectlError(`unable to decode "${source}": Object 'apiVersion' is missing in '${compactJson(value).trim()}'`)
  }
  if (kind.endsWith('List') && Array.isArray(value.items)) {
    return value.items.flatMap((item) => decodeObject(item, source, discovery, validate))
  }
  const metadata = isObject(value.metadata) ? value.metadata : {}
  const type = discovery.forKind(apiVersion, kind)
  if (!type) {
    const name = typeof metadata.name === 'string' ? metadata.name : ''
    const namespace = typeof metadata.namespace === 'string' ? metadata.namespace : ''
    throw new KubectlError(
      `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    )
  }
  checkMetadata(value.metadata, source)
  const object = { ...value, metadata }
  return isKubeObject(object) ? [{ type, object }] : []
}

function checkTypeMeta(value: unknown, source: string): void {
  let what = 'invalid object to validate'
  if (isObject(value)) {
    const missing = ['apiVersion', 'kind'].filter((key) => !value[key]).map((key) => `${key} not set`)
    if (missing.length === 0) return
    what = missing.length === 1 ? String(missing[0]) : `[${missing.join(', ')}]`
  }
  throw new KubectlError(
    `error validating "${source}": error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`,
  )
}

const texts = ['name', 'namespace', 'generateName', 'uid', 'resourceVersion']

/** kubectl itself reads the metadata, so what is wrong there never reaches the server. */
function checkMetadata(metadata: unknown, source: string): void {
  if (metadata === undefined || metadata === null) return
  if (!isObject(metadata)) throw unmarshalError(source, metadata, '', 'v1.ObjectMeta')
  for (const key of texts) {
    const value = metadata[key]
    const wrong = value !== undefined && value !== null && typeof value !== 'string'
    if (wrong) throw unmarshalError(source, value, `.${key}`, key === 'uid' ? 'types.UID' : 'string')
  }
  for (const key of ['labels', 'annotations']) {
    const map = metadata[key]
    if (map === undefined || map === null) continue
    if (!isObject(map)) throw unmarshalError(source, map, `.${key}`, 'map[string]string')
    const odd = Object.values(map).find((value) => typeof value !== 'string' && value !== null)
    if (odd !== undefined) throw unmarshalError(source, odd, `.${key}`, 'string')
  }
}

function unmarshalError(source: string, value: unknown, path: string, type: string): KubectlError {
  return new KubectlError(
    `unable to decode "${source}": json: cannot unmarshal ${goKind(value)} into Go struct field ObjectMeta.metadata${path} of type ${type}`,
  )
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value
}
