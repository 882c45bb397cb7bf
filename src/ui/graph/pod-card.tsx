import { memo, useMemo } from 'react'
import { StateMark } from '../design/state-mark.tsx'
import { useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import { ContainerView } from './container-view.tsx'
import { Age, BackOffRing, GraceBar } from './countdown.tsx'
import type { PodModel } from './model.ts'
import { type Density, type MountLine, podGeometry, type Rect } from './pod-geometry.ts'
import './pod-card.css'
import { VolumeView } from './volume-view.tsx'

interface PodCardProps {
  readonly pod: PodModel
  readonly density: Density
}

/** What of a Pod is selected or pointed at: the Pod itself, one part, or nothing. */
function useMark(pod: PodModel, what: 'selection' | 'hover'): string | undefined {
  return useWorkspace((state) => {
    const thing = state[what]
    if (thing?.kind !== 'Pod' || thing.name !== pod.name || thing.namespace !== pod.namespace) return undefined
    return thing.part ? `${thing.part.type}/${thing.part.name}` : 'pod'
  })
}

/** A Pod with everything inside it. Renders again only when this Pod, or what is selected in it, changed. */
export const PodCard = memo(function PodCard({ pod, density }: PodCardProps) {
  const geometry = useMemo(() => podGeometry(pod, density), [pod, density])
  const selected = useMark(pod, 'selection')
  const hovered = useMark(pod, 'hover')
  const inits = pod.containers.filter((each) => each.role === 'init')
  const marked = (part: string) => selected === part || hovered === part
  const classes = `pod pod--${density} is-${pod.look}${selected ? ' is-selected' : ''}${hovered ? ' is-hovered' : ''}`
  return (
    <article
      className={classes}
      style={{ width: geometry.width, height: geometry.height }}
      data-kind="Pod"
      data-namespace={pod.namespace}
      data-name={pod.name}
      data-status={pod.status}
      data-ready={`${pod.ready}/${pod.total}`}
      tabIndex={-1}
      aria-label={words.podSpoken(pod.name, pod.status, pod.ready, pod.total, pod.namespace)}
    >
      <div className="pod__head">
        <StateMark look={pod.look} />
        <span className="pod__name" title={pod.name}>
          {pod.name}
        </span>
        <span className="pod__word">{pod.status}</span>
        <span className="pod__ready">{`${pod.ready}/${pod.total}`}</span>
      </div>
      {density === 'compact' && <CompactLine pod={pod} />}
      {geometry.reason && (
        <div className="pod__reason" style={at(geometry.reason)} title={pod.reason}>
          {pod.reason ?? words.waitingForScheduler}
        </div>
      )}
      {geometry.meta && <Meta pod={pod} rect={geometry.meta} terse={geometry.loop !== undefined} />}
      {geometry.grace && (
        <div className="grace" style={at(geometry.grace)}>
          <GraceBar pod={pod} />
        </div>
      )}
      {geometry.loop && (
        <div className="loop" style={at(geometry.loop)}>
          <BackOffRing pod={pod} />
        </div>
      )}
      {geometry.initSummary && (
        <div className="container container--strip is-done" style={at(geometry.initSummary)}>
          <div className="container__head">
            <StateMark look="done" size={11} />
            <b>{words.initsDone(inits.length)}</b>
            <span className="container__image">{inits.map((each) => each.name).join(', ')}</span>
          </div>
        </div>
      )}
      {geometry.containers.map(({ container, rect, form }) => (
        <ContainerView
          key={container.name}
          pod={pod}
          container={container}
          rect={rect}
          form={form}
          place={container.role === 'init' ? words.init(inits.indexOf(container) + 1, inits.length) : undefined}
          marked={marked(`container/${container.name}`)}
        />
      ))}
      {geometry.volumes.map(({ index, rect, listsMounts }) => {
        const volume = pod.volumes[index]
        if (!volume) return null
        return (
          <VolumeView
            key={volume.name}
            pod={pod}
            volume={volume}
            rect={rect}
            mounts={listsMounts ? pod.mounts.filter((mount) => mount.volume === volume.name) : undefined}
            marked={marked(`volume/${volume.name}`)}
          />
        )
      })}
      {geometry.mounts.length > 0 && <Mounts lines={geometry.mounts} width={geometry.width} height={geometry.height} />}
    </article>
  )
})

function at(rect: Rect) {
  return { left: rect.x, top: rect.y, width: rect.width, height: rect.height }
}

function Meta({ pod, rect, terse }: { readonly pod: PodModel; readonly rect: Rect; readonly terse: boolean }) {
  return (
    <div className="pod__meta" style={at(rect)}>
      {pod.ip && <span className="mono">{pod.ip}</span>}
      {!terse && (
        <span>
          {words.restarts(pod.restarts).replace(/^\d+ /, '')} <b>{pod.restarts}</b>
          {pod.lastRestartAt !== undefined && pod.restarts > 0 && (
            <>
              {' ('}
              <Age since={pod.lastRestartAt} />
              {')'}
            </>
          )}
        </span>
      )}
      <span>
        {words.age}{' '}
        <b>
          <Age since={pod.createdAt} />
        </b>
      </span>
      {pod.owner && <span className="pod__owner">{pod.owner.name}</span>}
    </div>
  )
}

function CompactLine({ pod }: { readonly pod: PodModel }) {
  return (
    <div className="pod__meta pod__meta--compact">
      {pod.containers
        .filter((each) => each.role !== 'init')
        .slice(0, 5)
        .map((each) => (
          <span key={each.name} className={`is-${each.look} pod__dot`}>
            <StateMark look={each.look} size={10} />
            {pod.total < 3 && each.name}
          </span>
        ))}
      <span className="pod__owner">
        {pod.restarts > 0 && words.restarts(pod.restarts)} <Age since={pod.createdAt} />
      </span>
    </div>
  )
}

/** The lines between containers and volumes: the arrow says which way data may go. */
function Mounts({
  lines,
  width,
  height,
}: {
  readonly lines: readonly MountLine[]
  readonly width: number
  readonly height: number
}) {
  return (
    <>
      <svg className="mounts" width={width} height={height} aria-hidden="true">
        {lines.map(({ mount, path, arrow }) => (
          <g
            key={`${mount.container} ${mount.path}`}
            data-kind="Mount"
            data-name={`${mount.container}:${mount.path}`}
            data-status={mount.readOnly ? words.readOnly : words.readWrite}
          >
            <path d={path} className="mounts__line" />
            <path d={arrowPath[arrow.points]} transform={`translate(${arrow.x} ${arrow.y})`} className="mounts__arrow" />
          </g>
        ))}
      </svg>
      {lines.map(
        ({ mount, label }) =>
          label && (
            <div
              key={`${mount.container} ${mount.path}`}
              className="mounts__label"
              style={{ left: label.x, top: label.y, maxWidth: label.width }}
              title={mount.path}
            >
              <span>
                <bdi>{mount.path}</bdi>
              </span>
              <small>{mount.readOnly ? words.readOnly : words.readWrite}</small>
            </div>
          ),
      )}
    </>
  )
}

const arrowPath = {
  up: 'M-4 6L0 0L4 6z',
  down: 'M-4 -6L0 0L4 -6z',
  right: 'M-6 -4L0 0L-6 4z',
  left: 'M6 -4L0 0L6 4z',
} as const
