import type { KeyboardEvent, ReactNode } from 'react'

export interface Tab<Id extends string> {
  readonly id: Id
  readonly title: ReactNode
  /** Spoken instead of the title when the title is more than words. */
  readonly label?: string
}

interface TabsProps<Id extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Id>[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
  /** Prefix of the ids that tie tabs to their panels: `<name>-panel-<id>`. */
  readonly name: string
}

/** A row of tabs: arrows move, the panel belongs to whoever renders it with `tabPanel(name, id)`. */
export function Tabs<Id extends string>({ label, tabs, chosen, onChoose, name }: TabsProps<Id>) {
  const move = (event: KeyboardEvent) => {
    const index = tabs.findIndex((tab) => tab.id === chosen)
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const target = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : step ? index + step : undefined
    if (target === undefined) return
    event.preventDefault()
    const next = tabs[(target + tabs.length) % tabs.length]
    if (!next) return
    onChoose(next.id)
    document.getElementById(`${name}-tab-${next.id}`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${name}-tab-${tab.id}`}
          className="tab"
          aria-selected={tab.id === chosen}
          aria-controls={tab.id === chosen ? `${name}-panel-${tab.id}` : undefined}
          aria-label={tab.label}
          tabIndex={tab.id === chosen ? 0 : -1}
          onClick={() => onChoose(tab.id)}
        >
          {tab.title}
        </button>
      ))}
    </div>
  )
}

/** What makes an element the panel of a tab. */
export function tabPanel(name: string, id: string) {
  return { role: 'tabpanel', id: `${name}-panel-${id}`, 'aria-labelledby': `${name}-tab-${id}`, tabIndex: 0 } as const
}
