import type { Event } from '../../api/generated/types.ts'
import type { Content, Resource } from './resource.ts'

/** An Event as events.k8s.io/v1 writes it. */
interface NewEvent extends Content {
  readonly action?: string | undefined
  readonly deprecatedCount?: number | undefined
  readonly deprecatedFirstTimestamp?: string | undefined
  readonly deprecatedLastTimestamp?: string | undefined
  readonly deprecatedSource?: Event['source']
  readonly eventTime?: string | undefined
  readonly note?: string | undefined
  readonly reason?: string | undefined
  readonly regarding?: Event['involvedObject'] | undefined
  readonly related?: Event['related']
  readonly reportingController?: string | undefined
  readonly reportingInstance?: string | undefined
  readonly series?: Event['series']
  readonly type?: string | undefined
}

function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** The same Events under two groups: pkg/apis/events/v1/conversion.go. The store keeps core/v1. */
export const eventConversion: NonNullable<Resource['convert']> = {
  to(stored) {
    const event = stored as Event
    const converted: NewEvent = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: event.metadata,
      action: event.action,
      deprecatedCount: event.count,
      deprecatedFirstTimestamp: event.firstTimestamp,
      deprecatedLastTimestamp: event.lastTimestamp,
      deprecatedSource: event.source,
      eventTime: event.eventTime,
      note: event.message,
      reason: event.reason,
      regarding: event.involvedObject,
      related: event.related,
      reportingController: event.reportingComponent,
      reportingInstance: event.reportingInstance,
      series: event.series,
      type: event.type,
    }
    return present(converted)
  },
  from(given) {
    const event = given as NewEvent
    const converted: Omit<Event, 'metadata'> & Pick<Content, 'metadata'> = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: event.metadata,
      action: event.action,
      count: event.deprecatedCount,
      firstTimestamp: event.deprecatedFirstTimestamp,
      lastTimestamp: event.deprecatedLastTimestamp,
      source: event.deprecatedSource,
      eventTime: event.eventTime,
      message: event.note,
      reason: event.reason,
      involvedObject: event.regarding ?? {},
      related: event.related,
      reportingComponent: event.reportingController,
      reportingInstance: event.reportingInstance,
      series: event.series,
      type: event.type,
    }
    return present(converted)
  },
}
