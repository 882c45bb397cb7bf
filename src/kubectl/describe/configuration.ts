import type {
  ConfigMap,
  LimitRange,
  Namespace,
  PodDisruptionBudget,
  PriorityClass,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from '../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { byBytes } from '../json-value.ts'
import { eventLines, eventsOf } from './events.ts'
import { annotationLines, type DescribeContext, labelLines, Page, selectorText, underlined } from './page.ts'

/** Name, namespace, labels and annotations: how most descriptions begin. */
export function headLines(page: Page, object: KubeObject): void {
  const { metadata } = object
  page.line(0, `Name:\t${metadata.name}`)
  if (metadata.namespace) page.line(0, `Namespace:\t${metadata.namespace}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
}

export function describeConfigMap(map: ConfigMap, context: DescribeContext): string {
  const page = new Page()
  headLines(page, map)
  page.raw('\nData\n====\n')
  for (const key of Object.keys(map.data ?? {}).sort(byBytes)) page.raw(`${key}:\n----\n${map.data?.[key]}\n\n`)
  page.raw('\nBinaryData\n====\n')
  for (const key of Object.keys(map.binaryData ?? {}).sort(byBytes))
    page.raw(`${key}: ${atob(map.binaryData?.[key] ?? '').length} bytes\n`)
  page.blank()
  eventLines(page, context, () => eventsOf(context, map))
  return page.toString()
}

export function describeSecret(secret: Secret): string {
  const page = new Page()
  headLines(page, secret)
  page.raw(`\nType:\t${secret.type ?? ''}\n\nData\n====\n`)
  for (const key of Object.keys(secret.data ?? {}).sort(byBytes)) {
    const bytes = atob(secret.data?.[key] ?? '')
    const isToken = key === 'token' && secret.type === 'kubernetes.io/service-account-token'
    page.line(0, isToken ? `${key}:\t${bytes}` : `${key}:\t${bytes.length} bytes`)
  }
  return page.toString()
}

export function describeServiceAccount(account: ServiceAccount, context: DescribeContext): string {
  const page = new Page()
  headLines(page, account)
  const listLines = (title: string, names: readonly string[]) => {
    if (names.length === 0) page.line(0, `${title}:\t<none>`)
    names.forEach((name, i) => {
      page.line(0, `${i === 0 ? `${title}:` : ''}\t${name}`)
    })
  }
  listLines(
    'Image pull secrets',
    (account.imagePullSecrets ?? []).map(({ name = '' }) => name),
  )
  listLines(
    'Mountable secrets',
    (account.secrets ?? []).map(({ name = '' }) => name),
  )
  listLines('Tokens', [])
  eventLines(page, context, () => eventsOf(context, account))
  return page.toString()
}

export function describeBudget(budget: PodDisruptionBudget, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = budget
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  if (spec?.minAvailable !== undefined) page.line(0, `Min available:\t${spec.minAvailable}`)
  else if (spec?.maxUnavailable !== undefined) page.line(0, `Max unavailable:\t${spec.maxUnavailable}`)
  page.line(0, `Selector:\t${selectorText(spec?.selector)}`)
  page.line(0, 'Status:')
  page.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`)
  page.line(2, `Current:\t${status?.currentHealthy ?? 0}`)
  page.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`)
  page.line(2, `Total:\t${status?.expectedPods ?? 0}`)
  eventLines(page, context, () => eventsOf(context, budget))
  return page.toString()
}

export function describePriorityClass(priority: PriorityClass, context: DescribeContext): string {
  const page = new Page()
  page.line(0, `Name:\t${priority.metadata.name}`)
  page.line(0, `Value:\t${priority.value}`)
  page.line(0, `GlobalDefault:\t${priority.globalDefault ?? false}`)
  page.line(0, `PreemptionPolicy:\t${priority.preemptionPolicy ?? ''}`)
  page.line(0, `Description:\t${priority.description ?? ''}`)
  annotationLines(page, 'Annotations', priority.metadata.annotations)
  eventLines(page, context, () => eventsOf(context, priority))
  return page.toString()
}

export function describeQuota(quota: ResourceQuota): string {
  const page = new Page()
  page.line(0, `Name:\t${quota.metadata.name}`)
  page.line(0, `Namespace:\t${quota.metadata.namespace ?? ''}`)
  if (quota.spec?.scopes?.length) page.line(0, `Scopes:\t${quota.spec.scopes.join(', ')}`)
  quotaTable(page, quota, 0)
  return page.toString()
}

function quotaTable(page: Page, quota: ResourceQuota, level: number): void {
  for (const line of underlined(['Resource', 'Used', 'Hard'])) page.line(level, line)
  const { hard = {}, used = {} } = quota.status ?? {}
  for (const name of Object.keys(hard).sort(byBytes)) page.line(level, `${name}\t${used[name] ?? '0'}\t${hard[name]}`)
}

export function describeLimitRange(range: LimitRange): string {
  const page = new Page()
  page.line(0, `Name:\t${range.metadata.name}`)
  page.line(0, `Namespace:\t${range.metadata.namespace ?? ''}`)
  limitTable(page, range, 0)
  return page.toString()
}

function limitTable(page: Page, range: LimitRange, level: number): void {
  for (const line of underlined([
    'Type',
    'Resource',
    'Min',
    'Max',
    'Default Request',
    'Default Limit',
    'Max Limit/Request Ratio',
  ]))
    page.line(level, line)
  for (const limit of range.spec?.limits ?? []) {
    const { min = {}, max = {}, defaultRequest = {}, default: defaultLimit = {}, maxLimitRequestRatio = {} } = limit
    const names = new Set([min, max, defaultRequest, defaultLimit, maxLimitRequestRatio].flatMap((list) => Object.keys(list)))
    for (const name of [...names].sort(byBytes)) {
      const cells = [min, max, defaultRequest, defaultLimit, maxLimitRequestRatio].map((list) => list[name] ?? '-')
      page.line(level, [limit.type, name, ...cells].join('\t'))
    }
  }
}

const isQuota = (object: KubeObject): object is ResourceQuota => object.kind === 'ResourceQuota'
const isLimitRange = (object: KubeObject): object is LimitRange => object.kind === 'LimitRange'

export function describeNamespace(namespace: Namespace, context: DescribeContext): string {
  const page = new Page()
  headLines(page, namespace)
  page.line(0, `Status:\t${namespace.status?.phase ?? ''}`)
  const conditions = namespace.status?.conditions ?? []
  if (conditions.length > 0) {
    page.line(0, 'Conditions:')
    for (const line of underlined(['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'])) page.line(1, line)
    for (const { type, status, lastTransitionTime = '', reason = '', message = '' } of conditions) {
      page.line(1, [type, status, lastTransitionTime, reason, message].join('\t'))
    }
  }
  const all = (kind: string) => {
    const type = context.discovery.forKind('v1', kind)
    return type ? context.connection.list(type, namespace.metadata.name).items : []
  }
  const quotas = all('ResourceQuota').filter(isQuota)
  page.blank()
  if (quotas.length === 0) page.line(0, 'No resource quota.')
  else {
    page.line(0, 'Resource Quotas')
    for (const quota of quotas) {
      page.line(1, `Name:\t${quota.metadata.name}`)
      const { hard = {}, used = {} } = quota.status ?? {}
      page.line(1, 'Resource\tUsed\tHard')
      page.line(1, '--------\t---\t---')
      for (const name of Object.keys(hard).sort(byBytes)) page.line(1, `${name}\t${used[name] ?? '0'}\t${hard[name]}`)
    }
  }
  const ranges = all('LimitRange').filter(isLimitRange)
  page.blank()
  if (ranges.length === 0) page.line(0, 'No LimitRange resource.')
  else {
    page.line(0, 'Resource Limits')
    for (const range of ranges) limitTable(page, range, 1)
  }
  return page.toString()
}
