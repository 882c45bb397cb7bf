import { memo } from 'react'
import { BaseEdge, type EdgeProps, type NodeProps } from 'reactflow'
import type { PodNode, ServiceNode, TankNode, WireEdge, WorkloadNode } from './flow.ts'
import { PodCard } from './pod-card.tsx'
import { ServiceCard, WorkloadCard } from './shore-cards.tsx'
import { TankCard } from './tank-card.tsx'

// React Flow renders these with a dozen props that change with the viewport; only `data` matters to ours.
const sameData = (a: { readonly data: unknown }, b: { readonly data: unknown }) => a.data === b.data

export const nodeTypes = {
  tank: memo(({ data }: NodeProps<TankNode>) => <TankCard {...data} />, sameData),
  pod: memo(({ data }: NodeProps<PodNode>) => <PodCard {...data} />, sameData),
  service: memo(({ data }: NodeProps<ServiceNode>) => <ServiceCard {...data} />, sameData),
  workload: memo(({ data }: NodeProps<WorkloadNode>) => <WorkloadCard {...data} />, sameData),
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
