/** What one object uses of what a ResourceQuota counts: pkg/quota/v1/evaluator/core. */
import type { PersistentVolumeClaim, Pod, ResourceQuota, Service } from './generated/types.ts'
import type { KubeObject } from './object.ts'
import { isTerminal, podLimits, podRequests, qosClassOf } from './pods.ts'
import { addQuantities, type QuantityText } from './quantity.ts'

export type Usage = Readonly<Record<string, QuantityText>>

const requestNames = ['cpu', 'memory', 'ephemeral-storage']

/** @param resource as the store names it */
export function usageOf(resource: string, object: KubeObject): Usage {
  switch (resource) {
    case 'pods':
      return podUsage(object as Pod)
    case 'services':
      return serviceUsage(object as Service)
    case 'persistentvolumeclaims':
      return claimUsage(object as PersistentVolumeClaim)
    default:
      return countOf(resource)
  }
}

const countedByName = new Set(['configmaps', 'secrets', 'resourcequotas', 'replicationcontrollers', 'services'])

function countOf(resource: string): Record<string, QuantityText> {
  const usage: Record<string, QuantityText> = { [`count/${resource}`]: '1' }
  if (countedByName.has(resource)) usage[resource] = '1'
  return usage
}

function podUsage(pod: Pod): Usage {
  const usage: Record<string, QuantityText> = { 'count/pods': '1' }
  // A Pod that has ended counts as an object and uses nothing.
  if (isTerminal(pod)) return usage
  usage.pods = '1'
  const requests = podRequests(pod.spec)
  const limits = podLimits(pod.spec)
  for (const [name, amount] of Object.entries(requests)) {
    if (requestNames.includes(name) || name.startsWith('hugepages-')) usage[name] = amount
    usage[`requests.${name}`] = amount
  }
  for (const [name, amount] of Object.entries(limits)) {
    if (requestNames.includes(name)) usage[`limits.${name}`] = amount
  }
  return usage
}

function serviceUsage(service: Service): Usage {
  const usage = countOf('services')
  const type = service.spec?.type
  const ports = service.spec?.ports?.length ?? 0
  if (type === 'NodePort') usage['services.nodeports'] = String(ports)
  if (type === 'LoadBalancer') {
    usage['services.loadbalancers'] = '1'
    if (service.spec?.allocateLoadBalancerNodePorts !== false) usage['services.nodeports'] = String(ports)
  }
  return usage
}

function claimUsage(claim: PersistentVolumeClaim): Usage {
  const usage: Record<string, QuantityText> = { persistentvolumeclaims: '1', 'count/persistentvolumeclaims': '1' }
  const storage = claim.spec?.resources?.requests?.storage
  const ofClass = claim.spec?.storageClassName
  if (ofClass) usage[`${ofClass}.storageclass.storage.k8s.io/persistentvolumeclaims`] = '1'
  if (storage !== undefined) {
    usage['requests.storage'] = storage
    if (ofClass) usage[`${ofClass}.storageclass.storage.k8s.io/requests.storage`] = storage
  }
  return usage
}

/** Whether a quota's scopes take in an object; only Pods have scopes. */
export function isInScope(quota: ResourceQuota, resource: string, object: KubeObject): boolean {
  const scopes = quota.spec?.scopes ?? []
  const expressions = quota.spec?.scopeSelector?.matchExpressions ?? []
  if (scopes.length === 0 && expressions.length === 0) return true
  if (resource !== 'pods') return false
  const pod = object as Pod
  return (
    scopes.every((scope) => matchesScope(pod, scope, 'Exists', [])) &&
    expressions.every((one) => matchesScope(pod, one.scopeName, one.operator, one.values ?? []))
  )
}

function matchesScope(pod: Pod, scope: string, operator: string, values: readonly string[]): boolean {
  const spec = pod.spec
  if (!spec) return false
  switch (scope) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined
    case 'BestEffort':
      return qosClassOf(spec) === 'BestEffort'
    case 'NotBestEffort':
      return qosClassOf(spec) !== 'BestEffort'
    case 'PriorityClass': {
      const name = spec.priorityClassName ?? ''
      if (operator === 'Exists') return name !== ''
      if (operator === 'DoesNotExist') return name === ''
      return operator === 'In' ? values.includes(name) : !values.includes(name)
    }
    case 'CrossNamespacePodAffinity': {
      const affinity = spec.affinity
      const terms = [
        ...(affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
        ...(affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ]
      return terms.some((term) => term.namespaceSelector !== undefined || (term.namespaces?.length ?? 0) > 0)
    }
    default:
      return false
  }
}

/** The sum of what objects use, restricted to what a quota counts (for the quota controller). */
export function totalUsage(quota: ResourceQuota, resource: string, objects: readonly KubeObject[]): Usage {
  const total: Record<string, QuantityText> = {}
  const hard = quota.spec?.hard ?? {}
  for (const object of objects) {
    if (!isInScope(quota, resource, object)) continue
    for (const [name, amount] of Object.entries(usageOf(resource, object))) {
      if (hard[name] !== undefined) total[name] = addQuantities(total[name], amount)
    }
  }
  return total
}
