/** Resource requirements and resource names: ValidateContainerResourceRequirements and its kin. */
import { type FieldError, forbidden, invalid, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { PodSpec, ResourceRequirements } from '../../api/generated/types.ts'
import { qualifiedName } from '../../api/names.ts'
import { containersTotal, isPodLevelResource } from '../../api/pods.ts'
import { compareQuantities, parseQuantity, type QuantityText } from '../../api/quantity.ts'
import { checkFormat, checkQuantityNotNegative, sortedKeys } from './checks.ts'

const standardContainerResources = new Set(['cpu', 'memory', 'ephemeral-storage'])
const standardResources = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
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
  'storage',
  'requests.storage',
])

const isHugePages = (name: string) => name.startsWith('hugepages-')

export function isStandardResource(name: string): boolean {
  return standardResources.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')
}

/** Native resources may be asked for beyond their limits; extended ones may not. */
function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name)
}

const isNative = (name: string) => !name.includes('/') || name.split('/')[0]?.endsWith('kubernetes.io') === true

export function isExtendedResource(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false
  return qualifiedName(`requests.${name}`).length === 0
}

/** `ValidateResourceName`: for anything that lists resources. */
export function checkResourceName(errors: FieldError[], at: FieldPath, name: string): boolean {
  const before = errors.length
  checkFormat(errors, at, name, qualifiedName)
  if (errors.length > before) return false
  if (!name.includes('/') && !isStandardResource(name)) {
    errors.push(invalid(at, name, 'must be a standard resource type or fully qualified'))
  }
  return true
}

function checkContainerResourceName(errors: FieldError[], at: FieldPath, name: string): void {
  if (!checkResourceName(errors, at, name)) return
  if (!name.includes('/')) {
    if (!standardContainerResources.has(name) && !isHugePages(name)) {
      errors.push(invalid(at, name, 'must be a standard resource for containers'))
    }
  } else if (!isNative(name) && !isExtendedResource(name)) {
    errors.push(invalid(at, name, "doesn't follow extended resource name standard"))
  }
}

/** `ValidateResourceQuantityValue` */
export function checkAmount(errors: FieldError[], at: FieldPath, name: string, amount: QuantityText): void {
  checkQuantityNotNegative(errors, at, amount)
  if (isExtendedResource(name) && parseQuantity(amount).nano % 1_000_000_000n !== 0n) {
    errors.push(invalid(at, parseQuantity(amount).text, 'must be an integer'))
  }
}

export function checkContainerResources(errors: FieldError[], at: FieldPath, resources: ResourceRequirements | undefined): void {
  if (!resources?.limits && !resources?.requests) return
  checkRequirements(errors, at, resources, checkContainerResourceName)
}

function checkRequirements(
  errors: FieldError[],
  at: FieldPath,
  resources: ResourceRequirements,
  checkName: (errors: FieldError[], at: FieldPath, name: string) => void,
): void {
  const { limits, requests } = resources
  const limitsPath = at.child('limits')
  const requestsPath = at.child('requests')
  let ordinary = false
  let huge = false
  const look = (name: string) => {
    ordinary ||= name === 'cpu' || name === 'memory'
    huge ||= isHugePages(name)
  }
  for (const name of sortedKeys(limits)) {
    const path = limitsPath.key(name)
    checkName(errors, path, name)
    checkAmount(errors, path, name, limits?.[name] as QuantityText)
    look(name)
  }
  for (const name of sortedKeys(requests)) {
    const path = requestsPath.key(name)
    const amount = requests?.[name] as QuantityText
    checkName(errors, path, name)
    checkAmount(errors, path, name, amount)
    const limit = limits?.[name]
    const text = parseQuantity(amount).text
    if (limit === undefined) {
      if (!isOvercommitAllowed(name)) {
        errors.push(required(limitsPath, 'Limit must be set for non overcommitable resources'))
      }
    } else if (!isOvercommitAllowed(name) && compareQuantities(amount, limit) !== 0) {
      errors.push(invalid(requestsPath, text, `must be equal to ${name} limit of ${parseQuantity(limit).text}`))
    } else if (compareQuantities(amount, limit) > 0) {
      const message = `must be less than or equal to ${name} limit of ${parseQuantity(limit).text}`
      errors.push(invalid(requestsPath, text, message))
    }
    look(name)
  }
  if (huge && !ordinary) errors.push(forbidden(at, 'HugePages require cpu or memory'))
}

/** Pod-level resources: validatePodResources. */
export function checkPodResources(errors: FieldError[], at: FieldPath, spec: PodSpec): void {
  const own = spec.resources
  if (!own) return
  checkRequirements(errors, at, own, (list, path, name) => {
    if (!isPodLevelResource(name)) {
      const supported = '"cpu", "hugepages-", "memory"'
      list.push({
        reason: 'FieldValueNotSupported',
        field: String(path),
        message: `Unsupported value: "${name}": supported values: ${supported}`,
      })
    }
  })
  const sum = containersTotal(spec, 'requests')
  for (const name of sortedKeys(own.requests)) {
    const total = sum[name]
    if (total !== undefined && compareQuantities(total, own.requests?.[name]) > 0) {
      const message = `must be greater than or equal to aggregate container requests of ${parseQuantity(total).text}`
      errors.push(invalid(at.child('requests').key(name), parseQuantity(own.requests?.[name]).text, message))
    }
  }
  for (const name of sortedKeys(own.limits)) {
    spec.containers.forEach((container, i) => {
      const limit = container.resources?.limits?.[name]
      if (limit === undefined || compareQuantities(limit, own.limits?.[name]) <= 0) return
      const path = `spec.containers[${i}].resources.limits`
      const message = `must be less than or equal to pod limits of ${parseQuantity(own.limits?.[name]).text}`
      errors.push(invalid(path, parseQuantity(limit).text, message))
    })
  }
}
