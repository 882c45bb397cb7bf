/**
 * YAML as kubectl reads and prints it (sigs.k8s.io/yaml over go-yaml v2): YAML 1.1 words, merge keys, dates as text,
 * duplicate keys refused; and for each document, where every field stands in the text.
 */
import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { type PathStep, parseFieldPath } from './field-path.ts'
import { ComposeError, compose, type DuplicateKey, type PlacedValue } from './yaml/compose.ts'
import { goYamlError, lineAt } from './yaml/errors.ts'

export { printYaml } from './yaml/print.ts'

/** A place in a manifest's text; lines and columns count from 1, the end is exclusive. */
export interface Place {
  readonly line: number
  readonly startColumn: number
  readonly endColumn: number
}

export interface ManifestError {
  /** In kubectl's words: `error converting YAML to JSON: yaml: line 4: did not find expected key`. */
  readonly message: string
  /** The line in the whole text, from 1. */
  readonly line: number
}

/** One document of a manifest. Empty documents are not told. */
export interface ManifestDocument {
  /** 0, 1, 2… among those that are not empty. */
  readonly index: number
  /** Lines of the whole text, from 1, both inclusive. */
  readonly startLine: number
  readonly endLine: number
  /** Undefined where `error` is set. */
  readonly value: unknown
  readonly error?: ManifestError | undefined
  /**
   * Where a field stands: its key, or the item of a list. A field that is not there leads to its nearest parent.
   * @param path `spec.containers[0].image`
   */
  locate(path: string): Place | undefined
  /** The lines of a field that is there, its key and all of its value. */
  extent(path: string): Extent | undefined
}

/** Where a field begins and ends. Columns count from 1 and are those of its key, the end exclusive. */
export interface Extent {
  readonly fromLine: number
  readonly toLine: number
  readonly startColumn: number
  readonly endColumn: number
  /** Absent for items of a list. */
  readonly key?: string | undefined
  /** Columns of a value that stands on the key's line. */
  readonly valueColumns?: readonly [number, number] | undefined
}

/** The API server takes no more in one request. */
const sizeLimit = 3 * 1024 * 1024
const depthLimit = 500

const nowhere = { locate: () => undefined, extent: () => undefined }

/** Reads all documents; each has its own error, so that one broken document leaves the others alone. */
export function parseManifest(text: string): readonly ManifestDocument[] {
  if (text.length > sizeLimit) {
    const error = { message: `Request entity too large: limit is ${sizeLimit}`, line: 1 }
    return [{ index: 0, startLine: 1, endLine: lineAt(text, text.length), value: undefined, error, ...nowhere }]
  }
  const documents: ManifestDocument[] = []
  for (const chunk of chunksOf(text)) {
    const document = readChunk(chunk, documents.length)
    if (document) documents.push(document)
  }
  return documents
}

/** Reads one document and its value; throws an Error with kubectl's words. For texts that are no manifests. */
export function parseYaml(text: string): unknown {
  const [first] = parseManifest(text)
  if (first?.error) throw new Error(first.error.message)
  return first?.value
}

interface Chunk {
  readonly text: string
  /** Line of its first character, from 1. */
  readonly startLine: number
}

/** Documents end at lines that begin with `---`, as kubectl's reader has it. */
function chunksOf(text: string): readonly Chunk[] {
  const chunks: Chunk[] = []
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n')
  let from = 0
  for (let i = 0; i <= lines.length; i++) {
    const line = lines[i]
    if (line !== undefined && !/^---(\s|$)/.test(line)) continue
    chunks.push({ text: lines.slice(from, i).join('\n'), startLine: from + 1 })
    from = i + 1
  }
  return chunks
}

