import { create } from 'zustand'

/** Where the learner is. A part of the page's first code, so nothing here knows of lessons' texts. */
export interface LessonPlace {
  /** Whether the column is shown. */
  readonly open: boolean
  /** `01-what-a-pod-is/01-one-pod`; undefined for the map. */
  readonly lessonId: string | undefined
  /** From 1. */
  readonly step: number
}

const storageKey = 'podarium.lesson-place'

/** `#/lesson/track/lesson/step` */
export function readLessonHash(hash: string): { readonly lessonId: string; readonly step: number } | undefined {
  const match = /^#\/lesson\/([\w-]+)\/([\w-]+)(?:\/(\d+))?$/.exec(hash)
  if (!match) return undefined
  return { lessonId: `${match[1]}/${match[2]}`, step: Math.max(1, Number(match[3] ?? 1)) }
}

function remembered(): Pick<LessonPlace, 'lessonId' | 'step'> {
  try {
    const asked = readLessonHash(`#/lesson/${localStorage.getItem(storageKey) ?? ''}`)
    if (asked) return asked
  } catch {
    // without storage every visit begins at the map
  }
  return { lessonId: undefined, step: 1 }
}

const linked = readLessonHash(globalThis.location?.hash ?? '')

export const useLessonPlace = create<LessonPlace>()(() => ({ open: linked !== undefined, ...(linked ?? remembered()) }))

/** Goes to a step of a lesson, or (without a lesson) to the map. */
export function goTo(lessonId: string | undefined, step = 1): void {
  useLessonPlace.setState({ open: true, lessonId, step })
  if (lessonId === undefined) return
  history.replaceState(null, '', `#/lesson/${lessonId}/${step}`)
  try {
    localStorage.setItem(storageKey, `${lessonId}/${step}`)
  } catch {
    // the place is lost with the page, nothing else
  }
}

export function toSandbox(): void {
  useLessonPlace.setState({ open: false })
  if (readLessonHash(location.hash)) history.replaceState(null, '', location.pathname + location.search)
}

globalThis.addEventListener?.('hashchange', () => {
  const asked = readLessonHash(location.hash)
  if (asked) useLessonPlace.setState({ open: true, ...asked })
})
