/** pkg/apis/admissionregistration/validation, of policies with CEL and their bindings. */
import { duplicate, type FieldError, forbidden, invalid, notSupported, required, tooMany } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type {
  MatchResources,
  NamedRuleWithOperations,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
} from '../../api/generated/types.ts'
import { dns1035Label, dns1123Subdomain, qualifiedName } from '../../api/names.ts'
import { CelError, compile, type ResultType } from '../admission/cel/compile.ts'
import { environmentFor } from '../admission/cel/environment.ts'
import { checkFormat, checkSupported } from './checks.ts'
import { checkSelector } from './labels.ts'

const root = FieldPath.of('spec')
const oneNeeded = 'validations or auditAnnotations must contain at least one item'

export function checkAdmissionPolicy(errors: FieldError[], policy: ValidatingAdmissionPolicy): void {
  const spec = policy.spec ?? {}
  const { validations = [], auditAnnotations = [], variables = [] } = spec
  checkSupported(errors, root.child('failurePolicy'), spec.failurePolicy, ['Fail', 'Ignore'])
  if (spec.paramKind) checkParamKind(errors, root.child('paramKind'), spec.paramKind)
  const match = root.child('matchConstraints')
  if (!spec.matchConstraints) errors.push(required(match))
  else {
    checkMatchResources(errors, match, spec.matchConstraints)
    if (!spec.matchConstraints.resourceRules?.length) errors.push(required(match.child('resourceRules')))
  }
  const params = spec.paramKind !== undefined
  checkMatchConditions(errors, policy, params)
  const names: string[] = []
  variables.forEach(({ name, expression }, i) => {
    const at = root.child('variables').index(i)
    if (!name) errors.push(required(at.child('name'), 'name is not specified'))
    else if (!/^[A-Za-z_]\w*$/.test(name)) errors.push(invalid(at.child('name'), name, 'name is not a valid CEL identifier'))
    if (!expression?.trim()) errors.push(required(at.child('expression'), 'expression is not specified'))
    else checkExpression(errors, at.child('expression'), expression, 'any', { params, variables: names })
    if (name) names.push(name)
  })
  if (validations.length === 0 && auditAnnotations.length === 0) {
    errors.push(required(root.child('validations'), oneNeeded), required(root.child('auditAnnotations'), oneNeeded))
  }
  validations.forEach((one, i) => {
    checkValidation(errors, root.child('validations').index(i), one, { params, variables: names })
  })
}

type Names = Parameters<typeof environmentFor>[0]

function checkExpression(errors: FieldError[], at: FieldPath, text: string, wanted: ResultType, names: Names): void {
  try {
    compile(environmentFor(names), text, wanted)
  } catch (error) {
    if (!(error instanceof CelError)) throw error
    errors.push(invalid(at, text, error.message))
  }
}

const maxMatchConditions = 64

function checkMatchConditions(errors: FieldError[], { spec = {} }: ValidatingAdmissionPolicy, params: boolean): void {
  const at = root.child('matchConditions')
  const conditions = spec.matchConditions ?? []
  if (conditions.length > maxMatchConditions) errors.push(tooMany(at, conditions.length, maxMatchConditions))
  const seen = new Set<string>()
  conditions.forEach(({ name, expression }, i) => {
    const path = at.index(i)
    if (!expression?.trim()) errors.push(required(path.child('expression')))
    else checkExpression(errors, path.child('expression'), expression, 'bool', { params, variables: [] })
    if (!name) errors.push(required(path.child('name')))
    else if (seen.has(name)) errors.push(duplicate(path.child('name'), name))
    else checkFormat(errors, path.child('name'), name, qualifiedName)
    seen.add(name)
  })
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']

function checkValidation(errors: FieldError[], at: FieldPath, given: Validation, names: Names): void {
  const { expression = '', message, messageExpression, reason } = given
  const text = message?.trim() ?? ''
  if (!expression.trim()) errors.push(required(at.child('expression'), 'expression is not specified'))
  else checkExpression(errors, at.child('expression'), expression, 'bool', names)
  if (messageExpression !== undefined && !messageExpression.trim()) {
    errors.push(invalid(at.child('messageExpression'), messageExpression, 'must be non-empty if specified'))
  } else if (messageExpression !== undefined) {
    checkExpression(errors, at.child('messageExpression'), messageExpression, 'string', names)
  }
  if (message && !text) errors.push(invalid(at.child('message'), message, 'message must be non-empty if specified'))
  else if (text.includes('\n')) errors.push(invalid(at.child('message'), message, 'message must not contain line breaks'))
  else if (expression.trim().includes('\n') && !text) {
    errors.push(required(at.child('message'), 'message must be specified if expression contains line breaks'))
  }
  if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(at.child('reason'), reason, reasons))
}

