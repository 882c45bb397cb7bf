import { ChevronLeft, ChevronRight, Map as MapIcon, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Lesson, Step } from '../../lessons/lesson.ts'
import { session } from '../../state/current-session.ts'
import { Button, IconButton } from '../design/button.tsx'
import { toast } from '../design/toast.tsx'
import { trackTitle } from './catalogue.ts'
import { CheckList } from './check-list.tsx'
import { toSandbox } from './lesson-place.ts'
import { Markdown } from './markdown.tsx'
import { PartView } from './part-view.tsx'
import { perform } from './perform.ts'
import { PredictCard } from './predict-card.tsx'
import { markDone, useProgress } from './progress.ts'
import { resetStep, useStepStart } from './step-start.ts'
import { useHighlights } from './use-highlights.ts'
import { useStepState } from './use-step-state.ts'
import { lessonWords as words } from './words.ts'

interface LessonStepProps {
  readonly lesson: Lesson
  readonly step: Step
  /** From 1. */
  readonly number: number
  readonly go: (lessonId: string | undefined, step?: number) => void
}

/** One step: what to read, to predict and to do; whether it is done; and why it is so. */
export function LessonStep({ lesson, step, number, go }: LessonStepProps) {
  const state = useStepState(step)
  const doneBefore = useProgress(({ done }) => Boolean(done[lesson.id]?.[number]))
  const done = state?.done || doneBefore
  const last = number === lesson.steps.length
  const [busy, setBusy] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const key = `${lesson.id}/${number}`
  useStepStart(key)
  useHighlights(step)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    if (state?.done) markDone(lesson.id, number)
  }, [state?.done, lesson.id, number])
  const work = (doing: () => Promise<void>) => async () => {
    setBusy(true)
    await doing().catch((error: Error) => toast(words.failed(error.message)))
    setBusy(false)
  }
  return (
    <section className="lesson" aria-label={words.lesson}>
      <header className="lesson__head">
        <p className="lesson__crumb">
          {trackTitle(lesson.id)} · {words.step(number, lesson.steps.length)}
        </p>
        <span className="grow" />
        <IconButton label={words.map} onClick={() => go(undefined)}>
          <MapIcon size={16} />
        </IconButton>
        <IconButton label={words.toSandbox} tipAlign="end" onClick={toSandbox}>
          <X size={16} />
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="lesson__body" tabIndex={0} aria-label={step.title}>
        {number === 1 && (
          <>
            <p className="lesson__title">{lesson.title}</p>
            <Markdown text={lesson.intro} />
            <p className="lesson__fresh">
              <Button small look="quiet" onClick={() => session.reset()}>
                {words.newCluster}
              </Button>
            </p>
          </>
        )}
        <h2 ref={heading} tabIndex={-1}>
          {step.title}
        </h2>
        {step.parts.map((part) =>
          part.part === 'predict' ? (
            step.predict && <PredictCard key="predict" predict={step.predict} />
          ) : (
            <PartView key={`${part.part}${part.text.slice(0, 60)}`} part={part} />
          ),
        )}
        <CheckList step={step} state={state} />
        {done && step.explanation !== '' && (
          <section className="lesson__why" aria-label={words.why}>
            <h3>{words.why}</h3>
            <Markdown text={step.explanation} />
          </section>
        )}
        <p className="lesson__help">
          <Button small look="quiet" disabled={busy} onClick={work(() => perform(step.solution))}>
            {words.showMe}
          </Button>
          <Button small look="quiet" disabled={busy} onClick={work(() => resetStep(key))}>
            {words.resetStep}
          </Button>
        </p>
      </section>
      <footer className="lesson__foot">
        <div className="lesson__bar" role="img" aria-label={words.step(number, lesson.steps.length)}>
          {lesson.steps.map((each, index) => (
            <i key={each.title} data-state={index + 1 === number ? 'here' : index + 1 < number ? 'past' : 'ahead'} />
          ))}
        </div>
        <div className="lesson__moves">
          <Button disabled={number === 1} onClick={() => go(lesson.id, number - 1)}>
            <ChevronLeft size={14} aria-hidden="true" />
            {words.previous}
          </Button>
          <Button look={done ? 'primary' : 'plain'} onClick={() => (last ? go(undefined) : go(lesson.id, number + 1))}>
            {last ? words.finish : done ? words.next : words.skip}
            <ChevronRight size={14} aria-hidden="true" />
          </Button>
        </div>
      </footer>
    </section>
  )
}
