import type { Call } from '../registry/call.ts'
import { type Content, groupResource } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { methodNotSupported } from '../status.ts'
import { bindPod } from './binding.ts'
import { finalizeNamespace } from './finalize.ts'

type Creator = (server: ServerContext, call: Call, body: unknown) => unknown
type Updater = (server: ServerContext, call: Call, body: unknown) => Content

const creators: Readonly<Record<string, Creator>> = {
  'pods/binding': bindPod,
}

const updaters: Readonly<Record<string, Updater>> = {
  'namespaces/finalize': finalizeNamespace,
}

/** POST to a subresource. */
export function createSubresource(server: ServerContext, call: Call, body: unknown): unknown {
  const create = creators[pathOf(call)]
  if (!create) throw methodNotSupported(groupResource(call.resource), 'create')
  return create(server, call, body)
}

/** PUT to a subresource other than status. */
export function updateSubresource(server: ServerContext, call: Call, body: unknown): Content {
  const update = updaters[pathOf(call)]
  if (!update) throw methodNotSupported(groupResource(call.resource), 'update')
  return update(server, call, body)
}

function pathOf(call: Call): string {
  return `${call.resource.storage}/${call.subresource}`
}
