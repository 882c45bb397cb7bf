import type { ApplyProblem } from '../bridge/protocol.ts'
import { kindInfo } from '../cluster/api/kinds.ts'
import { explainProblem } from '../cluster/api/legacy.ts'
import { lineEdit } from '../cluster/api/yaml/edit.ts'
import type { Status } from '../cluster/apiserver/interface.ts'
import type { Document } from './documents.ts'
import { textAt } from './json-value.ts'

/**
 * What is wrong with a document, each on its line: the causes of an Invalid, the fields that strict decoding named,
 * or the whole message where no field is known; with a plain explanation and a certain fix where there is one.
 * @param text the whole manifest
 */
export function problemsOf(
  text: string,
  document: Document,
  message: string,
  status: Status | undefined,
): readonly ApplyProblem[] {
  return complaintsOf(message, status).map((complaint) => explained(text, document, complaint))
}

interface Complaint {
  readonly field?: string | undefined
  readonly message: string
}

function explained(text: string, document: Document, { field, message }: Complaint): ApplyProblem {
  const place = document.locate(field)
  if (document.error) return { message, ...place }
  const { value } = document
  const definition = kindInfo(textAt(value, 'apiVersion'), textAt(value, 'kind'))?.definition
  const explanation = explainProblem({ definition, value, field, message })
  if (!explanation) return { message, field, ...place }
  const where = explanation.field === undefined ? place : document.locate(explanation.field)
  const edit = explanation.fix && lineEdit(text, document.manifest, explanation.fix.edits)
  const fix = explanation.fix && edit ? { title: explanation.fix.title, ...edit } : undefined
  return { message, field: explanation.field ?? field, ...where, explanation: explanation.explanation, fix }
}

function complaintsOf(message: string, status: Status | undefined): readonly Complaint[] {
  const causes = status?.reason === 'Invalid' ? (status.details?.causes ?? []) : []
  if (causes.length > 0) {
    return causes.map((cause) => ({
      field: cause.field,
      message: cause.field ? `${cause.field}: ${cause.message}` : cause.message,
    }))
  }
  const strict = /strict decoding error: (.*)$/s.exec(status?.message ?? '')
  if (strict) {
    const named = [...String(strict[1]).matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)]
    return named.map(([text, field]) => ({ field, message: text }))
  }
  const goField = /into Go struct field \w+\.([\w.]+) of type/.exec(status?.message ?? message)
  return [{ field: goField?.[1], message: status?.message ?? message }]
}
