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
  for (const document of read) results.push(...applyDocument(connection, discovery, document, where))
  return results
}

function applyDocument(
  connection: Connection,
  discovery: Discovery,
  document: Document,
  where: ManifestOptions,
): readonly ApplyResult[] {
  if (document.error) return [refused(connection, document, document.error.thrown, undefined)]
  let decoded: readonly DecodedObject[]
  try {
    decoded = decodeDocument(document, discovery, true)
  } catch (error) {
    return [refused(connection, document, error, undefined)]
  }
  return decoded.map((one) => applyOne(connection, document, one, where))
}

function applyOne(connection: Connection, document: Document, one: DecodedObject, where: ManifestOptions): ApplyResult {
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
    return refused(connection, document, error, about)
  }
}

function refused(connection: Connection, document: Document, error: unknown, object: ApplyResult['object']): ApplyResult {
  const message = report(error, 'kubectl apply').text.replace(/\n$/, '')
  const problems: readonly ApplyProblem[] = problemsOf(document, message, error instanceof StatusError ? error.status : undefined)
  const { index, startLine, endLine } = document
  return { document: index, startLine, endLine, outcome: 'refused', message, object, warnings: warningsOf(connection), problems }
}

function warningsOf(connection: Connection): readonly string[] {
  return connection.notes.splice(0).map((note) => note.replace(/^Warning: /, '').trimEnd())
}
