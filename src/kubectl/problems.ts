import type { ApplyProblem } from '../bridge/protocol.ts'
import type { Status } from '../cluster/apiserver/interface.ts'
import type { Document } from './documents.ts'

/**
 * What is wrong with a document, each on its line: the causes of an Invalid, the fields that strict decoding named,
 * or the whole message where no field is known.
 */
export function problemsOf(document: Document, message: string, status: Status | undefined): readonly ApplyProblem[] {
  return fieldsOf(message, status).map(({ field, text }) => ({ message: text, field, ...document.locate(field) }))
}

interface Complaint {
  readonly field?: string | undefined
  readonly text: string
}

function fieldsOf(message: string, status: Status | undefined): readonly Complaint[] {
  const causes = status?.reason === 'Invalid' ? (status.details?.causes ?? []) : []
  if (causes.length > 0)
    return causes.map((cause) => ({ field: cause.field, text: cause.field ? `${cause.field}: ${cause.message}` : cause.message }))
  const strict = /strict decoding error: (.*)$/s.exec(status?.message ?? '')
  if (strict) {
    return [...String(strict[1]).matchAll(/(unknown|duplicate) field "([^"]+)"/g)].map(([text, , field]) => ({ field, text }))
  }
  const goField = /into Go struct field \w+\.([\w.]+) of type/.exec(status?.message ?? message)
  return [{ field: goField?.[1], text: status?.message ?? message }]
}
