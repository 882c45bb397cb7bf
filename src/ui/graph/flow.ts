import { type Edge, type Node, Position } from 'reactflow'
import { type GraphLayout, shoreDensity } from './layout.ts'
import type { GraphModel, NodeModel, PodModel, ServiceModel, WorkloadModel } from './model.ts'
import type { Density, Rect } from './pod-geometry.ts'

export type TankNode = Node<{ node: NodeModel; width: number; height: number; cells: Cells | undefined }, 'tank'>
export type PodNode = Node<{ pod: PodModel; density: Density }, 'pod'>
export type ServiceNode = Node<{ service: ServiceModel; size: Size }, 'service'>
export type WorkloadNode = Node<{ workload: WorkloadModel; size: Size }, 'workload'>
export type WaitingNode = Node<{ cells: Cells; size: Size }, 'waiting'>
export type FlowNode = WaitingNode | TankNode | PodNode | ServiceNode | WorkloadNode
export type WireEdge = Edge<{ path: string; ready: boolean; kind: 'endpoint' | 'owner' }, 'wire'>

type Size = { readonly width: number; readonly height: number }
type Cells = readonly { readonly pod: PodModel; readonly rect: Rect }[]

/** Layers: tanks, wires, cards. */
const layer = { tank: 0, wire: 1, card: 2 }

/**
 * Turns model and layout into React Flow's nodes. A node whose content and place did not change is the same object as
 * before, so that React Flow and React leave it alone.
 */
export class FlowNodes {
  private before = new Map<string, FlowNode>()

  make(model: GraphModel, layout: GraphLayout): FlowNode[] {
    const next = new Map<string, FlowNode>()
    const keep = (node: FlowNode, same: (old: FlowNode) => boolean) => {
      const old = this.before.get(node.id)
      const unchanged =
        old !== undefined &&
        old.type === node.type &&
        old.parentId === node.parentId &&
        old.position.x === node.position.x &&
        old.position.y === node.position.y &&
        old.width === node.width &&
        old.height === node.height &&
        same(old)
      next.set(node.id, unchanged ? old : node)
    }
    for (const node of model.nodes) {
      const rect = layout.nodes.get(node.name)
      if (!rect) continue
      const cells = layout.density === 'cell' ? cellsOf(node.pods, layout) : undefined
      keep(
        {
          ...frame(`node/${node.name}`, rect),
          type: 'tank',
          zIndex: layer.tank,
          data: { node, width: rect.width, height: rect.height, cells },
        },
        (old) => old.type === 'tank' && sameTank(old.data.node, node) && (!cells || sameCells(old.data.cells, cells)),
      )
    }
    for (const service of model.services) {
      const rect = layout.services.get(service.key)
      if (!rect) continue
      const size = { width: rect.width, height: rect.height }
      keep(
        { ...frame(`service/${service.key}`, rect), type: 'service', zIndex: layer.card, data: { service, size } },
        (old) => old.type === 'service' && JSON.stringify(old.data.service) === JSON.stringify(service),
      )
    }
    for (const workload of model.workloads) {
      const rect = layout.workloads.get(workload.key)
      if (!rect) continue
      const size = { width: rect.width, height: rect.height }
      keep(
        { ...frame(`workload/${workload.key}`, rect), type: 'workload', zIndex: layer.card, data: { workload, size } },
        (old) => old.type === 'workload' && JSON.stringify(old.data.workload) === JSON.stringify(workload),
      )
    }
    const { waiting } = layout
    if (waiting) {
      const cells = cellsOf(model.unbound, layout)
      const size = { width: waiting.width, height: waiting.height }
      keep(
        { ...frame('waiting', waiting), type: 'waiting', zIndex: layer.tank, data: { cells, size } },
        (old) => old.type === 'waiting' && sameCells(old.data.cells, cells),
      )
    }
    for (const pod of model.pods.values()) {
      const rect = layout.pods.get(pod.key)
      if (!rect || (rect.node === undefined ? waiting : layout.density === 'cell')) continue
      const parent = rect.node === undefined ? undefined : layout.nodes.get(rect.node)
      const density = rect.node === undefined ? shoreDensity(layout.density) : layout.density
      keep(
        {
          // not a child in React Flow's sense: a Pod that gets its node moves there from the shore, in one piece
          ...frame(`pod/${pod.uid}`, parent ? { ...rect, x: rect.x + parent.x, y: rect.y + parent.y } : rect),
          type: 'pod',
          zIndex: layer.card,
          data: { pod, density },
        },
        (old) => old.type === 'pod' && old.data.pod === pod && old.data.density === density,
      )
    }
    this.before = next
    return [...next.values()]
  }
}

