import type { ValidatingAdmissionPolicy } from '../../api/generated/types.ts'
import { type GroupVersionResource, keyOf } from '../../api/object.ts'
import type { Controller } from '../../client/controller.ts'

const policies: GroupVersionResource = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  resource: 'validatingadmissionpolicies',
}

/** Says that a policy was looked at (pkg/controller/validatingadmissionpolicystatus). Types are not checked, so it never warns. */
export const validatingAdmissionPolicyStatusController: Controller = {
  name: 'validatingadmissionpolicy-status-controller',
  watches: [{ resource: policies, keys: (object) => [keyOf(object)] }],
  reconcile(name, { api, informers }) {
    const policy = informers.for<ValidatingAdmissionPolicy>(policies).get(undefined, name)
    const observedGeneration = policy?.metadata.generation
    if (!policy || policy.status?.observedGeneration === observedGeneration) return
    const status = { ...policy.status, observedGeneration, typeChecking: {} }
    api.patch(policies, undefined, name, { status }, { type: 'merge', subresource: 'status' })
  },
}
