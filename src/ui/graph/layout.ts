import type { GraphModel, NodeModel, PodModel } from './model.ts'
import { cell, compactPod, type Density, podGeometry, podWidth, type Rect } from './pod-geometry.ts'

/** Where each thing stands, in px of the canvas; Pods on a node relative to their node. */
export interface GraphLayout {
  readonly density: Density
  readonly width: number
  readonly height: number
  readonly nodes: ReadonlyMap<string, Rect>
  /** By `namespace/name`. A cell's rectangle is relative to its node too. */
  readonly pods: ReadonlyMap<string, Rect & { readonly node: string | undefined }>
  readonly services: ReadonlyMap<string, Rect>
  readonly workloads: ReadonlyMap<string, Rect>
  /** Where Pods without a node are drawn as cells, when there are many; their rectangles are relative to it. */
  readonly waiting: Rect | undefined
  readonly shape: Shape
}

/** How tanks are arranged; kept while it is nearly as good as the best, so that the picture stays calm. */
export interface Shape {
  readonly nodeCount: number
  readonly tanksPerRow: number
  readonly podColumns: number
}

export const tank = { header: 58, padX: 11, bottom: 12, gap: 14, podGap: 10, minWidth: 300, minBody: 96, stretch: 300 }
export const shore = { serviceHeight: 56, workloadHeight: 56, width: 250, gap: 12, below: 26 }

/** More Pods than this without a node are drawn as cells in one frame. */
const waitingCardsUpTo = 8
/** So many cells stand for the width of one column of cards. */
const cellsAColumn = 8
const fullUpTo = 40
const compactUpTo = 220
const readableZoom = 0.5

export function densityFor(podCount: number): Density {
  return podCount <= fullUpTo ? 'full' : podCount <= compactUpTo ? 'compact' : 'cell'
}

/** How far a picture with room to spare is enlarged. */
export function largestZoom(stageWidth: number): number {
  return stageWidth > 1350 ? 1.25 : 1
}

/** Own nested layout: node ⊃ Pod ⊃ container. Linear in the number of Pods for each arrangement it tries. */
export function layoutGraph(
  model: GraphModel,
  stage: { readonly width: number; readonly height: number },
  previous?: Shape | undefined,
): GraphLayout {
  const density = densityFor(model.pods.size)
  const layout = layoutWith(density, model, stage, previous)
  // cards that would have to shrink until nobody can read them say less than smaller ones
  if (density === 'full' && model.pods.size > 6 && !isReadable(layout, stage)) {
    const compact = layoutWith('compact', model, stage, previous)
    return isReadable(compact, stage) || model.pods.size <= fullUpTo ? compact : layoutWith('cell', model, stage, previous)
  }
  return density === 'compact' && !isReadable(layout, stage) ? layoutWith('cell', model, stage, previous) : layout
}

function isReadable(layout: GraphLayout, stage: { readonly width: number; readonly height: number }): boolean {
  return Math.min(stage.width / layout.width, stage.height / layout.height) >= readableZoom
}

function layoutWith(
  density: Density,
  model: GraphModel,
  stage: { readonly width: number; readonly height: number },
  previous: Shape | undefined,
): GraphLayout {
  const tanks = model.nodes.filter(hasTank(model))
  const podHeights = new Map<string, number>()
  for (const pod of model.pods.values()) podHeights.set(pod.key, podGeometry(pod, density).height)
  const cardWidth = density === 'full' ? podWidth : density === 'compact' ? compactPod.width : 0

  const shape = bestShape(tanks, density, podHeights, cardWidth, stage, previous)
  const sizes = tanks.map((node) => tankSize(node, shape.podColumns, density, podHeights, cardWidth))
  const width = rowWidth(sizes, shape.tanksPerRow)

  const top = layoutShore(model, density, Math.max(width, stage.width - 32))
  const nodes = new Map<string, Rect>()
  const pods = new Map<string, Rect & { readonly node: string | undefined }>(top.pods)
  let y = top.height
  let right = top.width
  const rows = Math.ceil(tanks.length / shape.tanksPerRow)
  const heights = Array.from({ length: rows }, (_, row) =>
    Math.max(...sizes.slice(row * shape.tanksPerRow, (row + 1) * shape.tanksPerRow).map((each) => each.height)),
  )
  const natural = top.height + heights.reduce((sum, each) => sum + each, 0) + (rows - 1) * tank.gap
  const zoom = Math.min(largestZoom(stage.width), (stage.width - 32) / Math.max(width, top.width))
  const spare = Math.max(0, (stage.height - 22) / zoom - natural)
  for (let first = 0; first < tanks.length; first += shape.tanksPerRow) {
    const row = sizes.slice(first, first + shape.tanksPerRow)
    // what the stage has left over goes to the tanks, within reason: a level reads better in a tall one
    const height = (heights[first / shape.tanksPerRow] ?? 0) + Math.min(spare / rows, tank.stretch)
    const rowSize = row.reduce((sum, each) => sum + each.width, 0) + tank.gap * (row.length - 1)
    let x = Math.max(0, (top.width - width) / 2) + (rows > 1 ? 0 : (width - rowSize) / 2)
    row.forEach((size, index) => {
      const node = tanks[first + index]!
      nodes.set(node.name, { x, y, width: size.width, height })
      for (const [key, rect] of size.pods) pods.set(key, { ...rect, node: node.name })
      x += size.width + tank.gap
    })
    right = Math.max(right, x - tank.gap)
    y += height + tank.gap
  }
  return {
    density,
    width: right,
    height: Math.max(0, y - tank.gap),
    nodes,
    pods,
    services: top.services,
    workloads: top.workloads,
    waiting: top.waiting,
    shape,
  }
}

