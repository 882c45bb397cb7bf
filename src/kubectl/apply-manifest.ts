import type { ApplyProblem, ApplyResult } from '../bridge/protocol.ts'
import type { ApiServer } from '../cluster/apiserver/interface.ts'
import { type ApplyOptions, applyObject } from './apply-object.ts'
import { Connection } from './connection.ts'
import { Discovery, kindName } from './discovery.ts'
import { type DecodedObject, type Document, decodeDocument, readDocuments } from './documents.ts'
import { report, StatusError } from './errors.ts'
import { problemsOf } from './problems.ts'

export interface ManifestOptions {
  /** As messages name it: `pod.yaml`. */
  readonly fileName: string
  /** Where objects go that name no namespace. */
  readonly namespace: string
}

const options: ApplyOptions = { dryRun: 'none', fieldManager: 'kubectl-client-side-apply', validate: 'strict' }

/**
 * Applies a manifest as `kubectl apply -f` does, document by document, at once: the core of the Apply button and of
 * the embedding API. Every document gets an answer, with what is wrong on its lines.
 */
export function applyManifest(server: ApiServer, text: string, where: ManifestOptions): readonly ApplyResult[] {
  const connection = new Connection(server)
  const discovery = new Discovery(connection)
  const read = readDocuments(text, where.fileName)
  const results: ApplyResult[] = []
  for (const document of read) results.push(...applyDocument({ connection, discovery, text, where }, document))
  return results
}

interface Applying {
  readonly connection: Connection
  readonly discovery: Discovery
  /** The whole manifest. */
  readonly text: string
  readonly where: ManifestOptions
}

function applyDocument(applying: Applying, document: Document): readonly ApplyResult[] {
  if (document.error) return [refused(applying, document, document.error.thrown, undefined)]
  let decoded: readonly DecodedObject[]
  try {
    decoded = decodeDocument(document, applying.discovery, true)
  } catch (error) {
    return [refused(applying, document, error, undefined)]
  }
  return decoded.map((one) => applyOne(applying, document, one))
}

function applyOne(applying: Applying, document: Document, one: DecodedObject): ApplyResult {
  const { connection, where } = applying
  const { type } = one
  const namespace = type.namespaced ? one.object.metadata.namespace || where.namespace : undefined
  const object = namespace ? { ...one.object, metadata: { ...one.object.metadata, namespace } } : one.object
  const name = object.metadata.name ?? ''
  const about = { kind: type.kind, name, ...(namespace ? { namespace } : {}) }
  try {
    const applied = applyObject(connection, { type, namespace, name, object, source: where.fileName }, options)
    return {
      document: document.index,
      startLine: document.startLine,
      endLine: document.endLine,
      outcome: applied.outcome === 'serverside-applied' ? 'configured' : applied.outcome,
      message: `${kindName(type)}/${name} ${applied.outcome}`,
      object: about,
      warnings: warningsOf(connection),
      problems: [],
    }
  } catch (error) {
    return refused(applying, document, error, about)
  }
}

function refused(applying: Applying, document: Document, error: unknown, object: ApplyResult['object']): ApplyResult {
  const message = report(error, 'kubectl apply').text.replace(/\n$/, '')
  const status = error instanceof StatusError ? error.status : undefined
  const problems: readonly ApplyProblem[] = problemsOf(applying.text, document, message, status)
  const { index, startLine, endLine } = document
  const warnings = warningsOf(applying.connection)
  return { document: index, startLine, endLine, outcome: 'refused', message, object, warnings, problems }
}

function warningsOf(connection: Connection): readonly string[] {
  return connection.notes.splice(0).map((note) => note.replace(/^Warning: /, '').trimEnd())
}
