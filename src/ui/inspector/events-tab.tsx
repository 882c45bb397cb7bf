import { useMemo } from 'react'
import type { KubeObject } from '../../bridge/protocol.ts'
import { humanDuration } from '../../cluster/api/human-duration.ts'
import { useShown } from '../../state/past.ts'
import { useVirtualNow } from '../clock/virtual-now.ts'
import { StateMark } from '../design/state-mark.tsx'
import { EmptyState } from '../design/states.tsx'
import { ofKind } from '../objects.ts'
import { words } from '../words.ts'

/** Events about one object, oldest first, in Kubernetes' words. */
export function EventsTab({ object }: { readonly object: KubeObject }) {
  const objects = useShown((state) => state.objects)
  const startTime = useShown((state) => state.startTime)
  const now = useVirtualNow(1000) + startTime
  const { uid, name, namespace } = object.metadata
  const events = useMemo(
    () =>
      [...ofKind(objects, 'Event').values()]
        .filter(({ involvedObject: of }) =>
          of.uid ? of.uid === uid : of.kind === object.kind && of.name === name && of.namespace === namespace,
        )
        .map((event) => {
          const first = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp
          const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? first
          return {
            event,
            count: event.series?.count ?? event.count ?? 1,
            first: Date.parse(String(first)),
            last: Date.parse(String(last)),
          }
        })
        .sort((a, b) => a.last - b.last || a.first - b.first),
    [objects, uid, name, namespace, object.kind],
  )
  if (events.length === 0) return <EmptyState title={words.noEvents}>{words.noEventsHint}</EmptyState>
  return (
    <ul className="events">
      {events.map(({ event, count, first, last }) => (
        <li key={event.metadata.name} className={event.type === 'Warning' ? 'is-failing' : ''}>
          {event.type === 'Warning' ? <StateMark look="failing" size={12} /> : <i className="chain__dot" />}
          <div>
            <b>{event.reason}</b>
            <p>{event.message}</p>
            <small>
              {words.ago(humanDuration(Math.max(0, now - last)))}
              {count > 1 && ` · ×${count} over ${humanDuration(Math.max(0, now - first))}`}
              {' · '}
              {event.reportingComponent || event.source?.component}
              {event.source?.host && `, ${event.source.host}`}
            </small>
          </div>
        </li>
      ))}
    </ul>
  )
}