/** A control-plane node without visible Pods is the strip above the canvas, not a tank. */
export function hasTank(model: GraphModel): (node: NodeModel) => boolean {
  const onlyOne = model.nodes.length === 1
  return (node) => onlyOne || !node.controlPlane || node.pods.length > 0
}

type Extent = Pick<Rect, 'width' | 'height'>

interface TankSize extends Extent {
  readonly pods: readonly (readonly [string, Rect])[]
}

function tankSize(
  node: NodeModel,
  columns: number,
  density: Density,
  heights: ReadonlyMap<string, number>,
  cardWidth: number,
): TankSize {
  if (density === 'cell') return cellTank(node, columns)
  const width = Math.max(tank.minWidth, columns * cardWidth + (columns - 1) * tank.podGap + 2 * tank.padX)
  const bottoms = new Array<number>(columns).fill(tank.header)
  const placed: (readonly [string, Rect])[] = []
  for (const pod of node.pods) {
    let column = 0
    for (let each = 1; each < columns; each++) if (bottoms[each]! < bottoms[column]! - 1) column = each
    const height = heights.get(pod.key) ?? 0
    const x = tank.padX + column * (cardWidth + tank.podGap)
    placed.push([pod.key, { x, y: bottoms[column]!, width: cardWidth, height }])
    bottoms[column]! += height + tank.podGap
  }
  const bottom = Math.max(tank.header + tank.minBody, ...bottoms.map((each) => each - tank.podGap))
  return { width, height: bottom + tank.bottom, pods: placed }
}

/** How large a tank will be, without placing anything where all that is in it is of one size. */
function tankExtent(
  node: NodeModel,
  columns: number,
  density: Density,
  heights: ReadonlyMap<string, number>,
  cardWidth: number,
): Extent {
  if (density === 'full') return tankSize(node, columns, density, heights, cardWidth)
  if (density === 'cell') return cellExtent(node.pods.length, columns)
  const rows = Math.ceil(node.pods.length / columns)
  const body = Math.max(tank.minBody, rows * (compactPod.height + tank.podGap) - tank.podGap)
  const width = Math.max(tank.minWidth, columns * cardWidth + (columns - 1) * tank.podGap + 2 * tank.padX)
  return { width, height: tank.header + body + tank.bottom }
}

function cellExtent(count: number, columns: number): Extent {
  const perRow = columns * cellsAColumn
  const step = cell.size + cell.gap
  const bottom = tank.header + Math.max(3, Math.ceil(count / perRow)) * step
  return { width: perRow * step - cell.gap + 2 * (tank.padX + 3), height: bottom + tank.bottom }
}

/** Cells in owner groups, so that a Deployment stays together. */
function cellTank(node: NodeModel, columns: number): TankSize {
  const perRow = columns * cellsAColumn
  const step = cell.size + cell.gap
  const placed: (readonly [string, Rect])[] = []
  let index = 0
  for (const pod of [...node.pods].sort(byOwner)) {
    const x = tank.padX + 3 + (index % perRow) * step
    const y = tank.header + Math.floor(index / perRow) * step
    placed.push([pod.key, { x, y, width: cell.size, height: cell.size }])
    index++
  }
  return { ...cellExtent(index, columns), pods: placed }
}

function byOwner(a: PodModel, b: PodModel): number {
  const ownerA = a.owner?.name ?? a.name
  const ownerB = b.owner?.name ?? b.name
  return ownerA < ownerB ? -1 : ownerA > ownerB ? 1 : a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1)
}

