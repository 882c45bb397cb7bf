import type { DirectAccess, DirectCall } from './interface.ts'
import { getObject, measured } from './metrics.ts'
import type { Call } from './registry/call.ts'
import type { DeleteOptions } from './registry/deletion.ts'
import { deleteObject } from './registry/deletion.ts'
import type { Content } from './registry/resource.ts'
import { select } from './requests/list.ts'
import { patched, patchObject } from './requests/patch.ts'
import { selectionOf } from './requests/selection.ts'
import type { ServerContext } from './server-context.ts'
import { createSubresource, updateSubresource } from './subresources/subresources.ts'

const ignore = () => {}

/** The verbs as components inside the cluster use them. */
export function directAccess(server: ServerContext): DirectAccess {
  const { registry, resources, etcd } = server
  const call = (direct: DirectCall): Call => ({
    resource: resources.get(direct.resource),
    subresource: direct.subresource,
    namespace: direct.namespace,
    name: direct.name,
    user: direct.user,
    by: direct.by,
    trusted: true,
    dryRun: direct.query?.dryRun === 'All',
    fieldManager: direct.query?.fieldManager ?? direct.by,
    explicitManager: true,
    fieldValidation: 'Ignore',
    warn: ignore,
  })
  return {
    get: (direct) => getObject(server, call(direct)),
    // each object once: in the version that is stored
    served: () => resources.simulated().filter((resource) => !resource.convert),
    list(direct) {
      const resource = resources.get(direct.resource)
      if (resource.measured) return measured(server, resource, direct.namespace)
      const { labelSelector, fieldSelector } = direct.query ?? {}
      if (!labelSelector && !fieldSelector) return etcd.list(resource.storage, direct.namespace)
      return select(etcd, resource, direct.namespace, selectionOf(resource, labelSelector, fieldSelector))
    },
    create(direct, object) {
      const made = call(direct)
      if (made.subresource) return createSubresource(server, made, object) as Content
      return registry.create(made, object as Content)
    },
    update(direct, object) {
      const made = call(direct)
      return updateSubresource(server, made, () => object as Content)
    },
    patch(direct, type, patch) {
      const made = call(direct)
      if (made.subresource === 'scale') {
        return updateSubresource(server, made, (old) => patched(registry, made, type, old, patch))
      }
      return patchObject(registry, made, type, patch, direct.query?.force === 'true').object
    },
    delete: (direct, options) => void deleteObject(registry, call(direct), (options ?? {}) as DeleteOptions),
    subscribe: (resource, onChanges) => server.broadcast.subscribe(resources.get(resource).storage, onChanges),
  }
}
