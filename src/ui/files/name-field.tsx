import { useEffect, useRef, useState } from 'react'
import { badName } from './tree.ts'

interface NameFieldProps {
  readonly label: string
  readonly start: string
  readonly taken: (path: string) => boolean
  readonly onName: (name: string) => void
  readonly onCancel: () => void
}

/** A name being typed: Enter takes it, Escape does not. The ending is left out of the selection. */
export function NameField({ label, start, taken, onName, onCancel }: NameFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(start)
  const problem = badName(name, taken)
  useEffect(() => {
    input.current?.focus()
    const dot = start.lastIndexOf('.')
    input.current?.setSelectionRange(start.lastIndexOf('/') + 1, dot > 0 ? dot : start.length)
  }, [start])
  return (
    <form
      className="name-field"
      onSubmit={(event) => {
        event.preventDefault()
        if (!problem) onName(name.trim())
      }}
    >
      <input
        ref={input}
        className="field"
        aria-label={label}
        aria-invalid={problem !== undefined}
        value={name}
        spellCheck={false}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onCancel()
        }}
        onBlur={onCancel}
      />
      {problem && <p role="alert">{problem}</p>}
    </form>
  )
}
