import { create } from 'zustand'

/** lesson → its steps (from 1) that were done, each with when (milliseconds since the epoch). */
export type Done = Readonly<Record<string, Readonly<Record<string, number>>>>

const storageKey = 'podarium.lessons-done'

function saved(): Done {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Done) : {}
  } catch {
    return {}
  }
}

export const useProgress = create<{ readonly done: Done }>()(() => ({ done: saved() }))

export function markDone(lessonId: string, step: number): void {
  const { done } = useProgress.getState()
  if (done[lessonId]?.[step]) return
  const next = { ...done, [lessonId]: { ...done[lessonId], [step]: Date.now() } }
  useProgress.setState({ done: next })
  try {
    localStorage.setItem(storageKey, JSON.stringify(next))
  } catch {
    // kept for this visit only
  }
}

/** Hands the learner her record as a file. */
export function exportRecord(): void {
  const rows = Object.entries(useProgress.getState().done).map(([lesson, steps]) => ({
    lesson,
    steps: Object.entries(steps).map(([step, at]) => ({ step: Number(step), done: new Date(at).toISOString() })),
  }))
  const url = URL.createObjectURL(new Blob([JSON.stringify({ podarium: 'lessons', rows }, undefined, 2)]))
  const link = document.createElement('a')
  link.href = url
  link.download = 'podarium-lessons.json'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
