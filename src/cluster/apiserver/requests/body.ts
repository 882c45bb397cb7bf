import { JsonError, parseJson } from '../../api/json.ts'
import { parseManifest } from '../../api/yaml.ts'
import type { ApiRequest } from '../interface.ts'
import { badRequest, entityTooLarge } from '../status.ts'

const maxBytes = 3_145_728

/** The body of a request as plain values; text is JSON, or YAML where the content type says so. */
export function bodyOf(request: ApiRequest): unknown {
  const { body } = request
  if (typeof body !== 'string') return body
  if (body.length > maxBytes) throw entityTooLarge(`limit is ${maxBytes}`)
  if (body.trim() === '') return undefined
  const type = String(request.headers?.['content-type'] ?? '')
  return type.includes('yaml') ? readYaml(body, type) : readJson(body, type)
}

function readJson(text: string, type: string): unknown {
  try {
    return parseJson(text).value
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
