import type { Node, Pod } from '../../api/generated/types.ts'
import { isMirrorPod } from '../../api/pods.ts'
import { forbidden } from '../status.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from './context.ts'

const userPrefix = 'system:node:'

/** plugin/pkg/admission/noderestriction: a kubelet changes its own node and Pods, and no others. */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  resources: new Set(['pods', 'nodes', 'leases.coordination.k8s.io']),
  mutate(request, object, context) {
    check(request, context)
    return object
  },
  validate(request, context) {
    if (request.operation === 'DELETE') check(request, context)
  },
}

function check(request: AdmissionRequest, context: PolicyContext): void {
  const { user } = context
  if (!user.name.startsWith(userPrefix) || !user.groups.includes('system:nodes')) return
  const self = user.name.slice(userPrefix.length)
  if (request.resource === 'pods') checkPod(request, self)
  else if (request.resource === 'nodes') checkNode(request, self)
  else checkLease(request, self)
}

function checkPod(request: AdmissionRequest, self: string): void {
  const name = request.name ?? ''
  const pod = (request.object ?? request.oldObject) as Pod | undefined
  const node = pod?.spec?.nodeName
  if (request.subresource === 'status' && node !== self) {
    throw forbidden(request, name, `node "${self}" can only update pod status for pods with spec.nodeName set to itself`)
  }
  if (request.subresource) return
  if (request.operation === 'DELETE' && node !== self) {
    throw forbidden(request, name, `node "${self}" can only delete pods with spec.nodeName set to itself`)
  }
  if (request.operation !== 'CREATE' || !pod) return
  const of = pod.metadata.name ?? ''
  if (!isMirrorPod(pod))
    throw forbidden(
      request,
      of,
      'pod does not have "kubernetes.io/config.mirror" annotation, node "'.concat(self, '" can only create mirror pods'),
    )
  if (node !== self) throw forbidden(request, of, `node "${self}" can only create pods with spec.nodeName set to itself`)
}

function checkNode(request: AdmissionRequest, self: string): void {
  const name = request.name ?? request.object?.metadata.name ?? ''
  if (name !== self) throw forbidden(request, name, `node "${self}" is not allowed to modify node "${name}"`)
  if (request.operation === 'DELETE') throw forbidden(request, name, `node "${self}" is not allowed to delete node "${name}"`)
  if (request.operation !== 'UPDATE' || request.subresource) return
  const before = (request.oldObject as Node | undefined)?.spec?.taints ?? []
  const after = (request.object as Node | undefined)?.spec?.taints ?? []
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    throw forbidden(request, name, `node "${self}" is not allowed to modify taints`)
  }
}

function checkLease(request: AdmissionRequest, self: string): void {
  const name = request.name ?? request.object?.metadata.name ?? ''
  if (request.namespace !== 'kube-node-lease') {
    throw forbidden(request, name, `can only access leases in the "kube-node-lease" system namespace`)
  }
  if (name !== self) throw forbidden(request, name, `can only access node lease with the same name as the requesting node`)
}
