import type { Namespace, ServiceAccount } from '../../api/generated/types.ts'
import { keyOf } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'

/** Every namespace has a ServiceAccount `default`, also after somebody deleted it (pkg/controller/serviceaccount). */
export const serviceAccountController: Controller = {
  name: 'service-account-controller',
  watches: [
    { resource: resources.namespaces, keys: (object) => [keyOf(object)] },
    {
      resource: resources.serviceaccounts,
      keys: ({ metadata }) => (metadata.name === 'default' && metadata.namespace ? [metadata.namespace] : []),
    },
  ],
  reconcile(name, { api, informers }) {
    const namespace = informers.for<Namespace>(resources.namespaces).get(undefined, name)
    if (namespace?.status?.phase !== 'Active') return
    if (informers.for<ServiceAccount>(resources.serviceaccounts).get(name, 'default')) return
    try {
      api.create(resources.serviceaccounts, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { namespace: name, name: 'default' },
      })
    } catch (error) {
      // Ours, not seen yet; or the namespace is on its way out.
      if (error instanceof ApiError && (error.is('AlreadyExists') || error.is('Forbidden') || error.is('NotFound'))) return
      throw error
    }
  },
}
