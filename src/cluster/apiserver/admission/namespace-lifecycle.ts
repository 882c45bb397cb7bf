import type { Namespace } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { forbidden, notFound } from '../status.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from './context.ts'

const immortal = new Set(['default', 'kube-system', 'kube-public'])
const accessReviews = new Set(['localsubjectaccessreviews'])

/**
 * plugin/pkg/admission/namespace/lifecycle: nothing new in a namespace that is missing or being deleted, and some
 * namespaces never go.
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutate(request, object, context) {
    check(request, context)
    return object
  },
  validate(request, context) {
    // A DELETE has no object to mutate and so comes here only.
    if (request.operation === 'DELETE') check(request, context)
  },
}

function check(request: AdmissionRequest, context: PolicyContext): void {
  const { operation, namespace, name = '' } = request
  if (request.group === '' && request.resource === 'namespaces') {
    if (operation === 'DELETE' && !request.subresource && immortal.has(name)) {
      throw forbidden(request, name, 'this namespace may not be deleted')
    }
    return
  }
  if (operation !== 'CREATE' || !namespace || accessReviews.has(request.resource)) return
  const found = context.get('namespaces', undefined, namespace) as Namespace | undefined
  if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace)
  if (found.status?.phase !== 'Terminating' && !found.metadata.deletionTimestamp) return
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw forbidden(request, nameOf(request.object) || name, why, [
    { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' },
  ])
}

function nameOf(object: KubeObject | undefined): string {
  return object?.metadata.name ?? ''
}
