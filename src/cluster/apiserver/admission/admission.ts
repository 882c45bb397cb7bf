/** The chain of admission plugins in upstream's default order (pkg/kubeapiserver/options/plugins.go). */
import type { KubeObject } from '../../api/object.ts'
import { type AdmissionPlugin, type AdmissionRequest, type PolicyContext, resourceName } from './context.ts'
import { defaultIngressClass } from './default-ingress-class.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { nodeRestriction } from './node-restriction.ts'
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts'
import { podSecurity } from './pod-security.ts'
import { podTopologyLabels } from './pod-topology-labels.ts'
import { validatingAdmissionPolicy } from './policy/validating-admission-policy.ts'
import { priority } from './priority.ts'
import { rbacEscalation } from './rbac-escalation.ts'
import { resourceQuota } from './resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'

/** NodeRestriction is not among the API server's defaults; kubeadm turns it on, and so do we. */
const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  nodeRestriction,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  defaultIngressClass,
  podTopologyLabels,
  rbacEscalation,
  validatingAdmissionPolicy,
  resourceQuota,
]

/** Plugins that care for a resource, looked up once per resource. */
const interested = new Map<string, readonly AdmissionPlugin[]>()

function pluginsFor(resource: string): readonly AdmissionPlugin[] {
  let some = interested.get(resource)
  if (!some) {
    some = plugins.filter((plugin) => !plugin.resources || plugin.resources.has(resource))
    interested.set(resource, some)
  }
  return some
}

/** Mutating admission: the object as the plugins leave it. Throws a StatusError where one refuses. */
export function admit(request: AdmissionRequest, context: PolicyContext): KubeObject {
  let object = request.object ?? request.oldObject
  if (!object) throw new Error('admission: a request without an object')
  for (const plugin of pluginsFor(resourceName(request))) {
    if (plugin.mutate) object = plugin.mutate(request, object, context)
  }
  return object
}

/** Validating admission, on the final object. Throws a StatusError where a plugin refuses. */
export function admitValidating(request: AdmissionRequest, context: PolicyContext): void {
  for (const plugin of pluginsFor(resourceName(request))) plugin.validate?.(request, context)
}
