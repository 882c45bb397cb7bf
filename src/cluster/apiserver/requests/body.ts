import type { ApiRequest } from '../interface.ts'
import { badRequest } from '../status.ts'

/** The body of a request as plain values; text is JSON. */
export function bodyOf(request: ApiRequest): unknown {
  const { body } = request
  if (typeof body !== 'string') return body
  if (body.trim() === '') return undefined
  try {
    return JSON.parse(body)
  } catch (error) {
    throw badRequest(`the object provided is unrecognized: ${error instanceof Error ? error.message : String(error)}`)
  }
}
