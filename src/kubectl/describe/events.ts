import type { Event } from '../../cluster/api/generated/types.ts'
import { humanDuration } from '../../cluster/api/human-duration.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { StatusError } from '../errors.ts'
import { byBytes } from '../json-value.ts'
import type { DescribeContext, Page } from './page.ts'

/** The events about an object, as its describer looks them up. */
export function eventsOf(context: DescribeContext, object: KubeObject, uid = object.metadata.uid): readonly Event[] {
  const { namespace = '', name } = object.metadata
  const selectors = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace}`]
  if (uid) selectors.push(`involvedObject.uid=${uid}`)
  return findEvents(context, namespace, selectors.join(','))
}

export function findEvents(context: DescribeContext, namespace: string, fieldSelector: string): readonly Event[] {
  const type = context.discovery.forKind('v1', 'Event')
  if (!type) return []
  try {
    return context.connection.list(type, namespace || undefined, { fieldSelector, limit: '500' }).items.filter(isEvent)
  } catch (error) {
    // Whoever may not read events still gets the description.
    if (error instanceof StatusError) return []
    throw error
  }
}

export function isEvent(object: KubeObject): object is Event {
  return object.kind === 'Event' || 'involvedObject' in object
}

/** `Events:` and their table; nothing if they were not asked for. */
export function eventLines(page: Page, context: DescribeContext, events: () => readonly Event[]): void {
  if (!context.showEvents) return
  const found = sortEvents(events())
  if (found.length === 0) {
    page.line(0, 'Events:\t<none>')
    return
  }
  page.line(0, 'Events:')
  page.line(1, 'Type\tReason\tAge\tFrom\tMessage')
  page.line(1, '----\t------\t----\t----\t-------')
  for (const event of found) {
    const from = event.source?.component || event.reportingComponent || ''
    const where = event.involvedObject?.fieldPath ? `${event.involvedObject.fieldPath}: ` : ''
    page.line(
      1,
      `${event.type}\t${event.reason}\t${eventAge(event, context.now)}\t${from}\t${where}${String(event.message ?? '').trim()}`,
    )
  }
}

/** By the last time seen; those without one (the scheduler's) come first. */
export function sortEvents(events: readonly Event[]): readonly Event[] {
  return [...events].sort((a, b) => byBytes(a.lastTimestamp ?? '', b.lastTimestamp ?? ''))
}

/** `22m (x5 over 52m)` */
export function eventAge(event: Event, now: number): string {
  const since = (time: string | undefined | null) => {
    const at = Date.parse(time ?? '')
    return Number.isNaN(at) ? '<unknown>' : humanDuration(now - at)
  }
  const first = event.firstTimestamp ?? event.eventTime
  if (event.series) return `${since(event.series.lastObservedTime)} (x${event.series.count} over ${since(first)})`
  if ((event.count ?? 0) > 1) return `${since(event.lastTimestamp)} (x${event.count} over ${since(first)})`
  return since(first)
}
