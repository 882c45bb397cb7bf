import { Check } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

export interface MenuItem {
  readonly id: string
  readonly title: ReactNode
  /** At the right, smaller. */
  readonly note?: string
  /** A tick stands before it; leave undefined for items that are no choice. */
  readonly checked?: boolean
  readonly onChoose: () => void
  /** A line above it. */
  readonly apart?: boolean
}

interface MenuListProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly at: { readonly x: number; readonly y: number; readonly alignEnd?: boolean; readonly above?: boolean }
  /** Stays open after a choice: for several ticks in a row. */
  readonly stays?: boolean | undefined
  readonly onClose: () => void
}

/** The open menu, at a point of the window: arrows, Home, End, first letters, Escape. */
export function MenuList({ label, items, at, stays, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<{ left: number; top: number }>()

  useLayoutEffect(() => {
    const box = list.current?.getBoundingClientRect()
    if (!box) return
    const left = at.alignEnd ? at.x - box.width : at.x
    const top = at.above ? at.y - box.height : at.y
    setPlace({
      left: Math.max(8, Math.min(left, innerWidth - box.width - 8)),
      top: Math.max(8, Math.min(top, innerHeight - box.height - 8)),
    })
  }, [at])

  useEffect(() => {
    const before = document.activeElement
    list.current?.querySelector<HTMLElement>('[aria-checked="true"], [role^="menuitem"]')?.focus()
    const outside = (event: PointerEvent) => {
      if (!list.current?.contains(event.target as Node)) onClose()
    }
    addEventListener('pointerdown', outside, true)
    addEventListener('blur', onClose)
    return () => {
      removeEventListener('pointerdown', outside, true)
      removeEventListener('blur', onClose)
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [onClose])

  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
    const index = all.indexOf(document.activeElement as HTMLElement)
    const go = (target: number) => {
      event.preventDefault()
      all[(target + all.length) % all.length]?.focus()
    }
    if (event.key === 'ArrowDown') go(index + 1)
    else if (event.key === 'ArrowUp') go(index - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(all.length - 1)
    else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      onClose()
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== ' ') {
      const letter = event.key.toLowerCase()
      const found = [...all.slice(index + 1), ...all].find((each) => each.textContent?.trim().toLowerCase().startsWith(letter))
      found?.focus()
    }
  }

  return createPortal(
    // a landmark around it: what floats over the page belongs to no other
    <section aria-label={label}>
      <div
        ref={list}
        className="menu scrolls"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        style={place ?? { left: 0, top: 0, opacity: 0 }}
        onKeyDown={onKeyDown}
      >
        {items.map((item) => (
          <div key={item.id} role="none">
            {item.apart && <div className="menu__line" role="none" />}
            <button
              type="button"
              {...(item.checked === undefined
                ? { role: 'menuitem' }
                : { role: 'menuitemcheckbox', 'aria-checked': item.checked })}
              className="menu__item"
              tabIndex={-1}
              onClick={() => {
                if (!stays) onClose()
                item.onChoose()
              }}
            >
              {item.checked !== undefined && <span className="menu__tick">{item.checked && <Check size={14} />}</span>}
              {item.title}
              {item.note && <small>{item.note}</small>}
            </button>
          </div>
        ))}
      </div>
    </section>,
    document.body,
  )
}

interface MenuButtonProps {
  readonly label: string
  readonly className: string
  readonly items: readonly MenuItem[]
  readonly children: ReactNode
  readonly alignEnd?: boolean
  readonly above?: boolean
  readonly stays?: boolean
  readonly tip?: string
}

/** A button that opens a menu under (or above) itself. */
export function MenuButton({ label, className, items, children, alignEnd, above, stays, tip }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [at, setAt] = useState<MenuListProps['at']>()
  const toggle = () => {
    const box = button.current?.getBoundingClientRect()
    if (!box || at) return setAt(undefined)
    setAt({
      x: alignEnd ? box.right : box.left,
      y: above ? box.top - 4 : box.bottom + 4,
      alignEnd: alignEnd ?? false,
      above: above ?? false,
    })
  }
  const [close] = useState(() => () => setAt(undefined))
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={at !== undefined}
        aria-label={label}
        data-tip={tip}
        onPointerDown={(event) => at && event.stopPropagation()}
        onClick={toggle}
      >
        {children}
      </button>
      {at && <MenuList label={label} items={items} at={at} stays={stays} onClose={close} />}
    </>
  )
}
