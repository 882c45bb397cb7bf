import type { ConfigMap, Namespace } from '../../api/generated/types.ts'
import { keyOf } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { rootCertificate } from './root-certificate.ts'

const configMapName = 'kube-root-ca.crt'
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service ' +
  'IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** Every namespace has the cluster's certificate in a ConfigMap (pkg/controller/certificates/rootcacertpublisher). */
export const rootCaCertPublisher: Controller = {
  name: 'root-ca-certificate-publisher-controller',
  watches: [
    { resource: resources.namespaces, keys: (object) => [keyOf(object)] },
    {
      resource: resources.configmaps,
      keys: ({ metadata }) => (metadata.name === configMapName && metadata.namespace ? [metadata.namespace] : []),
    },
  ],
  reconcile(name, { api, informers }) {
    const namespace = informers.for<Namespace>(resources.namespaces).get(undefined, name)
    if (namespace?.status?.phase !== 'Active') return
    const data = { 'ca.crt': rootCertificate }
    const existing = informers.for<ConfigMap>(resources.configmaps).get(name, configMapName)
    const annotations = { 'kubernetes.io/description': description }
    if (existing) {
      const described = existing.metadata.annotations?.['kubernetes.io/description'] === description
      if (described && existing.data?.['ca.crt'] === rootCertificate && Object.keys(existing.data).length === 1) return
      const metadata = { ...existing.metadata, annotations: { ...existing.metadata.annotations, ...annotations } }
      api.update(resources.configmaps, { ...existing, metadata, data })
      return
    }
    try {
      api.create(resources.configmaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace: name, name: configMapName, annotations },
        data,
      })
    } catch (error) {
      if (error instanceof ApiError && (error.is('AlreadyExists') || error.is('Forbidden') || error.is('NotFound'))) return
      throw error
    }
  },
}
