import type { LabelSelector, MatchResources, NamedRuleWithOperations, Namespace } from '../../../api/generated/types.ts'
import { labelSelectorMatches } from '../../../api/label-selector.ts'
import type { AdmissionRequest, PolicyContext } from '../context.ts'

/**
 * apiserver/pkg/admission/plugin/policy/matching: whether a request is one that a policy, or its binding, is about.
 * Every kind has one version here, so `matchPolicy` makes no difference.
 */
export function matchesRequest(criteria: MatchResources, request: AdmissionRequest, context: PolicyContext): boolean {
  if (!matchesNamespace(criteria.namespaceSelector, request, context)) return false
  if (!matchesObject(criteria.objectSelector, request)) return false
  if (criteria.excludeResourceRules?.some((rule) => matchesRule(rule, request))) return false
  const rules = criteria.resourceRules
  return !rules || rules.length === 0 || rules.some((rule) => matchesRule(rule, request))
}

const isEmpty = (selector: LabelSelector | undefined): boolean =>
  !selector || (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0)

/** What belongs to no namespace always matches, except Namespaces, which have their own labels. */
function matchesNamespace(selector: LabelSelector | undefined, request: AdmissionRequest, context: PolicyContext): boolean {
  if (isEmpty(selector)) return true
  const own = request.resource === 'namespaces' && request.group === '' && !request.subresource
  if (!own && !request.namespace) return true
  const namespace = own
    ? (request.object ?? request.oldObject)
    : (context.get('namespaces', undefined, String(request.namespace)) as Namespace | undefined)
  return labelSelectorMatches(selector, namespace?.metadata.labels)
}

function matchesObject(selector: LabelSelector | undefined, request: AdmissionRequest): boolean {
  if (isEmpty(selector)) return true
  const either = [request.object, request.oldObject]
  return either.some((object) => object && labelSelectorMatches(selector, object.metadata.labels))
}

/** apiserver/pkg/admission/plugin/webhook/predicates/rules */
function matchesRule(rule: NamedRuleWithOperations, request: AdmissionRequest): boolean {
  const among = (list: readonly string[] | undefined, wanted: string) => (list ?? []).some((one) => one === '*' || one === wanted)
  if (rule.scope === 'Cluster' && request.namespace) return false
  if (rule.scope === 'Namespaced' && !request.namespace) return false
  if (!among(rule.operations, request.operation)) return false
  if (!among(rule.apiGroups, request.group) || !among(rule.apiVersions, request.version)) return false
  const named = rule.resourceNames ?? []
  if (named.length > 0 && !named.includes(request.name ?? '')) return false
  return (rule.resources ?? []).some((one) => {
    const [resource = '', subresource = ''] = one.split('/')
    const subresourceMatches = subresource === '*' || subresource === (request.subresource ?? '')
    return subresourceMatches && (resource === '*' || resource === request.resource)
  })
}
