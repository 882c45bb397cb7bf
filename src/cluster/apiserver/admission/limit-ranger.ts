import { aggregateText } from '../../api/field-errors.ts'
import type {
  Container,
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  Pod,
  ResourceRequirements,
} from '../../api/generated/types.ts'
import { podLimits, podRequests, type ResourceList } from '../../api/pods.ts'
import { compareQuantities, parseQuantity, type QuantityText } from '../../api/quantity.ts'
import { forbidden } from '../status.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from './context.ts'

const annotation = 'kubernetes.io/limit-ranger'

/** plugin/pkg/admission/limitranger: defaults for requests and limits, then the bounds that a namespace sets. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  resources: new Set(['pods', 'persistentvolumeclaims']),
  mutate(request, object, context) {
    if (request.resource !== 'pods' || !applies(request)) return object
    const ranges = rangesOf(request, context)
    let pod = object as Pod
    for (const range of ranges) pod = withDefaults(pod, range)
    return pod
  },
  validate(request, context) {
    if (!applies(request) || !request.object) return
    const ranges = rangesOf(request, context)
    for (const range of ranges) {
      const errors =
        request.resource === 'pods'
          ? podErrors(request.object as Pod, range)
          : claimErrors(request.object as PersistentVolumeClaim, range)
      if (errors.length > 0) throw forbidden(request, request.object.metadata.name ?? '', aggregateText(errors))
    }
  },
}

/** Pods cannot change what is bounded after their creation; claims can grow. */
function applies(request: AdmissionRequest): boolean {
  if (request.subresource) return false
  if (request.operation === 'CREATE') return true
  return request.operation === 'UPDATE' && request.resource === 'persistentvolumeclaims'
}

function rangesOf(request: AdmissionRequest, context: PolicyContext): readonly LimitRange[] {
  return context.list('limitranges', request.namespace) as readonly LimitRange[]
}

function withDefaults(pod: Pod, range: LimitRange): Pod {
  const defaults = range.spec?.limits.filter((item) => item.type === 'Container') ?? []
  const limits: ResourceList = Object.assign({}, ...defaults.map((item) => item.default ?? {}))
  const requests: ResourceList = Object.assign({}, ...defaults.map((item) => item.defaultRequest ?? {}))
  if (!pod.spec || (Object.keys(limits).length === 0 && Object.keys(requests).length === 0)) return pod
  const notes: string[] = []
  const fill = (prefix: string) => (container: Container) => {
    const resources = container.resources ?? {}
    const limited = missingIn(resources.limits, limits)
    const requested = missingIn(resources.requests, requests)
    if (requested.length > 0) notes.push(`${requested.join(', ')} request for ${prefix} ${container.name}`)
    if (limited.length > 0) notes.push(`${limited.join(', ')} limit for ${prefix} ${container.name}`)
    if (limited.length === 0 && requested.length === 0) return container
    return { ...container, resources: filled(resources, limits, limited, requests, requested) }
  }
  const containers = pod.spec.containers.map(fill('container'))
  const initContainers = pod.spec.initContainers?.map(fill('init container'))
  if (notes.length === 0) return pod
  const annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` }
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations },
    spec: { ...pod.spec, containers, ...(initContainers ? { initContainers } : {}) },
  }
}

function missingIn(have: ResourceList | undefined, defaults: ResourceList): readonly string[] {
  return Object.keys(defaults)
    .filter((name) => have?.[name] === undefined)
    .sort()
}

function filled(
  resources: ResourceRequirements,
  limits: ResourceList,
  limited: readonly string[],
  requests: ResourceList,
  requested: readonly string[],
): ResourceRequirements {
  const pick = (from: ResourceList, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, from[name] as QuantityText]))
  return {
    ...resources,
    ...(limited.length > 0 ? { limits: { ...resources.limits, ...pick(limits, limited) } } : {}),
    ...(requested.length > 0 ? { requests: { ...resources.requests, ...pick(requests, requested) } } : {}),
  }
}

function podErrors(pod: Pod, range: LimitRange): readonly string[] {
  const errors: string[] = []
  for (const item of range.spec?.limits ?? []) {
    if (item.type === 'Container') {
      for (const container of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]) {
        errors.push(...bounds(item, container.resources?.requests ?? {}, container.resources?.limits ?? {}))
      }
    } else if (item.type === 'Pod') {
      errors.push(...bounds(item, podRequests(pod.spec), podLimits(pod.spec)))
    }
  }
  return errors
}

const sorted = (list: ResourceList | undefined): readonly (readonly [string, QuantityText])[] =>
  Object.entries(list ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))

function bounds(item: LimitRangeItem, requests: ResourceList, limits: ResourceList): readonly string[] {
  const errors: (string | undefined)[] = []
  for (const [name, bound] of sorted(item.min)) errors.push(tooLittle(item.type, name, bound, requests[name], limits[name]))
  for (const [name, bound] of sorted(item.max)) errors.push(tooMuch(item.type, name, bound, requests[name], limits[name]))
  for (const [name, bound] of sorted(item.maxLimitRequestRatio)) {
    errors.push(ratioError(item.type, name, bound, requests[name], limits[name]))
  }
  return errors.filter((error) => error !== undefined)
}

type Amount = QuantityText | undefined

const text = (amount: Amount) => parseQuantity(amount).text

function tooLittle(type: string, name: string, bound: QuantityText, request: Amount, limit: Amount): string | undefined {
  const head = `minimum ${name} usage per ${type} is ${text(bound)}`
  if (request === undefined) return `${head}.  No request is specified`
  if (compareQuantities(request, bound) < 0) return `${head}, but request is ${text(request)}`
  if (limit !== undefined && compareQuantities(limit, bound) < 0) return `${head}, but limit is ${text(limit)}`
  return undefined
}

function tooMuch(type: string, name: string, bound: QuantityText, request: Amount, limit: Amount): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${text(bound)}`
  if (limit === undefined) return `${head}.  No limit is specified`
  if (compareQuantities(limit, bound) > 0) return `${head}, but limit is ${text(limit)}`
  if (request !== undefined && compareQuantities(request, bound) > 0) return `${head}, but request is ${text(request)}`
  return undefined
}

function ratioError(type: string, name: string, bound: QuantityText, request: Amount, limit: Amount): string | undefined {
  const head = `${name} max limit to request ratio per ${type} is ${text(bound)}`
  const asked = parseQuantity(request).milli
  const most = parseQuantity(limit).milli
  if (asked === 0) return `${head}, but no request is specified or request is 0`
  if (most === 0) return `${head}, but no limit is specified or limit is 0`
  const ratio = most / asked
  return ratio * 1000 > parseQuantity(bound).milli ? `${head}, but provided ratio is ${ratio.toFixed(6)}` : undefined
}

function claimErrors(claim: PersistentVolumeClaim, range: LimitRange): readonly string[] {
  const errors: string[] = []
  const request = claim.spec?.resources?.requests?.storage
  for (const item of range.spec?.limits ?? []) {
    if (item.type !== 'PersistentVolumeClaim') continue
    for (const [name, bound] of sorted(item.min)) {
      const error = tooLittle(item.type, name, bound, request, undefined)
      if (error) errors.push(error)
    }
    for (const [name, bound] of sorted(item.max)) {
      const head = `maximum ${name} usage per ${item.type} is ${text(bound)}`
      if (request === undefined) errors.push(`${head}.  No request is specified`)
      else if (compareQuantities(request, bound) > 0) errors.push(`${head}, but request is ${text(request)}`)
    }
  }
  return errors
}
