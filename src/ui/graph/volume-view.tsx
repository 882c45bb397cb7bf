import { File, Files } from 'lucide-react'
import { memo } from 'react'
import { humanDuration } from '../../cluster/api/human-duration.ts'
import { useShown } from '../../state/past.ts'
import { useVirtualNow } from '../clock/virtual-now.ts'
import { words } from '../words.ts'
import type { MountModel, PodModel, VolumeModel } from './model.ts'
import type { Rect } from './pod-geometry.ts'
import { bytes } from './resources.ts'

interface VolumeViewProps {
  readonly pod: Pick<PodModel, 'namespace' | 'name'>
  readonly volume: VolumeModel
  readonly rect: Rect
  /** Where it is mounted, when the card has no room for labelled lines. */
  readonly mounts: readonly MountModel[] | undefined
  readonly marked: boolean
}

/** One volume: a vessel with its newest file in it. */
export const VolumeView = memo(function VolumeView({ pod, volume, rect, mounts, marked }: VolumeViewProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group is what it is; a fieldset belongs to a form
    <div
      className={`volume${mounts ? ' volume--list' : ''}${marked ? ' is-marked' : ''}`}
      style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
      data-kind="Volume"
      data-namespace={pod.namespace}
      data-pod={pod.name}
      data-name={volume.name}
      data-status={volume.type}
      role="group"
      tabIndex={-1}
      aria-label={`volume ${volume.name}, ${volume.type}, ${words.files(volume.fileCount)}`}
    >
      {!mounts && <Vessel width={rect.width} height={rect.height} />}
      <div className="volume__body">
        <b>{volume.name}</b>
        <em>{volume.source ? `${volume.type} · ${volume.source}` : volume.type}</em>
        <NewestFile volume={volume} narrow={rect.width < 200} />
      </div>
      {mounts?.map((mount) => (
        <div key={`${mount.container} ${mount.path}`} className="volume__mount">
          <span>{mount.container}</span>
          <code>{mount.path}</code>
          <small>{mount.readOnly ? words.readOnly : words.readWrite}</small>
        </div>
      ))}
    </div>
  )
})

function NewestFile({ volume, narrow }: { readonly volume: VolumeModel; readonly narrow: boolean }) {
  const file = volume.files[0]
  if (!file) return <span className="volume__file volume__file--none">{words.emptyVolume}</span>
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  return (
    <span className="volume__file" key={file.path} title={file.preview}>
      {volume.fileCount > 1 ? <Files size={12} /> : <File size={12} />}
      <span className="volume__name">{narrow && volume.fileCount > 1 ? words.files(volume.fileCount) : name}</span>
      {!narrow && (
        <span className="volume__fresh" key={file.modifiedAt}>
          {bytes(file.sizeBytes)} · <Since at={file.modifiedAt} />
        </span>
      )}
    </span>
  )
}

function Since({ at }: { readonly at: number }) {
  const startTime = useShown((state) => state.startTime)
  const now = useVirtualNow(1000)
  return <>{words.ago(humanDuration(Math.max(0, startTime + now - at)))}</>
}

function Vessel({ width, height }: { readonly width: number; readonly height: number }) {
  const right = width - 0.7
  const middle = width / 2
  return (
    <svg className="volume__vessel" width={width} height={height} aria-hidden="true">
      <path d={`M.7 8v${height - 15}c0 3.600 ${middle / 2} 6 ${middle - 0.7} 6s${middle - 0.7}-2.400 ${middle - 0.7}-6V8`} />
      <ellipse cx={middle} cy="8" rx={right - middle} ry="6" />
    </svg>
  )
}
