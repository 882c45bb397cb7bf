import { type MouseEvent, useState } from 'react'
import { type MenuItem, MenuList } from '../design/menu.tsx'
import { operationsOn } from '../palette/operations.ts'
import type { Selection } from '../shell/workspace.ts'
import { selectionAt } from './element.ts'

interface Opened {
  readonly on: Selection
  readonly at: { readonly x: number; readonly y: number }
}

/** Right-click (or the menu key) on anything of the graph: what can be done to it, each with its command. */
export function useContextMenu() {
  const [opened, setOpened] = useState<Opened>()
  const [close] = useState(() => () => setOpened(undefined))
  const onContextMenu = (event: MouseEvent) => {
    const on = selectionAt(event.target)
    if (!on) return
    event.preventDefault()
    const box = event.target instanceof Element ? event.target.getBoundingClientRect() : undefined
    // the menu key has no place of its own
    const byKey = event.clientX === 0 && event.clientY === 0
    setOpened({ on, at: byKey && box ? { x: box.left + 12, y: box.top + 12 } : { x: event.clientX, y: event.clientY } })
  }
  const menu = opened && (
    <MenuList
      label={`${opened.on.kind} ${opened.on.name}`}
      at={opened.at}
      onClose={close}
      items={operationsOn(opened.on).map(
        ({ id, title, note, run }): MenuItem => ({
          id,
          title,
          onChoose: run,
          apart: title.startsWith('Delete'),
          ...(note ? { note } : {}),
        }),
      )}
    />
  )
  return { onContextMenu, menu }
}
