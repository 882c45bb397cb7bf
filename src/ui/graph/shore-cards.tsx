import { Boxes, Network } from 'lucide-react'
import { memo } from 'react'
import { StateMark } from '../design/state-mark.tsx'
import { useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import type { PodModel, ServiceModel, WorkloadModel } from './model.ts'
import { PodCell } from './pod-cell.tsx'
import type { Rect } from './pod-geometry.ts'
import './shore-cards.css'

function useSelected(kind: string, namespace: string, name: string): boolean {
  return useWorkspace(({ selection, hover }) =>
    [selection, hover].some((each) => each?.kind === kind && each.name === name && each.namespace === namespace),
  )
}

/** A Service: its address, and how many Pods answer behind it. */
export const ServiceCard = memo(function ServiceCard({
  service,
  size,
}: {
  readonly service: ServiceModel
  readonly size: Pick<Rect, 'width' | 'height'>
}) {
  const selected = useSelected('Service', service.namespace, service.name)
  const total = service.endpoints.length
  const look = total === 0 ? 'pending' : service.readyCount === total ? 'running' : service.readyCount > 0 ? 'waiting' : 'failing'
  return (
    <article
      className={`shore is-${look}${selected ? ' is-selected' : ''}`}
      style={size}
      data-kind="Service"
      data-namespace={service.namespace}
      data-name={service.name}
      data-status={`${service.readyCount}/${total}`}
      tabIndex={-1}
      aria-label={`Service ${service.name}, ${service.address}, ${words.readyOf(service.readyCount, total)}`}
    >
      <Network size={18} className="shore__icon" aria-hidden="true" />
      <div className="shore__text">
        <strong>{service.name}</strong> <em>{service.type === 'ClusterIP' ? 'Service' : service.type}</em>
        <div className="mono">{service.address}</div>
      </div>
      <span className="shore__count">
        <StateMark look={look} size={11} />
        {total === 0 ? words.noEndpoints : words.readyOf(service.readyCount, total)}
      </span>
    </article>
  )
})

/** Many Pods without a node: one frame, a mark each; the reason is theirs to tell. */
export const WaitingCard = memo(function WaitingCard({
  cells,
  size,
}: {
  readonly cells: readonly { readonly pod: PodModel; readonly rect: Rect }[]
  readonly size: Pick<Rect, 'width' | 'height'>
}) {
  return (
    <section className="waiting is-pending" style={size} aria-label={words.waitingPods(cells.length)}>
      <div className="waiting__head">
        <StateMark look="pending" />
        {words.waitingPods(cells.length)}
      </div>
      {cells.map(({ pod, rect }) => (
        <PodCell key={pod.key} pod={pod} x={rect.x} y={rect.y} />
      ))}
    </section>
  )
})

/** Who keeps Pods alive: a Deployment with its ReplicaSets, a Job… */
export const WorkloadCard = memo(function WorkloadCard({
  workload,
  size,
}: {
  readonly workload: WorkloadModel
  readonly size: Pick<Rect, 'width' | 'height'>
}) {
  const selected = useSelected(workload.kind, workload.namespace, workload.name)
  return (
    <article
      className={`shore shore--workload is-${workload.look}${selected ? ' is-selected' : ''}`}
      style={size}
      data-kind={workload.kind}
      data-namespace={workload.namespace}
      data-name={workload.name}
      data-status={`${workload.ready}/${workload.desired}`}
      tabIndex={-1}
      aria-label={`${workload.kind} ${workload.name}, ${words.readyOf(workload.ready, workload.desired)}`}
    >
      <div className="shore__row">
        <Boxes size={18} className="shore__icon" aria-hidden="true" />
        <div className="shore__text">
          <strong>{workload.name}</strong>
          <div>{workload.kind}</div>
        </div>
        <span className="shore__count">
          <StateMark look={workload.look} size={11} />
          {`${workload.ready}/${workload.desired}`}
        </span>
      </div>
      {workload.parts.slice(0, 3).map((part) => (
        <div
          key={part.name}
          className="shore__part"
          data-kind={part.kind}
          data-namespace={workload.namespace}
          data-name={part.name}
          data-status={`${part.current}/${part.desired}`}
        >
          <span className="mono">{part.name}</span>
          <span>{`${part.current}/${part.desired}`}</span>
        </div>
      ))}
    </article>
  )
})
