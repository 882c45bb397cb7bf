import type { Call } from '../registry/call.ts'
import type { Registry } from '../registry/registry.ts'
import { type Content, groupResource } from '../registry/resource.ts'
import { methodNotSupported } from '../status.ts'

/** Server-side apply. */
export function applyPatch(
  _registry: Registry,
  call: Call,
  _patch: unknown,
  _force: boolean,
): { readonly object: Content; readonly created: boolean } {
  throw methodNotSupported(groupResource(call.resource), 'apply')
}