function rowWidth(sizes: readonly Extent[], perRow: number): number {
  let widest = 0
  for (let first = 0; first < sizes.length; first += perRow) {
    const row = sizes.slice(first, first + perRow)
    widest = Math.max(widest, row.reduce((sum, each) => sum + each.width, 0) + tank.gap * (row.length - 1))
  }
  return widest
}

/** The arrangement that needs the least shrinking to fit the stage. */
function bestShape(
  tanks: readonly NodeModel[],
  density: Density,
  heights: ReadonlyMap<string, number>,
  cardWidth: number,
  stage: { readonly width: number; readonly height: number },
  previous: Shape | undefined,
): Shape {
  const mostPods = Math.max(1, ...tanks.map((node) => node.pods.length))
  const mostColumns = density === 'cell' ? 6 : Math.min(mostPods, 6)
  const nodeCount = tanks.length
  let best: Shape = { nodeCount, tanksPerRow: 1, podColumns: 1 }
  let bestCost = Number.POSITIVE_INFINITY
  let previousCost = Number.POSITIVE_INFINITY
  for (let podColumns = 1; podColumns <= mostColumns; podColumns++) {
    const sizes = tanks.map((node) => tankExtent(node, podColumns, density, heights, cardWidth))
    for (let tanksPerRow = 1; tanksPerRow <= Math.max(1, Math.min(tanks.length, 12)); tanksPerRow++) {
      let height = 0
      for (let first = 0; first < sizes.length; first += tanksPerRow) {
        height += Math.max(...sizes.slice(first, first + tanksPerRow).map((each) => each.height)) + tank.gap
      }
      const shrink = Math.max(1, rowWidth(sizes, tanksPerRow) / stage.width, (height + 100) / stage.height)
      // of two that fit as well, the one with fewer, wider rows
      const cost = shrink + 0.002 * podColumns + 0.004 * Math.ceil(tanks.length / tanksPerRow)
      if (cost < bestCost) {
        bestCost = cost
        best = { nodeCount, tanksPerRow, podColumns }
      }
      if (previous?.nodeCount === nodeCount && previous.tanksPerRow === tanksPerRow && previous.podColumns === podColumns) {
        previousCost = cost
      }
    }
  }
  return previous && previousCost <= bestCost * 1.12 ? previous : best
}

/** There is room ashore for what a cell would leave out. */
export function shoreDensity(density: Density): Density {
  return density === 'cell' ? 'compact' : density
}

/** Above the water: Pods that wait for a node, Services, and owners of Pods. */
function layoutShore(model: GraphModel, density: Density, width: number) {
  const pods = new Map<string, Rect & { readonly node: string | undefined }>()
  const services = new Map<string, Rect>()
  const workloads = new Map<string, Rect>()
  let x = 0
  let y = 0
  let rowHeight = 0
  let widest = 0
  const place = (itemWidth: number, height: number): Rect => {
    if (x > 0 && x + itemWidth > width) {
      y += rowHeight + shore.gap
      x = 0
      rowHeight = 0
    }
    const rect = { x, y, width: itemWidth, height }
    x += itemWidth + shore.gap
    rowHeight = Math.max(rowHeight, height)
    widest = Math.max(widest, x - shore.gap)
    return rect
  }
  for (const workload of model.workloads) {
    workloads.set(workload.key, place(shore.width, shore.workloadHeight + 18 * Math.min(3, workload.parts.length)))
  }
  for (const service of model.services) services.set(service.key, place(shore.width + 20, shore.serviceHeight))
  let waiting: Rect | undefined
  if (model.unbound.length > waitingCardsUpTo) {
    const step = cell.size + cell.gap
    const perRow = Math.max(12, Math.floor((width * 0.6) / step))
    const rows = Math.ceil(model.unbound.length / perRow)
    waiting = place(Math.min(perRow, model.unbound.length) * step - cell.gap + 28, 40 + rows * step - cell.gap + 12)
    model.unbound.forEach((pod, index) => {
      const x = 14 + (index % perRow) * step
      pods.set(pod.key, { x, y: 40 + Math.floor(index / perRow) * step, width: cell.size, height: cell.size, node: undefined })
    })
  }
  for (const pod of waiting ? [] : model.unbound) {
    const { width: podWide, height } = podGeometry(pod, shoreDensity(density))
    pods.set(pod.key, { ...place(podWide, height), node: undefined })
  }
  const height = y + rowHeight
  return { pods, services, workloads, waiting, width: widest, height: height > 0 ? height + shore.below : 0 }
}
