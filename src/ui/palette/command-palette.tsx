import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { words } from '../words.ts'
import { type Command, commands } from './commands.ts'
import './command-palette.css'
import { closePalette } from './palette-store.ts'

const shownAtMost = 40

/** Every letter of the query in order: `nxp` finds `nginx Pod`. Earlier and closer is better. */
export function fuzzyScore(query: string, text: string): number | undefined {
  if (query === '') return 0
  const wanted = query.toLowerCase()
  const inside = text.toLowerCase()
  const whole = inside.indexOf(wanted)
  if (whole >= 0) return whole === 0 || /\W/.test(inside.charAt(whole - 1)) ? whole / 100 : 1 + whole / 100
  let at = -1
  let gaps = 0
  for (const letter of wanted) {
    const next = inside.indexOf(letter, at + 1)
    if (next < 0) return undefined
    gaps += next - at - 1
    at = next
  }
  return 10 + gaps
}

/** Find or run anything: type, arrows, Enter. */
export default function CommandPalette() {
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [query, setQuery] = useState('')
  const [index, setIndex] = useState(0)
  const [all] = useState(commands)
  const [asked, setAsked] = useState<Command['ask']>()
  const found = useMemo(
    () =>
      all
        .map((command) => ({ command, score: fuzzyScore(query.trim(), `${command.title} ${command.note ?? ''}`) }))
        .filter((each): each is { command: Command; score: number } => each.score !== undefined)
        .sort((a, b) => a.score - b.score)
        .slice(0, shownAtMost)
        .map((each) => each.command),
    [all, query],
  )
  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => {
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' })
  }, [index])
  const run = (command: Command | undefined) => {
    if (!command) return
    if (command.ask) {
      setAsked(command.ask)
      setQuery('')
      return
    }
    closePalette()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (asked) {
      if (event.key !== 'Enter' || query.trim() === '') return
      closePalette()
      asked.run(query.trim())
    } else if (event.key === 'ArrowDown') setIndex((index + 1) % Math.max(1, found.length))
    else if (event.key === 'ArrowUp') setIndex((index - 1 + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') run(found[index])
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is for the backdrop
    <dialog
      ref={dialog}
      className="palette"
      aria-label={words.palette}
      onCancel={closePalette}
      onClose={closePalette}
      onClick={(event) => event.target === dialog.current && closePalette()}
    >
      {asked && (
        <>
          <label className="palette__ask" htmlFor="palette-ask">
            {asked.label}
          </label>
          <input
            id="palette-ask"
            className="palette__query"
            placeholder={asked.example}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={onKeyDown}
            // biome-ignore lint/a11y/noAutofocus: it takes the place of the field that had the focus
            autoFocus
          />
          <p className="palette__none">{words.askEnter(asked.example)}</p>
        </>
      )}
      {!asked && (
        <>
          <input
            className="palette__query"
            role="combobox"
            aria-expanded={found.length > 0}
            aria-controls="palette-list"
            aria-activedescendant={found[index] ? `palette-${index}` : undefined}
            aria-label={words.palette}
            placeholder={words.palette}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setIndex(0)
            }}
            onKeyDown={onKeyDown}
          />
          {found.length === 0 ? (
            <p className="palette__none">{words.nothingFound(query)}</p>
          ) : (
            <div className="palette__list scrolls" role="listbox" id="palette-list" aria-label={words.palette} ref={list}>
              {found.map((command, at) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
                <div
                  key={command.id}
                  id={`palette-${at}`}
                  role="option"
                  aria-selected={at === index}
                  tabIndex={-1}
                  className="palette__item"
                  onClick={() => run(command)}
                  onMouseMove={() => setIndex(at)}
                >
                  <span>{command.title}</span>
                  {command.note && <code>{command.note}</code>}
                  {command.keys && <kbd>{command.keys}</kbd>}
                </div>
              ))}
            </div>
          )}
        </>
      )}
    </dialog>
  )
}
