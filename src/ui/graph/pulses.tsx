import { useEffect, useRef, useState } from 'react'
import { ViewportPortal } from 'reactflow'
import type { HistoryRecord } from '../../bridge/protocol.ts'
import { useCluster } from '../../state/cluster-store.ts'
import type { GraphLayout } from './layout.ts'
import type { GraphModel } from './model.ts'
import './pulses.css'

interface Pulse {
  readonly id: number
  readonly path: string
  readonly failed: boolean
  readonly text: string
}

/** Real ms of a pulse's way; as `--motion-travel`. */
const travelMs = 1600
const atOnce = 8

interface Point {
  readonly x: number
  readonly y: number
}

/** The head of a Pod's card. */
function placeOf(uid: unknown, model: GraphModel, layout: GraphLayout): Point | undefined {
  if (typeof uid !== 'string' || layout.density === 'cell') return undefined
  for (const pod of model.pods.values()) {
    if (pod.uid !== uid) continue
    const rect = layout.pods.get(pod.key)
    const node = rect?.node === undefined ? undefined : layout.nodes.get(rect.node)
    return rect && { x: rect.x + (node?.x ?? 0) + 24, y: rect.y + (node?.y ?? 0) + 18 }
  }
  return undefined
}

function pulseOf(record: HistoryRecord, model: GraphModel, layout: GraphLayout): Pulse | undefined {
  if (record.what !== 'connection') return undefined
  const { fromUid, toUid, port, outcome } = record.detail ?? {}
  const end = placeOf(toUid, model, layout)
  const start = placeOf(fromUid, model, layout)
  const target = end ?? (start && { x: start.x + 60, y: start.y - 40 })
  if (!target) return undefined
  const service = model.services.find((each) => each.address.startsWith(`${String(record.detail?.address)}:`))
  const door = service && layout.services.get(service.key)
  const via = door && { x: door.x + door.width / 2, y: door.y + door.height / 2 }
  // what comes from outside (a probe, the laptop) comes from above
  const begin = start ?? via ?? { x: target.x, y: target.y - 60 }
  const points = [begin, ...(start && via ? [via] : []), target]
  return {
    id: record.id,
    path: points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(''),
    failed: outcome !== 'routed',
    text: `:${String(port ?? '')}`,
  }
}

/** Requests as they travel: each once, when it happened. Nothing is drawn when many Pods talk at great speed. */
export function Pulses({ model, layout }: { readonly model: GraphModel; readonly layout: GraphLayout }) {
  const [pulses, setPulses] = useState<readonly Pulse[]>([])
  const drawn = useRef({ model, layout })
  drawn.current = { model, layout }
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    let lastId = useCluster.getState().records.at(-1)?.id ?? 0
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const stop = useCluster.subscribe((state, before) => {
      if (state.records === before.records) return
      if (state.cluster !== before.cluster) lastId = 0
      const fresh: Pulse[] = []
      for (let index = state.records.length - 1; index >= 0 && fresh.length < atOnce; index--) {
        const record = state.records[index]!
        if (record.id <= lastId) break
        const pulse = pulseOf(record, drawn.current.model, drawn.current.layout)
        if (pulse) fresh.push(pulse)
      }
      lastId = state.records.at(-1)?.id ?? lastId
      if (fresh.length === 0 || state.speed > 20) return
      setPulses((now) => [...now, ...fresh].slice(-atOnce))
      const timer = setTimeout(() => {
        timers.delete(timer)
        setPulses((now) => now.filter((pulse) => !fresh.includes(pulse)))
      }, travelMs)
      timers.add(timer)
    })
    return () => {
      stop()
      for (const timer of timers) clearTimeout(timer)
    }
  }, [])
  if (pulses.length === 0) return null
  return (
    <ViewportPortal>
      {pulses.map((pulse) => (
        <i
          key={pulse.id}
          className={`pulse${pulse.failed ? ' pulse--failed' : ''}`}
          style={{ offsetPath: `path("${pulse.path}")` }}
          aria-hidden="true"
        >
          <span>{pulse.text}</span>
        </i>
      ))}
    </ViewportPortal>
  )
}
