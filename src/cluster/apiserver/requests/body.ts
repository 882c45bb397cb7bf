import { JsonError, parseJson } from '../../api/json.ts'
import { parseManifest } from '../../api/yaml.ts'
import type { ApiRequest } from '../interface.ts'
import { badRequest, entityTooLarge } from '../status.ts'

const maxBytes = 3_145_728

/** A body read: its value, and the paths of the fields that stand twice in its text. */
export interface ReadBody {
  readonly value: unknown
  readonly duplicates: readonly string[]
}

/** The body of a request as plain values; text is JSON, or YAML where the content type says so. */
export function readBody(request: ApiRequest): ReadBody {
  const { body } = request
  if (typeof body !== 'string') return { value: body, duplicates: [] }
  if (body.length > maxBytes) throw entityTooLarge(`limit is ${maxBytes}`)
  if (body.trim() === '') return { value: undefined, duplicates: [] }
  const type = String(request.headers?.['content-type'] ?? '')
  return type.includes('yaml') ? { value: readYaml(body, type), duplicates: [] } : readJson(body, type)
}

export function bodyOf(request: ApiRequest): unknown {
  return readBody(request).value
}

function readJson(text: string, type: string): ReadBody {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    // a patch is read without looking for its kind
    const why = error.message
    throw badRequest(type.includes('patch') ? why : `couldn't get version/kind; json parse error: ${why}`)
  }
}

function readYaml(text: string, type: string): unknown {
  const [document] = parseManifest(text)
  if (!document?.error) return document?.value
  const why = document.error.message
  throw badRequest(
    type.includes('apply-patch') ? `error decoding YAML: ${why}` : why.replace(/^error converting YAML to JSON: /, ''),
  )
}
