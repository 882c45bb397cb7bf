import type { HorizontalPodAutoscaler } from '../../cluster/api/generated/types.ts'
import { isObject, numberAt, textAt } from '../json-value.ts'
import { headLines } from './configuration.ts'
import { eventLines, eventsOf } from './events.ts'
import { type DescribeContext, longTime, Page, underlined } from './page.ts'

export function describeAutoscaler(scaler: HorizontalPodAutoscaler, context: DescribeContext): string {
  const page = new Page()
  const { metadata, spec, status } = scaler
  headLines(page, scaler)
  page.line(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`)
  page.line(0, `Reference:\t${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`)
  page.line(0, 'Metrics:\t( current / target )')
  ;(spec?.metrics ?? []).forEach((metric, i) => {
    page.line(1, metricText(metric, status?.currentMetrics?.[i]))
  })
  page.line(0, `Min replicas:\t${spec?.minReplicas ?? '<unset>'}`)
  page.line(0, `Max replicas:\t${spec?.maxReplicas ?? 0}`)
  page.line(
    0,
    `${spec?.scaleTargetRef?.kind ?? ''} pods:\t${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`,
  )
  if (status?.conditions?.length) {
    page.line(0, 'Conditions:')
    for (const line of underlined(['Type', 'Status', 'Reason', 'Message'])) page.line(1, line)
    for (const { type, status: state, reason = '', message = '' } of status.conditions)
      page.line(1, `${type}\t${state}\t${reason}\t${message}`)
  }
  eventLines(page, context, () => eventsOf(context, scaler))
  return page.toString()
}

function metricText(metric: unknown, current: unknown): string {
  const type = textAt(metric, 'type')
  const source = isObject(metric) && isObject(metric.resource) ? metric.resource : undefined
  if (type !== 'Resource' || !source) return `${type.toLowerCase()}:\t<not shown>`
  const name = textAt(source, 'name')
  const wanted = numberAt(source, 'target', 'averageUtilization')
  if (wanted !== undefined) {
    const percent = numberAt(current, 'resource', 'current', 'averageUtilization')
    const value = textAt(current, 'resource', 'current', 'averageValue')
    return `resource ${name} on pods  (as a percentage of request):\t${percent === undefined ? '<unknown>' : `${percent}% (${value})`} / ${wanted}%`
  }
  const value = textAt(current, 'resource', 'current', 'averageValue')
  return `resource ${name} on pods:\t${value === '' ? '<unknown>' : value} / ${textAt(source, 'target', 'averageValue')}`
}
