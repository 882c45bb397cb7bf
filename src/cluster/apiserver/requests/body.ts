import { load, YAMLException } from 'js-yaml'
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
  return type.includes('yaml') ? readYaml(body, type) : readJson(body)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw badRequest(`couldn't get version/kind; json parse error: ${why}`)
  }
}

function readYaml(text: string, type: string): unknown {
  try {
    return load(text)
  } catch (error) {
    const why = error instanceof YAMLException ? `line ${(error.mark?.line ?? 0) + 1}: ${error.reason}` : String(error)
    throw badRequest(
      type.includes('apply-patch') ? `error decoding YAML: error converting YAML to JSON: yaml: ${why}` : `yaml: ${why}`,
    )
  }
}
