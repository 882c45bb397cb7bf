import { memo, type ReactNode } from 'react'
import { BaseEdge, type EdgeProps, type NodeProps } from 'reactflow'
import type { PodNode, ServiceNode, TankNode, WaitingNode, WireEdge, WorkloadNode } from './flow.ts'
import { PodCard } from './pod-card.tsx'
import { ServiceCard, WaitingCard, WorkloadCard } from './shore-cards.tsx'
import { TankCard } from './tank-card.tsx'

// React Flow renders these with a dozen props that change with the viewport; only `data` matters to ours.
const sameData = (a: { readonly data: unknown }, b: { readonly data: unknown }) => a.data === b.data

// React Flow ties edges to elements of these classes; ours know their own ends and need only be tied.
const Anchor = () => <i className="anchor source target" data-handlepos="top" aria-hidden="true" />

const tied = (card: ReactNode) => (
  <>
    <Anchor />
    {card}
  </>
)

export const nodeTypes = {
  tank: memo(({ data }: NodeProps<TankNode>) => tied(<TankCard {...data} />), sameData),
  pod: memo(({ data }: NodeProps<PodNode>) => tied(<PodCard {...data} />), sameData),
  waiting: memo(({ data }: NodeProps<WaitingNode>) => tied(<WaitingCard {...data} />), sameData),
  service: memo(({ data }: NodeProps<ServiceNode>) => tied(<ServiceCard {...data} />), sameData),
  workload: memo(({ data }: NodeProps<WorkloadNode>) => tied(<WorkloadCard {...data} />), sameData),
}

function Wire({ id, data }: EdgeProps<WireEdge>) {
  if (!data) return null
  return (
    <>
      <BaseEdge id={id} path={data.path} className={`wire wire--${data.kind}${data.ready ? '' : ' wire--broken'}`} />
      <path d={data.path} className="wire__end" markerEnd="url(#wire-end)" />
    </>
  )
}

export const edgeTypes = { wire: memo(Wire) }
