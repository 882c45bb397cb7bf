import { type KeyboardEvent, type RefObject, useEffect } from 'react'
import { select } from '../shell/workspace.ts'
import { selectionAt } from './element.ts'
import type { GraphLayout } from './layout.ts'
import type { GraphModel } from './model.ts'

const things = '[data-kind]:not([data-kind="Mount"])'

/**
 * One stop for Tab, arrows inside: each arrow goes to the nearest thing in its direction, Enter inspects it, `f` fits.
 */
export function useGraphKeys(_model: GraphModel, layout: GraphLayout, region: RefObject<HTMLElement | null>) {
  // Exactly one element of the graph can be tabbed to: the last one focused, or the first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout may have brought the first element or lost the last
  useEffect(() => {
    const root = region.current
    if (!root || root.querySelector(`${things}[tabindex="0"]`)) return
    root.querySelector(things)?.setAttribute('tabindex', '0')
  }, [layout, region])

  return (event: KeyboardEvent) => {
    const root = region.current
    const here = event.target instanceof HTMLElement ? event.target : undefined
    if (!root || !here?.matches(things)) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      const thing = selectionAt(here)
      if (thing) select(thing)
      return
    }
    const way = ways[event.key]
    if (!way) return
    event.preventDefault()
    const next = nearest(root, here, way, event.shiftKey)
    if (!next) return
    here.setAttribute('tabindex', '-1')
    next.setAttribute('tabindex', '0')
    next.focus({ preventScroll: true })
  }
}

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The closest thing in a direction; sideways distance counts double. Shift skips what is inside Pods. */
function nearest(
  root: HTMLElement,
  here: HTMLElement,
  [dx, dy]: readonly [number, number],
  outer: boolean,
): HTMLElement | undefined {
  const from = start(here)
  let best: HTMLElement | undefined
  let bestCost = Number.POSITIVE_INFINITY
  for (const element of root.querySelectorAll<HTMLElement>(things)) {
    if (element === here || (outer && element.dataset.pod)) continue
    const to = start(element)
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy
    if (along <= 2) continue
    const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx)
    const cost = along + 2 * aside
    if (cost < bestCost) {
      bestCost = cost
      best = element
    }
  }
  return best
}

/** A point near the top left: cards are read from there, and a tank's is above its Pods'. */
function start(element: HTMLElement): { readonly x: number; readonly y: number } {
  const box = element.getBoundingClientRect()
  return { x: box.left + Math.min(20, box.width / 2), y: box.top + Math.min(12, box.height / 2) }
}
