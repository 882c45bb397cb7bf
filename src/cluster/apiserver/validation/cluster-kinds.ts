/** Nodes, namespaces, quotas, limit ranges, priority classes. */

import { deepEqual } from '../../api/equality.ts'
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { LimitRange, LimitRangeItem, Namespace, Node, PriorityClass, ResourceQuota } from '../../api/generated/types.ts'
import { labelValueFormat, qualifiedName } from '../../api/names.ts'
import { compareQuantities, parseQuantity } from '../../api/quantity.ts'
import { labelProblems } from '../admission/pod-security-levels.ts'
import { checkFormat, checkQuantityNotNegative, checkRequiredFormat, checkSupported, sortedKeys } from './checks.ts'
import { isStandardResource } from './resources.ts'

const spec = FieldPath.of('spec')

export function checkNode(errors: FieldError[], node: Node): void {
  const seen = new Set<string>()
  node.spec?.taints?.forEach((taint, i) => {
    const path = spec.child('taints').index(i)
    checkRequiredFormat(errors, path.child('key'), taint.key, qualifiedName)
    checkFormat(errors, path.child('value'), taint.value ?? '', labelValueFormat)
    checkSupported(errors, path.child('effect'), taint.effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    const key = `${taint.key}/${taint.effect}`
    if (seen.has(key)) {
      errors.push(
        duplicate(path, { Key: taint.key, Value: taint.value ?? '', Effect: taint.effect, TimeAdded: taint.timeAdded ?? null }),
      )
    }
    seen.add(key)
  })
}

export function checkNodeUpdate(errors: FieldError[], node: Node, old: Node): void {
  checkNode(errors, node)
  const was = old.spec?.podCIDRs
  if (was?.length && !deepEqual(node.spec?.podCIDRs, was)) {
    errors.push(forbidden(spec.child('podCIDRs'), 'node updates may not change podCIDR except from "" to valid'))
  }
  if (old.spec?.providerID && node.spec?.providerID !== old.spec.providerID) {
    errors.push(forbidden(spec.child('providerID'), 'node updates may not change providerID except from "" to valid'))
  }
}

export function checkNamespace(errors: FieldError[], namespace: Namespace): void {
  namespace.spec?.finalizers?.forEach((finalizer) => {
    checkFormat(errors, spec.child('finalizers'), finalizer, qualifiedName)
  })
  for (const [label, value, message] of labelProblems(namespace)) {
    errors.push(invalid(`metadata.labels[${label}]`, value, message))
  }
}

const quotaResources = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
])
const scopes = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]

export function checkResourceQuota(errors: FieldError[], quota: ResourceQuota): void {
  for (const name of sortedKeys(quota.spec?.hard)) {
    const path = spec.child('hard').key(name)
    checkFormat(errors, path, name, qualifiedName)
    if (!name.includes('/') && !quotaResources.has(name) && !isStandardResource(name)) {
      errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'))
    }
    if (!name.includes('/') && !quotaResources.has(name) && !/^(requests\.)?hugepages-/.test(name)) {
      errors.push(invalid(path, name, 'must be a standard resource for quota'))
    }
    checkQuantityNotNegative(errors, path, quota.spec?.hard?.[name])
  }
  const given = new Set<string>(quota.spec?.scopes)
  for (const scope of quota.spec?.scopes ?? []) {
    if (!scopes.includes(scope)) errors.push(invalid(spec.child('scopes'), quota.spec?.scopes, 'unsupported scope'))
  }
  for (const [one, other] of [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ] as const) {
    if (given.has(one) && given.has(other)) errors.push(invalid(spec.child('scopes'), quota.spec?.scopes, 'conflicting scopes'))
  }
}

export function checkResourceQuotaUpdate(errors: FieldError[], quota: ResourceQuota, old: ResourceQuota): void {
  checkResourceQuota(errors, quota)
  if (!deepEqual(quota.spec?.scopes, old.spec?.scopes)) {
    errors.push(invalid(spec.child('scopes'), quota.spec?.scopes ?? null, 'field is immutable'))
  }
}

