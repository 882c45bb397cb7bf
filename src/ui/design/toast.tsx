import { X } from 'lucide-react'
import { create } from 'zustand'
import { words } from '../words.ts'
import { IconButton } from './button.tsx'

interface Toast {
  readonly id: number
  readonly text: string
}

const useToasts = create<{ readonly toasts: readonly Toast[] }>()(() => ({ toasts: [] }))
let nextId = 1

/** Says something in passing; gone by itself after `forMs`. */
export function toast(text: string, forMs = 5000): void {
  const id = nextId++
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, text }] }))
  setTimeout(() => dismiss(id), forMs)
}

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }))
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className="toasts" role="status">
      {toasts.map((each) => (
        <div key={each.id} className="toast">
          <span className="grow">{each.text}</span>
          <IconButton label={words.dismiss} small onClick={() => dismiss(each.id)} tipSide="left">
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
