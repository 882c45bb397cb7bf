import type { Namespace } from '../../api/generated/types.ts'
import type { Call } from '../registry/call.ts'
import { equal } from '../registry/equal.ts'
import type { Content } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { conflict, modified } from '../status.ts'

/** Replaces a Namespace's spec.finalizers; the last one of a deleted Namespace takes it with it. */
export function finalizeNamespace(server: ServerContext, call: Call, body: unknown): Content {
  const { registry } = server
  const old = registry.get(call) as Namespace
  const given = body as Namespace
  const version = given.metadata.resourceVersion
  if (version && version !== old.metadata.resourceVersion) {
    throw conflict({ group: '', resource: 'namespaces' }, String(call.name), modified)
  }
  const finalizers = given.spec?.finalizers ?? []
  const namespace = { ...old, spec: { ...old.spec, finalizers } }
  const done = old.metadata.deletionTimestamp && finalizers.length === 0 && !old.metadata.finalizers?.length
  if (done) {
    if (!call.dryRun) registry.remove(call, old)
    return namespace
  }
  if (call.dryRun || equal(old.spec, namespace.spec)) return namespace
  return registry.etcd.put('namespaces', namespace, { by: call.by }).object
}
