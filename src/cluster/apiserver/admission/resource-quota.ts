import type { Container, Pod, ResourceQuota } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { addQuantities, compareQuantities, parseQuantity, subtractQuantities } from '../../api/quantity.ts'
import { isInScope, type Usage, usageOf } from '../../api/quota-usage.ts'
import { forbidden } from '../status.ts'
import { type AdmissionPlugin, type AdmissionRequest, resourceName } from './context.ts'

/**
 * ResourceQuota (apiserver/pkg/admission/plugin/resourcequota), the last plugin: refuses what a namespace has no
 * room for, and counts what it lets through. Decreases are counted by the quota controller.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(request, context) {
    const { operation, namespace, object } = request
    if (request.subresource || !namespace || !object || (operation !== 'CREATE' && operation !== 'UPDATE')) return
    const quotas = context.list('resourcequotas', namespace) as readonly ResourceQuota[]
    if (quotas.length === 0 || request.resource === 'events') return
    const accepted: ResourceQuota[] = []
    for (const quota of quotas) {
      const next = charged(quota, request, object)
      if (next) accepted.push(next)
    }
    // Only once all quotas have let it through.
    if (context.dryRun) return
    for (const quota of accepted) context.put?.('resourcequotas', quota)
  },
}

/** The quota with the request counted; undefined if it does not concern it. Throws where there is no room. */
function charged(quota: ResourceQuota, request: AdmissionRequest, object: KubeObject): ResourceQuota | undefined {
  const hard = quota.status?.hard
  if (!hard) return undefined
  const resource = resourceName(request)
  if (!isInScope(quota, resource, object)) return undefined
  const wanted = usageOf(resource, object)
  const objectName = object.metadata.name ?? ''
  const name = quota.metadata.name ?? ''
  if (resource === 'pods' && request.operation === 'CREATE') {
    const missing = missingAmounts(object as Pod, Object.keys(hard))
    if (missing) throw forbidden(request, objectName, `failed quota: ${name}: ${missing}`)
  }
  const delta = increase(wanted, request.oldObject ? usageOf(resource, request.oldObject) : undefined)
  const counted = Object.keys(delta)
    .filter((one) => hard[one] !== undefined)
    .sort()
  if (counted.length === 0) return undefined
  const used = quota.status?.used ?? {}
  const unknown = counted.filter((one) => used[one] === undefined)
  if (unknown.length > 0) {
    throw forbidden(request, objectName, `status unknown for quota: ${name}, resources: ${unknown.join(',')}`)
  }
  const after: Record<string, string> = {}
  const exceeded: string[] = []
  for (const one of counted) {
    const sum = addQuantities(used[one], delta[one])
    after[one] = sum
    if (compareQuantities(sum, hard[one]) > 0) exceeded.push(one)
  }
  if (exceeded.length > 0) {
    const list = (of: Usage) => exceeded.map((one) => `${one}=${parseQuantity(of[one]).text}`).join(',')
    const why = `exceeded quota: ${name}, requested: ${list(delta)}, used: ${list(used)}, limited: ${list(hard)}`
    throw forbidden(request, objectName, why)
  }
  return { ...quota, status: { ...quota.status, used: { ...used, ...after } } } as ResourceQuota
}

/** What more is asked for than before; nothing where less. */
function increase(wanted: Usage, before: Usage | undefined): Usage {
  if (!before) return wanted
  const more: Record<string, string> = {}
  for (const [name, amount] of Object.entries(wanted)) {
    if (compareQuantities(amount, before[name]) > 0) more[name] = subtractQuantities(amount, before[name])
  }
  return more
}

const mustSpecify = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'])

/** A quota on cpu or memory makes each container say what it needs: podEvaluator.Constraints. */
function missingAmounts(pod: Pod, counted: readonly string[]): string | undefined {
  const required = counted.filter((name) => mustSpecify.has(name)).sort()
  if (required.length === 0) return undefined
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]
  const parts: string[] = []
  for (const name of required) {
    if (isSpecified(pod.spec, name)) continue
    const lacking = containers.filter((container) => !isSpecified(container, name)).map((container) => container.name)
    if (lacking.length > 0) parts.push(`${name} for: ${[...new Set(lacking)].sort().join(',')}`)
  }
  return parts.length > 0 ? `must specify ${parts.join('; ')}` : undefined
}

function isSpecified(holder: Pick<Container, 'resources'> | undefined, name: string): boolean {
  const isLimit = name.startsWith('limits.')
  const list = isLimit ? holder?.resources?.limits : holder?.resources?.requests
  return list?.[name.replace(/^(requests|limits)\./, '')] !== undefined
}