function checkParamKind(errors: FieldError[], at: FieldPath, { apiVersion, kind }: ParamKind): void {
  if (!apiVersion) errors.push(required(at.child('apiVersion')))
  if (!kind) errors.push(required(at.child('kind')))
  else {
    for (const problem of dns1035Label(kind.toLowerCase())) {
      errors.push(invalid(at.child('kind'), kind, `may have mixed case, but should otherwise match: ${problem}`))
    }
  }
}

function checkMatchResources(errors: FieldError[], at: FieldPath, given: MatchResources): void {
  checkSelector(errors, at.child('namespaceSelector'), given.namespaceSelector)
  checkSelector(errors, at.child('objectSelector'), given.objectSelector)
  given.resourceRules?.forEach((rule, i) => {
    checkRule(errors, at.child('resourceRules').index(i), rule)
  })
  given.excludeResourceRules?.forEach((rule, i) => {
    checkRule(errors, at.child('excludeResourceRules').index(i), rule)
  })
}

const plural: Readonly<Record<string, string>> = { apiGroups: 'API groups', apiVersions: 'API versions' }
const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']

function checkRule(errors: FieldError[], at: FieldPath, rule: NamedRuleWithOperations): void {
  const alone = (list: readonly string[], name: string) => {
    if (!list.includes('*') || list.length === 1) return
    errors.push(invalid(at.child(name), list, `if '*' is present, must not specify other ${plural[name]}`))
  }
  if (!rule.operations?.length) errors.push(required(at.child('operations')))
  rule.operations?.forEach((one, i) => {
    if (!operations.includes(one)) errors.push(notSupported(at.child('operations').index(i), one, operations))
  })
  if (!rule.apiGroups?.length) errors.push(required(at.child('apiGroups')))
  else alone(rule.apiGroups, 'apiGroups')
  if (!rule.apiVersions?.length) errors.push(required(at.child('apiVersions')))
  else alone(rule.apiVersions, 'apiVersions')
  if (!rule.resources?.length) errors.push(required(at.child('resources')))
  const seen = new Set<string>()
  rule.resourceNames?.forEach((name, i) => {
    if (seen.has(name)) errors.push(duplicate(at.child('resourceNames').index(i), name))
    seen.add(name)
  })
}

const both =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'

export function checkAdmissionPolicyBinding(errors: FieldError[], binding: ValidatingAdmissionPolicyBinding): void {
  // absent in what an outsider sends
  const spec: Partial<ValidatingAdmissionPolicyBinding['spec']> = binding.spec ?? {}
  const { policyName, paramRef, validationActions: actions = [] } = spec
  if (!policyName) errors.push(required(root.child('policyName')))
  else checkFormat(errors, root.child('policyName'), policyName, dns1123Subdomain)
  if (paramRef) checkParamRef(errors, root.child('paramRef'), paramRef)
  if (spec.matchResources) checkMatchResources(errors, root.child('matchResources'), spec.matchResources)
  const at = root.child('validationActions')
  if (actions.length === 0) errors.push(required(at))
  const seen = new Set<string>()
  actions.forEach((action, i) => {
    if (!['Audit', 'Deny', 'Warn'].includes(action)) errors.push(notSupported(at.index(i), action, ['Audit', 'Deny', 'Warn']))
    if (seen.has(action)) errors.push(duplicate(at.index(i), action))
    seen.add(action)
  })
  if (seen.has('Deny') && seen.has('Warn')) errors.push(invalid(at, actions, both))
}

function checkParamRef(errors: FieldError[], at: FieldPath, { name, selector, parameterNotFoundAction: action }: ParamRef): void {
  if (name && selector) {
    const why = 'name and selector are mutually exclusive'
    errors.push(forbidden(at.child('name'), why), forbidden(at.child('selector'), why))
  } else if (!name && !selector) {
    const why = 'one of name or selector must be specified'
    errors.push(required(at.child('name'), why), required(at.child('selector'), why))
  }
  if (name) checkFormat(errors, at.child('name'), name, dns1123Subdomain)
  if (selector) checkSelector(errors, at.child('selector'), selector)
  if (!action) errors.push(required(at.child('parameterNotFoundAction')))
  else if (!['Allow', 'Deny'].includes(action)) {
    errors.push(notSupported(at.child('parameterNotFoundAction'), action, ['Deny', 'Allow']))
  }
}
