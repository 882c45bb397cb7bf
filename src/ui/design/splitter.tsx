import { type KeyboardEvent, type PointerEvent, useRef } from 'react'

interface SplitterProps {
  readonly label: string
  /** `column` stands between two panes side by side. */
  readonly direction: 'column' | 'row'
  readonly value: number
  readonly min: number
  readonly max: number
  /** 1 if moving right or down makes the pane larger, -1 if smaller. */
  readonly sign: 1 | -1
  readonly onChange: (value: number) => void
  /** Double click and Enter. */
  readonly onReset?: () => void
}

/** The line between two panes: drag it, or focus it and use the arrows (Shift for larger steps). */
export function Splitter({ label, direction, value, min, max, sign, onChange, onReset }: SplitterProps) {
  const drag = useRef<{ readonly from: number; readonly value: number } | undefined>(undefined)
  const clamp = (next: number) => Math.round(Math.max(min, Math.min(max, next)))
  const along = (event: PointerEvent) => (direction === 'column' ? event.clientX : event.clientY)

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 64 : 16
    const [less, more] = direction === 'column' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    if (event.key === less) onChange(clamp(value - step * sign))
    else if (event.key === more) onChange(clamp(value + step * sign))
    else if (event.key === 'Home') onChange(min)
    else if (event.key === 'End') onChange(clamp(max))
    else if (event.key === 'Enter') onReset?.()
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged or focused
    <div
      className={`splitter splitter--${direction}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={direction === 'column' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(value)}
      aria-valuemin={Math.round(min)}
      aria-valuemax={Math.round(Math.max(max, value))}
      onKeyDown={onKeyDown}
      onDoubleClick={onReset}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        event.currentTarget.dataset.dragging = ''
        drag.current = { from: along(event), value }
      }}
      onPointerMove={(event) => {
        if (drag.current) onChange(clamp(drag.current.value + (along(event) - drag.current.from) * sign))
      }}
      onPointerUp={(event) => {
        delete event.currentTarget.dataset.dragging
        drag.current = undefined
      }}
      onPointerCancel={(event) => {
        delete event.currentTarget.dataset.dragging
        drag.current = undefined
      }}
    />
  )
}
