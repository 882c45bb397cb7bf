import { PowerOff, Unplug } from 'lucide-react'
import { memo } from 'react'
import { StateMark } from '../design/state-mark.tsx'
import { useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import { tank } from './layout.ts'
import type { NodeModel, PodModel } from './model.ts'
import { useOutages } from './outages.ts'
import { PodCell } from './pod-cell.tsx'
import type { Rect } from './pod-geometry.ts'
import { bytes, cores } from './resources.ts'
import './tank-card.css'

interface TankCardProps {
  readonly node: NodeModel
  readonly width: number
  readonly height: number
  /** Where the cells of its Pods stand, when there are too many for cards. */
  readonly cells: readonly { readonly pod: PodModel; readonly rect: Rect }[] | undefined
}

/** A node as a tank: the water stands as high as CPU is requested. */
export const TankCard = memo(function TankCard({ node, width, height, cells }: TankCardProps) {
  const selected = useWorkspace(({ selection }) => selection?.kind === 'Node' && selection.name === node.name)
  const cpu = share(node.requested.cpu, node.allocatable.cpu)
  const memory = share(node.requested.memoryBytes, node.allocatable.memoryBytes)
  const body = height - 43
  const off = useOutages(({ outages }) => outages.off.has(node.name))
  const cut = useOutages(({ outages }) => outages.cut.has(node.name))
  return (
    <section
      className={`tank${selected ? ' is-selected' : ''}${node.ready ? '' : ' tank--out'}${width < 300 ? ' tank--narrow' : ''}`}
      style={{ width, height }}
      data-kind="Node"
      data-name={node.name}
      data-status={node.status}
      tabIndex={-1}
      aria-label={`Node ${node.name}, ${node.status}, ${words.podCount(node.pods.length)}`}
    >
      <div className="tank__water" style={{ transform: `translateY(${43 + body * (1 - cpu)}px)` }} aria-hidden="true">
        <i />
      </div>
      <div className="tank__head">
        <b title={node.name}>{node.name}</b>
        <span className={`tank__ready ${node.ready ? 'is-running' : 'is-failing'}`}>
          <StateMark look={node.ready ? 'done' : 'failing'} size={12} />
          {node.status.replace(',', ', ')}
        </span>
        {(off || cut) && (
          <span className="tank__outage">
            {off ? <PowerOff size={12} aria-hidden="true" /> : <Unplug size={12} aria-hidden="true" />}
            {off ? words.poweredOff : words.networkCut}
          </span>
        )}
        <span className="grow" />
        <Gauge name={words.cpu} value={cpu} tip={`${cores(node.requested.cpu)} of ${cores(node.allocatable.cpu)} CPU`} />
        <Gauge
          name={words.memory}
          value={memory}
          tip={`${bytes(node.requested.memoryBytes)} of ${bytes(node.allocatable.memoryBytes)}`}
        />
      </div>
      <div className="tank__said" style={{ top: tank.header - 17 }}>
        {node.hiddenPods > 0 && <span>{words.hiddenPods(node.hiddenPods)}</span>}
        <span className="grow" />
        <span>{words.requestedOf(cores(node.requested.cpu), cores(node.allocatable.cpu))}</span>
      </div>
      {cells?.map(({ pod, rect }) => (
        <PodCell key={pod.key} pod={pod} x={rect.x} y={rect.y} />
      ))}
    </section>
  )
})

function share(part: number, of: number): number {
  return of > 0 ? Math.max(0, Math.min(1, part / of)) : 0
}

function Gauge({ name, value, tip }: { readonly name: string; readonly value: number; readonly tip: string }) {
  const percent = Math.round(value * 100)
  return (
    <span className="gauge" title={`${words.requestsTip}: ${tip}`}>
      {name}
      <i style={{ background: `linear-gradient(90deg, var(--ink-soft) ${percent}%, var(--track) ${percent}%)` }} />
      {`${percent}%`}
    </span>
  )
}
