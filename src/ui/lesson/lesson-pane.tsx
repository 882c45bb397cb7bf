import { lessons } from './catalogue.ts'
import { goTo, useLessonPlace } from './lesson-place.ts'
import './lesson.css'
import { LessonMap } from './lesson-map.tsx'
import { LessonStep } from './lesson-step.tsx'
import { lessonWords as words } from './words.ts'

/** The left column: the map of lessons, or one step of one. */
export default function LessonPane() {
  const { lessonId, step } = useLessonPlace()
  const lesson = lessons.find(({ id }) => id === lessonId)
  if (lesson) {
    const number = Math.min(step, lesson.steps.length)
    const shown = lesson.steps[number - 1]
    if (shown) return <LessonStep key={`${lesson.id}/${number}`} lesson={lesson} step={shown} number={number} go={goTo} />
  }
  return (
    <>
      {lessonId !== undefined && (
        <p className="lesson__notice" role="alert">
          {words.unknown(lessonId)}
        </p>
      )}
      <LessonMap />
    </>
  )
}
