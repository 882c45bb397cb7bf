import type { ContainerModel, MountModel, PodModel } from './model.ts'

/** `full`: everything inside; `compact`: two lines; `cell`: a mark, for hundreds of Pods. */
export type Density = 'full' | 'compact' | 'cell'

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface MountLine {
  readonly mount: MountModel
  /** SVG path from the container to the volume. */
  readonly path: string
  /** Where data goes: into the container (read-only) or into the volume too. */
  readonly arrow: { readonly x: number; readonly y: number; readonly points: 'up' | 'down' | 'left' | 'right' }
  /** Absent where the volume itself lists its mounts. */
  readonly label: { readonly x: number; readonly y: number; readonly width: number } | undefined
}

/** Where everything inside a Pod's card stands, in px from its corner. */
export interface PodGeometry {
  readonly width: number
  readonly height: number
  readonly meta: Rect | undefined
  readonly grace: Rect | undefined
  readonly loop: Rect | undefined
  readonly reason: Rect | undefined
  /** Finished init steps drawn as one line. */
  readonly initSummary: Rect | undefined
  readonly containers: readonly { readonly container: ContainerModel; readonly rect: Rect; readonly form: 'box' | 'strip' }[]
  readonly volumes: readonly { readonly index: number; readonly rect: Rect; readonly listsMounts: boolean }[]
  readonly mounts: readonly MountLine[]
}

export const podWidth = 316
export const compactPod = { width: 232, height: 50 }
export const cell = { size: 22, gap: 5 }

const pad = { x: 10, top: 9, bottom: 10 }
const rows = { header: 18, meta: 16, grace: 32, loop: 56, strip: 28, box: 61, label: 16, bus: 6, volume: 52, listRow: 17 }
const gap = { block: 8, strip: 4, columns: 8 }

/** Pure; cheap enough to be asked for each changed Pod. */
export function podGeometry(pod: PodModel, density: Density): PodGeometry {
  if (density === 'cell') return bare(cell.size, cell.size)
  if (density === 'compact') return bare(compactPod.width, compactPod.height)
  const inner = podWidth - 2 * pad.x
  let y = pad.top + rows.header
  const take = (height: number, before = 0): Rect => {
    const rect = { x: pad.x, y: y + before, width: inner, height }
    y += before + height
    return rect
  }
  const bound = pod.node !== undefined
  const reason = !bound ? take(rows.meta * 2) : undefined
  const meta = bound ? take(rows.meta) : undefined
  const grace = pod.look === 'terminating' ? take(rows.grace, gap.block) : undefined
  const loop = !grace && waitsToTryAgain(pod) ? take(rows.loop, gap.block) : undefined
  if (!bound) return { ...bare(podWidth, y + pad.bottom - 2), reason }

  const inits = pod.containers.filter((each) => each.role === 'init')
  const beside = pod.containers.filter((each) => each.role !== 'init')
  const initsOver = inits.length > 1 && inits.every((each) => each.exitCode === 0)
  const used = pod.volumes.filter((volume) => pod.mounts.some((mount) => mount.volume === volume.name))
  const initMounts = !initsOver && pod.mounts.some((mount) => inits.some((init) => init.name === mount.container))
  const paired = beside.length <= 2 && used.length <= 2 && !initMounts
  const gutter = paired || used.length === 0 ? 0 : 6 + 7 * used.length

  const initSummary = initsOver ? take(rows.strip, gap.block) : undefined
  const containers: PodGeometry['containers'][number][] = []
  let between = initSummary ? gap.strip : gap.block
  const strips = initsOver ? [] : inits
  for (const container of strips) {
    const rect = take(rows.strip, between)
    containers.push({ container, rect: indented(rect, gutter), form: 'strip' })
    between = gap.strip
  }
  const telling = (each: ContainerModel) => each.probes.length > 0 || each.standIn !== undefined || each.processes.length > 1
  const boxes = !loop && !grace && beside.some((each) => each.state === 'running' && (used.length > 0 || telling(each)))
  if (paired && beside.length > 0 && (boxes || used.length > 0)) {
    const row = take(boxes ? rows.box : rows.strip, containers.length > 0 ? gap.strip : between)
    const width = (inner - gap.columns * (beside.length - 1)) / beside.length
    beside.forEach((container, index) => {
      const rect = { ...row, x: pad.x + index * (width + gap.columns), width }
      containers.push({ container, rect, form: boxes ? 'box' : 'strip' })
    })
  } else {
    for (const container of beside) {
      containers.push({ container, rect: indented(take(rows.strip, between), gutter), form: 'strip' })
      between = gap.strip
    }
  }

  const drawn = containers.map((each) => ({ name: each.container.name, rect: each.rect }))
  const below = paired ? pairedVolumes(pod, used, drawn, y, inner) : listedVolumes(pod, used, drawn, y, inner, gutter)
  return {
    width: podWidth,
    height: below.bottom + pad.bottom,
    meta,
    grace,
    loop,
    reason,
    initSummary,
    containers,
    volumes: below.volumes,
    mounts: below.mounts,
  }
}

