import { memo } from 'react'
import { StateMark } from '../design/state-mark.tsx'
import { useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import type { PodModel } from './model.ts'

interface PodCellProps {
  readonly pod: PodModel
  readonly x: number
  readonly y: number
}

/** One Pod among hundreds: its mark, and its name on demand. */
export const PodCell = memo(function PodCell({ pod, x, y }: PodCellProps) {
  const selected = useWorkspace(
    ({ selection }) => selection?.kind === 'Pod' && selection.name === pod.name && selection.namespace === pod.namespace,
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group, like the cards it stands for; the canvas handles its clicks
    <div
      className={`cell is-${pod.look}${selected ? ' is-selected' : ''}`}
      style={{ left: x, top: y }}
      role="group"
      data-kind="Pod"
      data-namespace={pod.namespace}
      data-name={pod.name}
      data-status={pod.status}
      data-ready={`${pod.ready}/${pod.total}`}
      tabIndex={-1}
      title={`${pod.name}\n${pod.status} ${pod.ready}/${pod.total}`}
      aria-label={words.podSpoken(pod.name, pod.status, pod.ready, pod.total, pod.namespace)}
    >
      <StateMark look={pod.look} size={12} />
    </div>
  )
})
