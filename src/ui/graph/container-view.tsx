import { memo } from 'react'
import { tookWords } from '../clock/duration.ts'
import { StateMark } from '../design/state-mark.tsx'
import { words } from '../words.ts'
import type { ContainerModel, PodModel } from './model.ts'
import type { Rect } from './pod-geometry.ts'
import { bytes } from './resources.ts'

interface ContainerViewProps {
  readonly pod: Pick<PodModel, 'namespace' | 'name'>
  readonly container: ContainerModel
  readonly rect: Rect
  readonly form: 'box' | 'strip'
  /** `init 1 of 2`, for init steps. */
  readonly place: string | undefined
  readonly marked: boolean
}

/** One container on its Pod's card. */
export const ContainerView = memo(function ContainerView({ pod, container, rect, form, place, marked }: ContainerViewProps) {
  const status = stateWords(container)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group is what it is; a fieldset belongs to a form
    <div
      className={`container container--${form} is-${container.look}${marked ? ' is-marked' : ''}`}
      style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
      data-kind="Container"
      data-namespace={pod.namespace}
      data-pod={pod.name}
      data-name={container.name}
      data-status={container.state === 'running' ? 'Running' : container.reason || container.state}
      data-role={container.role}
      title={container.standIn ?? container.image}
      role="group"
      tabIndex={-1}
      aria-label={words.containerSpoken(container.name, container.role, status)}
    >
      <div className="container__head">
        <StateMark look={container.look} size={form === 'box' ? 10 : 11} />
        <b>{container.name}</b>
        {form === 'strip' && <span className="container__image">{place ?? container.imageShort}</span>}
        {form === 'strip' && container.probes.length > 0 && container.state === 'running' && <Lamps container={container} bare />}
        <span className={form === 'box' ? 'container__image' : 'container__end'}>
          {form === 'strip' ? status : container.role === 'sidecar' ? words.sidecar : container.imageShort}
        </span>
      </div>
      {form === 'box' && (
        <>
          <Lamps container={container} />
          <div className="container__process">
            {container.processes[0] ? (
              <>
                <span>{container.processes[0].command}</span>
                {container.processes.length > 1 && <i>+{container.processes.length - 1}</i>}
                <em>{bytes(container.memoryBytes)}</em>
              </>
            ) : (
              <span className="container__quiet">{status}</span>
            )}
          </div>
        </>
      )}
    </div>
  )
})

function Lamps({ container, bare }: { readonly container: ContainerModel; readonly bare?: boolean }) {
  if (container.standIn && !bare) return <div className="lamps is-waiting lamps--stand-in">{words.standIn}</div>
  if (container.probes.length === 0) return <div className="lamps lamps--none">{words.noProbes}</div>
  return (
    <div className={bare ? 'lamps lamps--bare' : 'lamps'}>
      {container.probes.map((probe) => (
        <span
          key={probe.type}
          className={`lamp lamp--${probe.state}`}
          title={`${probe.type}: ${probe.state}${probe.output ? `\n${probe.output}` : ''}`}
        >
          <i />
          {!bare && { startup: 'startup', readiness: 'ready', liveness: 'live' }[probe.type]}
        </span>
      ))}
    </div>
  )
}

/** The end of a container's line: what it does, in few words. */
export function stateWords(container: ContainerModel): string {
  if (container.state === 'running') return container.ready ? words.running : words.runningNotReady
  if (container.state === 'waiting') return container.reason || words.waiting
  const { startedAt, finishedAt, exitCode } = container
  const took = startedAt !== undefined && finishedAt !== undefined ? ` · ${words.ran(tookWords(finishedAt - startedAt))}` : ''
  const why = container.reason && !['Completed', 'Error'].includes(container.reason) ? `${container.reason} · ` : ''
  return `${why}${words.exitCode(exitCode ?? 0)}${took}`
}