/** A back-off counts from the exit on, before STATUS says so; one that is over and left behind does not. */
function waitsToTryAgain(pod: PodModel): boolean {
  const container = pod.containers.find((each) => each.name === pod.backOffContainer)
  return pod.backOff !== undefined && (pod.status.endsWith('BackOff') || container?.state === 'terminated')
}

function bare(width: number, height: number): PodGeometry {
  const none = { meta: undefined, grace: undefined, loop: undefined, reason: undefined, initSummary: undefined }
  return { width, height, ...none, containers: [], volumes: [], mounts: [] }
}

function indented(rect: Rect, by: number): Rect {
  return { ...rect, x: rect.x + by, width: rect.width - by }
}

interface Below {
  readonly bottom: number
  readonly volumes: PodGeometry['volumes']
  readonly mounts: readonly MountLine[]
}

type Drawn = readonly { readonly name: string; readonly rect: Rect }[]

/** Containers in a row, volumes in a row under them, each mount a line with its path beside it. */
function pairedVolumes(pod: PodModel, used: PodModel['volumes'], drawn: Drawn, top: number, inner: number): Below {
  if (used.length === 0) return { bottom: top, volumes: [], mounts: [] }
  const width = (inner - gap.columns * (used.length - 1)) / used.length
  const columns = drawn.map(({ name, rect }) => ({ rect, mounts: pod.mounts.filter((mount) => mount.container === name) }))
  const labelRows = Math.max(1, ...columns.map((column) => column.mounts.length))
  const under = (volume: string) => used.findIndex((each) => each.name === volume)
  const crossing = columns.flatMap(({ rect, mounts }) => mounts.filter((mount) => !within(rect, under(mount.volume), width)))
  const volumeTop = top + 6 + labelRows * rows.label + crossing.length * rows.bus + 6
  const mounts: MountLine[] = []
  let bus = top + 6 + labelRows * rows.label + 2
  for (const { rect, mounts: of } of columns) {
    of.forEach((mount, index) => {
      const x = rect.x + 10 + 7 * index
      const target = under(mount.volume)
      let end = x
      let path = `M${x} ${top}V${volumeTop + 4}`
      if (!within(rect, target, width)) {
        end = pad.x + target * (width + gap.columns) + (rect.x < pad.x + target * (width + gap.columns) ? 18 : width - 18)
        end += 7 * index
        path = `M${x} ${top}V${bus}H${end}V${volumeTop + 4}`
        bus += rows.bus
      }
      mounts.push({
        mount,
        path,
        arrow: mount.readOnly ? { x, y: top, points: 'up' } : { x: end, y: volumeTop + 4, points: 'down' },
        label: {
          x: rect.x + 12 + 7 * of.length,
          y: top + 6 + index * rows.label,
          width: rect.width - 14 - 7 * of.length,
        },
      })
    })
  }
  return {
    bottom: volumeTop + rows.volume,
    volumes: used.map((volume, index) => ({
      index: pod.volumes.indexOf(volume),
      rect: { x: pad.x + index * (width + gap.columns), y: volumeTop, width, height: rows.volume },
      listsMounts: false,
    })),
    mounts,
  }
}

/** Whether a line straight down from the container's left edge meets the volume. */
function within(container: Rect, volumeIndex: number, volumeWidth: number): boolean {
  const left = pad.x + volumeIndex * (volumeWidth + gap.columns)
  return container.x + 10 >= left && container.x + 30 <= left + volumeWidth
}

/** Many containers or volumes: everything in one column, mounts as lines in the gutter at its left. */
function listedVolumes(
  pod: PodModel,
  used: PodModel['volumes'],
  drawn: Drawn,
  top: number,
  inner: number,
  gutter: number,
): Below {
  let y = top + gap.block
  const volumes: PodGeometry['volumes'][number][] = []
  const mounts: MountLine[] = []
  used.forEach((volume, lane) => {
    const of = pod.mounts.filter((mount) => mount.volume === volume.name)
    const rect = { x: pad.x + gutter, y, width: inner - gutter, height: 36 + of.length * rows.listRow }
    volumes.push({ index: pod.volumes.indexOf(volume), rect, listsMounts: true })
    const x = pad.x + gutter - 8 - 7 * lane
    const volumeY = y + 18
    for (const mount of of) {
      const from = drawn.find((each) => each.name === mount.container)?.rect
      if (!from) continue
      const containerY = from.y + from.height / 2 + (lane - (used.length - 1) / 2) * 5
      mounts.push({
        mount,
        path: `M${from.x} ${containerY}H${x + 4}Q${x} ${containerY} ${x} ${containerY + 4}V${volumeY - 4}Q${x} ${volumeY} ${x + 4} ${volumeY}H${rect.x}`,
        arrow: mount.readOnly ? { x: from.x, y: containerY, points: 'right' } : { x: rect.x, y: volumeY, points: 'right' },
        label: undefined,
      })
    }
    y += rect.height + gap.strip
  })
  return { bottom: used.length > 0 ? y - gap.strip : top, volumes, mounts }
}
