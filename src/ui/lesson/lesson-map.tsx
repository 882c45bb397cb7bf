import { Check, Download, X } from 'lucide-react'
import type { Lesson } from '../../lessons/lesson.ts'
import { Button, IconButton } from '../design/button.tsx'
import { lessons, trackTitle } from './catalogue.ts'
import { goTo, toSandbox } from './lesson-place.ts'
import { exportRecord, useProgress } from './progress.ts'
import { lessonWords as words } from './words.ts'

function Entry({ lesson }: { readonly lesson: Lesson }) {
  const done = useProgress((state) => state.done[lesson.id])
  const count = lesson.steps.filter((_, index) => done?.[index + 1]).length
  const complete = count === lesson.steps.length
  const firstOpen = lesson.steps.findIndex((_, index) => !done?.[index + 1])
  return (
    <li>
      <button type="button" className="map__entry" onClick={() => goTo(lesson.id, complete ? 1 : firstOpen + 1)}>
        <b>{lesson.title}</b>
        <small>
          {complete && <Check size={12} aria-hidden="true" />}
          {complete ? words.complete : count > 0 ? words.progress(count, lesson.steps.length) : words.minutes(lesson.minutes)}
        </small>
        <span>{words.goal(lesson.goal)}</span>
        <span className="map__bar" aria-hidden="true">
          {lesson.steps.map((step, index) => (
            <i key={step.title} data-done={Boolean(done?.[index + 1])} />
          ))}
        </span>
      </button>
    </li>
  )
}

/** All lessons by track, with how far the learner has come. */
export function LessonMap() {
  const tracks = [...new Set(lessons.map(({ id }) => String(id.split('/')[0])))]
  const begun = useProgress((state) => Object.keys(state.done).length > 0)
  return (
    <section className="lesson" aria-label={words.lessons}>
      <header className="lesson__head">
        <h2>{words.lessons}</h2>
        <span className="grow" />
        <IconButton label={words.toSandbox} tipAlign="end" onClick={toSandbox}>
          <X size={16} />
        </IconButton>
      </header>
      <div className="lesson__body">
        <p>{words.intro}</p>
        {tracks.map((track) => (
          <section key={track} className="map__track" aria-label={trackTitle(track)}>
            <h3>{trackTitle(track)}</h3>
            <ol>
              {lessons
                .filter(({ id }) => id.startsWith(`${track}/`))
                .map((lesson) => (
                  <Entry key={lesson.id} lesson={lesson} />
                ))}
            </ol>
          </section>
        ))}
        {begun && (
          <Button onClick={exportRecord}>
            <Download size={14} aria-hidden="true" />
            {words.exportIt}
          </Button>
        )}
      </div>
    </section>
  )
}
