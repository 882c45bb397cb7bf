import { GraduationCap } from 'lucide-react'
import { Button } from '../design/button.tsx'
import { goTo, toSandbox, useLessonPlace } from './lesson-place.ts'
import { lessonWords } from './words.ts'

/** The way into the lessons, and back. */
export function LessonButton() {
  const { open, lessonId, step } = useLessonPlace()
  return (
    <Button
      look="quiet"
      aria-pressed={open}
      aria-label={open || lessonId === undefined ? lessonWords.lessons : lessonWords.back}
      onClick={() => (open ? toSandbox() : goTo(lessonId, step))}
    >
      <GraduationCap size={16} aria-hidden="true" />
      <span className="top__lessons">{open || lessonId === undefined ? lessonWords.lessons : lessonWords.back}</span>
    </Button>
  )
}
