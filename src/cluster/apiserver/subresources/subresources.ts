import type { Call } from '../registry/call.ts'
import { type Content, groupResource } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { methodNotSupported } from '../status.ts'
import { bindPod } from './binding.ts'
import { evictPod } from './eviction.ts'
import { scaleOf, updateScale } from './scale.ts'
import { requestToken } from './token.ts'

type Creator = (server: ServerContext, call: Call, body: unknown) => unknown

const creators: Readonly<Record<string, Creator>> = {
  'pods/binding': bindPod,
  'pods/eviction': evictPod,
  'serviceaccounts/token': requestToken,
}

/** POST to a subresource. */
export function createSubresource(server: ServerContext, call: Call, body: unknown): unknown {
  const create = creators[`${call.resource.storage}/${call.subresource}`]
  if (!create) throw methodNotSupported(groupResource(call.resource), 'create')
  return create(server, call, body)
}

/** GET of a subresource that is an object. */
export function getSubresource(server: ServerContext, call: Call): Content {
  const stored = server.registry.get(call)
  return call.subresource === 'scale' ? scaleOf(stored, call.resource.scale) : stored
}

/** PUT or PATCH to a subresource. */
export function updateSubresource(server: ServerContext, call: Call, produce: (old: Content) => Content): Content {
  if (call.subresource === 'scale') return updateScale(server.registry, call, produce)
  return server.registry.update(call, produce).object
}
