import { type KeyboardEvent, memo, type PointerEvent, useCallback, useRef, useState, type WheelEvent } from 'react'
import { useCluster } from '../../state/cluster-store.ts'
import { backToNow, lookBack, useLookingBack } from '../../state/past.ts'
import { shortTime } from '../clock/duration.ts'
import { useVirtualNow } from '../clock/virtual-now.ts'
import { sameThing, select, useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import { useLanes } from './lane-store.ts'
import type { Lane, Lanes } from './lanes.ts'
import './ribbon.css'

/** Spans of time the ribbon can show, ms. */
const spans = [15, 30, 60, 150, 300, 600, 1800, 3600, 7200, 21_600, 86_400, 604_800].map((seconds) => seconds * 1000)
const defaultSpan = 3
/** Where the present stands in the window, of 1. */
const presentAt = 0.7
const lanesAtMost = 40

/** Now and where it stands: the window slides once the present has reached its place. */
function useWindow(width: number) {
  const speed = useCluster((state) => state.speed)
  const [zoom, setZoom] = useState(0)
  // at ×100 a window of two minutes would be over in a second
  const bySpeed = Math.max(0, Math.ceil(Math.log10(Math.max(1, speed)) * 2))
  const index = Math.max(0, Math.min(spans.length - 1, defaultSpan + bySpeed + zoom))
  const span = spans[index] ?? 150_000
  // a pixel at a time, and no more than some 25 times a second however fast the clock runs
  const shown = useVirtualNow(Math.max(40 * speed, span / Math.max(200, width)))
  const past = useLookingBack((state) => state.past?.at)
  // the cluster is paused while one looks back: the window stands still, unless one looks further back than it reaches
  const paused = useCluster((state) => (past === undefined ? 0 : state.now))
  const now = past === undefined ? shown : paused
  const left = now - span * presentAt
  const from = Math.max(-span * 0.012, past !== undefined && past < left ? past - span * 0.05 : left)
  const pxPerMs = width / span
  return {
    now,
    at: past ?? now,
    past: past !== undefined,
    from,
    span,
    pxPerMs,
    zoomBy: (steps: number) => setZoom((before) => Math.max(-index + before, Math.min(12, before + steps))),
  }
}

/** One lane a Pod: bars for its states, marks for what was done to it, dashes for what is planned. */
export default function Ribbon() {
  const [width, setWidth] = useState(600)
  const plot = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 600))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const lanes = useLanes((state) => state.lanes)
  const view = useWindow(width)
  const { now, from, span, pxPerMs, zoomBy } = view
  const wheel = useRef(0)
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return
    wheel.current += event.deltaY + event.deltaX
    if (Math.abs(wheel.current) < 60) return
    zoomBy(Math.sign(wheel.current))
    wheel.current = 0
  }
  const shown = visibleLanes(lanes, from)
  const nowX = (now - from) * pxPerMs
  const ruler = useRef<HTMLDivElement>(null)
  const measure = useCallback(
    (element: HTMLDivElement | null) => {
      ruler.current = element
      return plot(element)
    },
    [plot],
  )
  const seek = (clientX: number) => {
    const box = ruler.current?.getBoundingClientRect()
    if (!box) return
    const x = clientX - box.left
    if (x >= nowX - 3) backToNow()
    else lookBack(from + Math.max(0, x) / pxPerMs)
  }
  const dragging = useRef(false)
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const box = ruler.current?.getBoundingClientRect()
    if (event.button !== 0 || !box || event.clientX < box.left || event.clientX > box.left + nowX + 12) return
    dragging.current = true
    event.currentTarget.setPointerCapture(event.pointerId)
    seek(event.clientX)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (dragging.current) seek(event.clientX)
  }
  const onPointerUp = () => {
    dragging.current = false
  }
  return (
    <section className="ribbon" aria-label={words.ribbon} onWheel={onWheel}>
      <div
        className="ribbon__frame"
        data-past={view.past || undefined}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      >
        <div className="ribbon__ruler" ref={measure}>
          {ticks(from, span, width).map((at) => (
            <span key={at} style={{ left: (at - from) * pxPerMs }} data-first={at === 0 || undefined}>
              {shortTime(at)}
            </span>
          ))}
        </div>
        <div className="ribbon__future" style={{ left: nowX }} />
        {shown.length === 0 && <p className="ribbon__empty">{words.ribbonEmpty}</p>}
        <ul
          className="ribbon__lanes scrolls"
          style={{ '--px': `${pxPerMs}px`, '--from': from, '--now': now } as React.CSSProperties}
        >
          {shown.slice(0, lanesAtMost).map((lane) => (
            <LaneRow key={lane.uid} lane={lane} />
          ))}
          {shown.length > lanesAtMost && <li className="ribbon__more">{words.moreLanes(shown.length - lanesAtMost)}</li>}
        </ul>
        {view.past && <div className="ribbon__present" style={{ transform: `translateX(${nowX}px)` }} aria-hidden="true" />}
        <Head at={view.at} now={now} x={(view.at - from) * pxPerMs} tick={span / 150} />
      </div>
    </section>
  )
}