export function checkLimitRange(errors: FieldError[], range: LimitRange): void {
  const types = new Set<string>()
  range.spec?.limits?.forEach((item, i) => {
    const path = spec.child('limits').index(i)
    checkFormat(errors, path.child('type'), item.type, qualifiedName)
    if (types.has(item.type)) errors.push(duplicate(path.child('type'), item.type))
    types.add(item.type)
    checkLimitItem(errors, path, item)
  })
}

function checkLimitItem(errors: FieldError[], at: FieldPath, item: LimitRangeItem): void {
  if (item.type === 'Pod') {
    for (const field of ['default', 'defaultRequest'] as const) {
      if (item[field] && Object.keys(item[field]).length > 0) {
        errors.push(forbidden(at.child(field), "may not be specified when `type` is 'Pod'"))
      }
    }
  }
  if (item.type === 'PersistentVolumeClaim' && item.min?.storage === undefined && item.max?.storage === undefined) {
    errors.push(required(at, 'either minimum or maximum storage value is required, but neither was provided'))
  }
  const names = new Set(
    ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'].flatMap((field) => sortedKeys(item[field as 'min'])),
  )
  for (const name of [...names].sort()) checkBounds(errors, at, item, name)
}

function checkBounds(errors: FieldError[], at: FieldPath, item: LimitRangeItem, name: string): void {
  const { min, max, maxLimitRequestRatio } = item
  const low = min?.[name]
  const high = max?.[name]
  const limit = item.default?.[name]
  const request = item.defaultRequest?.[name]
  const text = (amount: string | number | undefined) => parseQuantity(amount).text
  const push = (field: string, shown: string | number | undefined, message: string) =>
    errors.push(invalid(at.child(field).key(name), text(shown), message))
  if (low !== undefined && high !== undefined && compareQuantities(low, high) > 0) {
    push('min', low, `min value ${text(low)} is greater than max value ${text(high)}`)
  }
  if (request !== undefined && low !== undefined && compareQuantities(low, request) > 0) {
    push('defaultRequest', request, `min value ${text(low)} is greater than default request value ${text(request)}`)
  }
  if (request !== undefined && high !== undefined && compareQuantities(request, high) > 0) {
    push('defaultRequest', request, `default request value ${text(request)} is greater than max value ${text(high)}`)
  }
  if (request !== undefined && limit !== undefined && compareQuantities(request, limit) > 0) {
    push('defaultRequest', request, `default request value ${text(request)} is greater than default limit value ${text(limit)}`)
  }
  if (limit !== undefined && low !== undefined && compareQuantities(low, limit) > 0) {
    push('default', limit, `min value ${text(low)} is greater than default value ${text(limit)}`)
  }
  if (limit !== undefined && high !== undefined && compareQuantities(limit, high) > 0) {
    push('default', limit, `default value ${text(limit)} is greater than max value ${text(high)}`)
  }
  const ratio = maxLimitRequestRatio?.[name]
  if (ratio !== undefined && compareQuantities(ratio, 1) < 0) {
    push('maxLimitRequestRatio', ratio, `ratio ${text(ratio)} is less than 1`)
  }
}

const highestUserPriority = 1_000_000_000

export function checkPriorityClass(errors: FieldError[], priorityClass: PriorityClass): void {
  const name = priorityClass.metadata.name ?? ''
  const value = priorityClass.value ?? 0
  if (name.startsWith('system-')) {
    const known: Readonly<Record<string, number>> = { 'system-cluster-critical': 2e9, 'system-node-critical': 2e9 + 1000 }
    if (known[name] !== value || priorityClass.globalDefault) {
      const message =
        'priority class names with \'system-\' prefix are reserved for system use only. error: name must be one of "system-cluster-critical", "system-node-critical"'
      errors.push(forbidden('metadata.name', message))
    }
  } else if (value > highestUserPriority) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`))
  }
  const policy = priorityClass.preemptionPolicy
  if (policy !== undefined && policy !== 'Never' && policy !== 'PreemptLowerPriority') {
    errors.push(notSupported('preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']))
  }
}

export function checkPriorityClassUpdate(errors: FieldError[], now: PriorityClass, old: PriorityClass): void {
  if (now.value !== old.value) errors.push(invalid('value', now.value, 'field is immutable'))
  if (now.preemptionPolicy !== old.preemptionPolicy) {
    errors.push(invalid('preemptionPolicy', now.preemptionPolicy ?? null, 'field is immutable'))
  }
}
