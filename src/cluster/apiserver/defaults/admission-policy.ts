import type {
  MatchResources,
  NamedRuleWithOperations,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../api/generated/types.ts'
import { fill, mapSame, within } from './edit.ts'

/** pkg/apis/admissionregistration/v1/defaults.go */
export function defaultAdmissionPolicy(policy: ValidatingAdmissionPolicy): ValidatingAdmissionPolicy {
  return within(policy, 'spec', (spec) =>
    within(fill(spec, { failurePolicy: 'Fail' }), 'matchConstraints', defaultMatchResources),
  )
}

export function defaultAdmissionPolicyBinding(binding: ValidatingAdmissionPolicyBinding): ValidatingAdmissionPolicyBinding {
  return within(binding, 'spec', (spec) => within(spec, 'matchResources', defaultMatchResources))
}

function defaultMatchResources(given: MatchResources): MatchResources {
  const rule = (one: NamedRuleWithOperations) => fill(one, { scope: '*' })
  const rules = (list: readonly NamedRuleWithOperations[]) => mapSame(list, rule)
  const filled = fill(given, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} })
  return within(within(filled, 'resourceRules', rules), 'excludeResourceRules', rules)
}