interface HeadProps {
  readonly at: number
  readonly now: number
  readonly x: number
  /** What an arrow key moves by, ms. */
  readonly tick: number
}

/** The moment that the page shows, as a slider: arrows look back and forth, Home is the beginning, End the present. */
function Head({ at, now, x, tick }: HeadProps) {
  const step = Math.max(100, Math.round(tick / 100) * 100)
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: -step,
      ArrowDown: -step,
      ArrowRight: step,
      ArrowUp: step,
      PageDown: -10 * step,
      PageUp: 10 * step,
      Home: -now,
      End: now,
    }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (at + move >= now) backToNow()
    else lookBack(at + move)
  }
  return (
    <div
      className="ribbon__head"
      style={{ transform: `translateX(${x}px)` }}
      role="slider"
      tabIndex={0}
      aria-label={words.momentShown}
      aria-valuemin={0}
      aria-valuemax={Math.round(now / 1000)}
      aria-valuenow={Math.round(at / 1000)}
      aria-valuetext={at < now ? words.lookingBackAt(shortTime(at, 1)) : `${words.now}, ${shortTime(at)}`}
      onKeyDown={onKeyDown}
    >
      <b>{shortTime(at)}</b>
    </div>
  )
}

function visibleLanes(lanes: Lanes, from: number): Lane[] {
  return [...lanes.values()]
    .filter((lane) => lane.goneAt === undefined || lane.goneAt >= from)
    .sort(
      (a, b) => Number(a.goneAt !== undefined) - Number(b.goneAt !== undefined) || a.from - b.from || (a.name < b.name ? -1 : 1),
    )
}

/** Round moments about 110 px apart. */
function ticks(from: number, span: number, width: number): number[] {
  const wanted = (span / Math.max(1, width)) * 110
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400]
    .map((seconds) => seconds * 1000)
    .find((each) => each >= wanted)
  const every = step ?? 86_400_000
  const found: number[] = []
  for (let at = Math.max(0, Math.ceil(from / every) * every); at <= from + span * 0.97; at += every) found.push(at)
  return found
}

/** Renders when its lane changes; the window slides by the variables of the list above it. */
const LaneRow = memo(function LaneRow({ lane }: { readonly lane: Lane }) {
  const thing = { kind: 'Pod', namespace: lane.namespace, name: lane.name }
  const selected = useWorkspace(({ selection }) => sameThing(selection && { ...selection, part: undefined }, thing))
  const end = lane.goneAt
  const current = lane.segments.at(-1)
  return (
    <li className={`lane${selected ? ' is-selected' : ''}${end === undefined ? '' : ' lane--gone'}`}>
      <button type="button" className="lane__name" onClick={() => select(thing)} title={`${lane.name}: ${current?.word ?? ''}`}>
        {lane.name}
      </button>
      <div className="lane__plot">
        <div className="lane__past">
          {lane.segments.map((segment, index) => {
            const to = lane.segments[index + 1]?.from ?? end
            return (
              <i
                key={segment.from}
                className={`bar is-${segment.look} ${barForm(segment.look, segment.word)}${index === 0 ? ' bar--first' : ''}`}
                style={span(segment.from, to)}
                title={segment.word}
              />
            )
          })}
        </div>
        {lane.next && (
          <div className="lane__future">
            <i
              className={`bar bar--ghost is-${lane.next.what === 'kill' ? 'terminating' : 'failing'}`}
              style={span(lane.from, lane.next.until)}
            />
            <span className="lane__next" style={{ left: at(lane.next.until) }}>
              {lane.next.what === 'kill' ? words.sigkillMark : words.nextTryMark}
            </span>
          </div>
        )}
        {lane.marks.map((mark) => (
          <i
            key={`${mark.type} ${mark.at}`}
            className={`act act--${mark.type}`}
            style={{ left: at(mark.at) }}
            title={mark.type}
          />
        ))}
      </div>
    </li>
  )
})

const at = (ms: number) => `calc((${Math.round(ms)} - var(--from)) * var(--px))`

function span(from: number, to: number | undefined) {
  const until = to === undefined ? 'var(--now)' : Math.round(to)
  return { left: at(from), width: `max(1px, calc((${until} - ${Math.round(from)}) * var(--px)))` }
}

function barForm(look: string, word: string): string {
  if (word.endsWith('BackOff') || look === 'terminating') return 'bar--hatch'
  if (look === 'waiting') return 'bar--thin'
  if (look === 'pending') return 'bar--dash'
  if (look === 'done') return 'bar--outline'
  return ''
}
