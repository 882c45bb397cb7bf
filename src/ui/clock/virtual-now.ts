import { useSyncExternalStore } from 'react'
import { useShown } from '../../state/past.ts'

/**
 * Virtual time between frames. The worker tells the time about four times a second; countdowns want it smooth. An
 * animation frame loop runs only while somebody listens and the cluster plays.
 */
const anchor = { virtual: 0, real: 0, speed: 1, playing: false, cluster: -1 }
let shown = 0
const listeners = new Set<() => void>()
let looping = false

function read(): number {
  if (!anchor.playing) return anchor.virtual
  return anchor.virtual + (performance.now() - anchor.real) * anchor.speed
}

function tick(): void {
  shown = Math.max(shown, read())
  for (const listener of listeners) listener()
  if (listeners.size > 0 && anchor.playing) requestAnimationFrame(tick)
  else looping = false
}

function loop(): void {
  if (looping || listeners.size === 0 || !anchor.playing) return
  looping = true
  requestAnimationFrame(tick)
}

function follow(): void {
  useShown.subscribe((state, before) => {
    if (
      state.now === before.now &&
      state.playing === before.playing &&
      state.speed === before.speed &&
      state.phase === before.phase
    ) {
      return
    }
    const fresh = state.cluster !== anchor.cluster || state.now < anchor.virtual
    anchor.virtual = state.now
    anchor.real = performance.now()
    // a cluster that cannot keep up is not run ahead of
    anchor.speed = state.behind ? 0 : state.speed
    anchor.playing = state.playing && state.phase === 'ready'
    anchor.cluster = state.cluster
    shown = fresh || !state.playing ? state.now : Math.max(shown, state.now)
    for (const listener of listeners) listener()
    loop()
  })
}

let following = false

function subscribe(listener: () => void): () => void {
  if (!following) {
    following = true
    const { now, playing, speed, cluster } = useShown.getState()
    Object.assign(anchor, { virtual: now, real: performance.now(), speed, playing, cluster })
    shown = now
    follow()
  }
  listeners.add(listener)
  loop()
  return () => listeners.delete(listener)
}

/** Virtual ms, for use outside React. */
export function virtualNow(): number {
  return Math.max(shown, read())
}

/** Virtual ms rounded down to `stepMs`; renders again only when that changes. */
export function useVirtualNow(stepMs: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor(shown / stepMs) * stepMs)
}
