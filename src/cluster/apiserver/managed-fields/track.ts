import type { Call } from '../registry/call.ts'
import type { Content } from '../registry/resource.ts'

/** Notes who set the fields of a new object. */
export function trackCreate(_call: Call, object: Content, _time: string): Content {
  return object
}

/** Notes who changed which fields. */
export function trackUpdate(_call: Call, _old: Content, object: Content, _time: string): Content {
  return object
}
