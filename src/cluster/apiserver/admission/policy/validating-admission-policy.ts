import type { Namespace, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../api/generated/types.ts'
import type { KubeObject } from '../../../api/object.ts'
import { createRbacAuthorizer, type RbacSource } from '../../authorization/rbac.ts'
import { authorizerFor } from '../cel/authorizer.ts'
import { celValue } from '../cel/values.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from '../context.ts'
import { type Denied, denial } from './denial.ts'
import { failuresOf, type Inputs } from './evaluate.ts'
import { matchesRequest } from './matching.ts'
import { ConfigurationError, collectParams } from './params.ts'

const group = 'admissionregistration.k8s.io'
const policies = `validatingadmissionpolicies.${group}`
const bindings = `validatingadmissionpolicybindings.${group}`

/**
 * apiserver/pkg/admission/plugin/policy/validating. Policies are tried in the order of their names (upstream has none).
 * Left out: limits of cost, audit annotations (there is no audit log).
 */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(request, context) {
    // no policy acts without a binding
    const bound = context.list(bindings) as readonly ValidatingAdmissionPolicyBinding[]
    if (bound.length === 0 || isExempt(request)) return
    const denied: Denied[] = []
    let inputs: Inputs | undefined
    for (const policy of context.list(policies) as readonly ValidatingAdmissionPolicy[]) {
      const name = policy.metadata.name ?? ''
      const own = bound.filter((binding) => binding.spec.policyName === name)
      const constraints = policy.spec?.matchConstraints
      if (own.length === 0 || !constraints || !matchesRequest(constraints, request, context)) continue
      inputs ??= inputsOf(request, context)
      for (const binding of own) denied.push(...tryBinding(policy, binding, request, inputs, context))
    }
    const [first] = denied
    if (first) throw denial(request, first)
  },
}

/** Policies do not judge policies, nor questions that only look like objects. */
function isExempt(request: AdmissionRequest): boolean {
  return request.group === group || request.group === 'authentication.k8s.io' || request.group === 'authorization.k8s.io'
}

function tryBinding(
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  request: AdmissionRequest,
  inputs: Inputs,
  context: PolicyContext,
): readonly Denied[] {
  const { spec } = binding
  if (spec.matchResources && !matchesRequest(spec.matchResources, request, context)) return []
  const source = { policy: policy.metadata.name ?? '', binding: binding.metadata.name ?? '' }
  const denied: Denied[] = []
  try {
    for (const params of collectParams(policy.spec?.paramKind, spec.paramRef, request.namespace, context)) {
      const tried = { ...inputs, params: celValue(params ?? null) }
      for (const failure of failuresOf(policy, tried)) {
        if (spec.validationActions.includes('Deny')) denied.push({ ...failure, ...source })
        if (spec.validationActions.includes('Warn')) {
          const from = `'${source.policy}' with binding '${source.binding}'`
          context.warn(`Validation failed for ValidatingAdmissionPolicy ${from}: ${failure.message}`)
        }
      }
    }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    if (policy.spec?.failurePolicy === 'Ignore') return []
    return [...denied, { message: `failed to configure binding: ${error.message}`, ...source }]
  }
  return denied
}

/** `object`, `oldObject`, `request`, `namespaceObject` and `authorizer`. */
function inputsOf(request: AdmissionRequest, context: PolicyContext): Inputs {
  const source: RbacSource = {
    get: (resource, key) => {
      const slash = key.indexOf('/')
      return slash < 0 ? context.get(resource, undefined, key) : context.get(resource, key.slice(0, slash), key.slice(slash + 1))
    },
    list: (resource, namespace) => context.list(resource, namespace),
  }
  const { group: apiGroup, version, resource, subresource, name } = request
  const about = { group: apiGroup, version, resource, subresource, namespace: request.namespace, name }
  const namespace = request.namespace
    ? (context.get('namespaces', undefined, request.namespace) as Namespace | undefined)
    : undefined
  return {
    object: celValue(request.object ?? null),
    oldObject: celValue(request.oldObject ?? null),
    namespaceObject: celValue(namespace ?? null),
    request: celValue(requestObject(request, context)),
    authorizer: authorizerFor(createRbacAuthorizer(source), context.user, about),
  }
}

/** The AdmissionRequest as expressions see it. */
function requestObject(request: AdmissionRequest, context: PolicyContext): object {
  const { group: apiGroup, version, kind, resource, subresource, namespace, operation } = request
  const object: KubeObject | undefined = request.object ?? request.oldObject
  const kinds = { group: apiGroup, version, kind }
  const resources = { group: apiGroup, version, resource }
  return {
    uid: object?.metadata.uid ?? '',
    kind: kinds,
    resource: resources,
    ...(subresource ? { subResource: subresource } : {}),
    requestKind: kinds,
    requestResource: resources,
    ...(subresource ? { requestSubResource: subresource } : {}),
    name: request.name ?? '',
    ...(namespace ? { namespace } : {}),
    operation,
    userInfo: { username: context.user.name, groups: context.user.groups },
    dryRun: context.dryRun,
  }
}
