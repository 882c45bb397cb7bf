/** What a field means, and whether this cluster does something with it: for hovers and marks in the editor. */

import { acceptedFields } from './accepted-only.ts'
import { parseFieldPath } from './field-path.ts'
import { kindSupports } from './kind-support.ts'
import { definitionAt } from './legacy.ts'
import { storedKinds } from './schema.ts'

/** The generated descriptions, handed in: they are large, and only the page's editor and `kubectl explain` need them. */
export type Docs = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The API's own description of a field of a kind; of the kind itself for an empty path. */
export function fieldDocs(docs: Docs, definition: string, path: string): string | undefined {
  const steps = parseFieldPath(path).filter((step) => typeof step !== 'number')
  const name = steps.at(-1)
  if (name === undefined) return docs[definition]?.['']
  const owner = definitionAt(definition, steps.slice(0, -1))
  return owner === undefined ? undefined : docs[owner]?.[name]
}

/** Kinds that nobody acts upon, by definition. */
const acceptedKinds = new Map(
  storedKinds.flatMap(({ apiVersion, kind, definition }) => {
    const support = kindSupports[`${apiVersion}/${kind}`]
    return support && !support.actedUpon ? [[definition, support.sentence]] : []
  }),
)

export type Support = 'acted-upon' | 'accepted-only'

/** Whether the simulated cluster acts upon a field, or stores it and no more. What is inside an idle field is idle too. */
export function simulatorSupport(definition: string, path: string): Support {
  return simulatorNote(definition, path) === undefined ? 'acted-upon' : 'accepted-only'
}

/** Why a field (or kind) is accepted only; undefined if it is acted upon. */
export function simulatorNote(definition: string, path: string): string | undefined {
  const kindNote = acceptedKinds.get(definition)
  if (kindNote !== undefined) return kindNote
  const steps = parseFieldPath(path).filter((step) => typeof step !== 'number')
  for (let i = 0; i < steps.length; i++) {
    const owner = definitionAt(definition, steps.slice(0, i))
    if (owner === undefined) return undefined
    const note = acceptedFields[`${owner}.${steps[i]}`]
    if (note !== undefined) return note
  }
  return undefined
}
