import type { Call } from '../registry/call.ts'
import { type Content, groupResource } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { methodNotSupported } from '../status.ts'

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

/** Applies a patch to a stored object and writes the outcome. */
export function patchObject(
  _server: ServerContext,
  call: Call,
  _type: PatchType,
  _patch: unknown,
  _force: boolean,
): { readonly object: Content; readonly created: boolean } {
  throw methodNotSupported(groupResource(call.resource), 'patch')
}