/** React Flow lets the pointer through nodes that it neither selects nor drags. */
const pointable = { pointerEvents: 'all' as const }

function frame(id: string, rect: Rect) {
  const anchor = { type: 'source' as const, position: Position.Top, x: rect.width / 2, y: 0, width: 1, height: 1 }
  return {
    id,
    position: { x: rect.x, y: rect.y },
    width: rect.width,
    height: rect.height,
    handles: [anchor, { ...anchor, type: 'target' as const }],
    focusable: false,
    style: pointable,
  }
}

function cellsOf(pods: readonly PodModel[], layout: GraphLayout): Cells {
  return pods.flatMap((pod) => {
    const rect = layout.pods.get(pod.key)
    return rect ? [{ pod, rect }] : []
  })
}

function sameCells(a: Cells | undefined, b: Cells): boolean {
  return (
    a !== undefined &&
    a.length === b.length &&
    a.every((each, index) => {
      const other = b[index]!
      return each.pod === other.pod && each.rect.x === other.rect.x && each.rect.y === other.rect.y
    })
  )
}

function sameTank(a: NodeModel, b: NodeModel): boolean {
  return (
    a.status === b.status &&
    a.requested.cpu === b.requested.cpu &&
    a.requested.memoryBytes === b.requested.memoryBytes &&
    a.allocatable.cpu === b.allocatable.cpu &&
    a.hiddenPods === b.hiddenPods &&
    a.pods.length === b.pods.length
  )
}

/** More wires than this only confuse: then those of the selected thing alone. */
const wiresUpTo = 24

/** From Services to the Pods that answer for them, and from owners to their Pods when chosen. */
export function wires(model: GraphModel, layout: GraphLayout, chosen: string | undefined): WireEdge[] {
  const edges: WireEdge[] = []
  const whole = (key: string) => {
    const rect = layout.pods.get(key)
    const parent = rect?.node === undefined ? undefined : layout.nodes.get(rect.node)
    return rect && { ...rect, x: rect.x + (parent?.x ?? 0), y: rect.y + (parent?.y ?? 0) }
  }
  const wire = (from: Rect, fromId: string, podKey: string, ready: boolean, kind: 'endpoint' | 'owner') => {
    const pod = model.pods.get(podKey)
    const to = pod && whole(podKey)
    if (!pod || !to || layout.density === 'cell') return
    const start = { x: from.x + from.width / 2, y: from.y + from.height }
    const end = { x: to.x + Math.min(to.width / 2, Math.max(24, start.x - to.x)), y: to.y }
    const bend = Math.max(18, Math.min(70, (end.y - start.y) / 2))
    edges.push({
      id: `${fromId}→${pod.uid}`,
      source: fromId,
      target: `pod/${pod.uid}`,
      type: 'wire',
      zIndex: layer.wire,
      focusable: false,
      data: {
        path: `M${start.x} ${start.y}C${start.x} ${start.y + bend} ${end.x} ${end.y - bend} ${end.x} ${end.y}`,
        ready,
        kind,
      },
    })
  }
  const total = model.services.reduce((sum, service) => sum + service.endpoints.length, 0)
  for (const service of model.services) {
    const rect = layout.services.get(service.key)
    if (!rect || (total > wiresUpTo && chosen !== `Service/${service.key}`)) continue
    for (const { pod, ready } of service.endpoints) wire(rect, `service/${service.key}`, pod, ready, 'endpoint')
  }
  for (const workload of model.workloads) {
    const rect = layout.workloads.get(workload.key)
    if (!rect || chosen !== workload.key) continue
    for (const pod of workload.pods) wire(rect, `workload/${workload.key}`, pod, true, 'owner')
  }
  return edges
}