function readChunk(chunk: Chunk, index: number): ManifestDocument | undefined {
  const { text, startLine } = chunk
  const endLine = startLine + lineAt(text.trimEnd(), text.length) - 1
  const failed = (message: string, line: number): ManifestDocument => ({
    index,
    startLine,
    endLine,
    value: undefined,
    error: { message: `error converting YAML to JSON: yaml: ${message}`, line: startLine + line - 1 },
    ...nowhere,
  })
  let root: PlacedValue | undefined
  let source = text
  const duplicates: DuplicateKey[] = []
  try {
    const parsed = parsedEvents(text)
    source = parsed.source
    root = compose(parsed.events, source, duplicates)
  } catch (problem) {
    if (problem instanceof ComposeError) return failed(problem.message, lineAt(source, problem.at))
    if (!(problem instanceof YAMLException)) throw problem
    const { message, goLine, line } = goYamlError(text, { reason: problem.reason, position: problem.mark?.position ?? 0 })
    return failed(goLine > 0 ? `line ${goLine}: ${message}` : message, line)
  }
  if (!root || root.value === null) return undefined
  if (duplicates.length > 0) {
    const lines = duplicates.map(({ key, at }) => `\n  line ${lineAt(source, at)}: key ${JSON.stringify(key)} already set in map`)
    return failed(`unmarshal errors:${lines.join('')}`, lineAt(source, duplicates[0]?.at ?? 0))
  }
  const places = root
  return {
    index,
    startLine,
    endLine,
    value: root.value,
    locate: (path) => locate(places, source, startLine, parseFieldPath(path)),
    extent: (path) => extentOf(places, source, startLine, parseFieldPath(path)),
  }
}

/**
 * The events of one document. A bracket that closes at its parent's indent is right for go-yaml and too far left for
 * js-yaml: it is pushed in by a space, which changes columns of that line alone.
 */
function parsedEvents(text: string): { readonly events: readonly Event[]; readonly source: string } {
  let source = text
  for (let pushed = 0; ; pushed++) {
    try {
      return { events: parseEvents(source, { maxDepth: depthLimit }), source }
    } catch (problem) {
      const at = problem instanceof YAMLException ? problem.mark?.position : undefined
      const isLow = problem instanceof YAMLException && problem.reason === 'deficient indentation'
      if (!isLow || at === undefined || pushed > 200 || !/[\]}"]/.test(source[at] ?? '')) throw problem
      source = `${source.slice(0, at)} ${source.slice(at)}`
    }
  }
}

function locate(root: PlacedValue, source: string, startLine: number, steps: readonly PathStep[]): Place | undefined {
  let found = root
  for (const step of steps) {
    const child = found.children?.get(step) ?? found.children?.get(String(step))
    if (!child) break
    found = child
  }
  const start = found.keyStart ?? found.start
  const end = found.keyEnd ?? found.end
  const line = lineAt(source, start)
  const lineStart = source.lastIndexOf('\n', start - 1) + 1
  const lineEnd = source.indexOf('\n', start)
  const lastOffset = Math.min(end, lineEnd < 0 ? source.length : lineEnd)
  return {
    line: startLine + line - 1,
    startColumn: start - lineStart + 1,
    endColumn: Math.max(lastOffset, start + 1) - lineStart + 1,
  }
}

function extentOf(root: PlacedValue, source: string, startLine: number, steps: readonly PathStep[]): Extent | undefined {
  let found = root
  for (const step of steps) {
    const child = found.children?.get(step)
    if (!child) return undefined
    found = child
  }
  const start = found.keyStart ?? found.start
  const lineStart = source.lastIndexOf('\n', start - 1) + 1
  const valueLine = source.lastIndexOf('\n', found.start - 1) + 1
  const last = lastOffset(found)
  const isInline = valueLine === lineStart && found.children === undefined
  const key = found.keyStart === undefined ? undefined : source.slice(found.keyStart, found.keyEnd)
  return {
    fromLine: startLine + lineAt(source, start) - 1,
    toLine: startLine + lineAt(source, Math.max(last - 1, start)) - 1,
    startColumn: start - lineStart + 1,
    endColumn: (found.keyEnd ?? found.end) - lineStart + 1,
    ...(key === undefined ? {} : { key }),
    ...(isInline ? { valueColumns: [found.start - lineStart + 1, found.end - lineStart + 1] as const } : {}),
  }
}

/** Where the text of a value ends; a collection ends with its last child. */
function lastOffset(value: PlacedValue): number {
  let last = Math.max(value.end, value.keyEnd ?? 0)
  for (const child of value.children?.values() ?? []) last = Math.max(last, lastOffset(child))
  return last
}
