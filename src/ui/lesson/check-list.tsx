import { CircleCheck, CircleDashed, Lightbulb } from 'lucide-react'
import { useState } from 'react'
import type { StepState } from '../../lessons/check.ts'
import type { Step } from '../../lessons/lesson.ts'
import { Button } from '../design/button.tsx'
import { Markdown } from './markdown.tsx'
import { lessonWords as words } from './words.ts'

/** The step's checks as they stand now, and a hint for what is wrong. */
export function CheckList({ step, state }: { readonly step: Step; readonly state: StepState | undefined }) {
  const [asked, setAsked] = useState(false)
  const count = state?.passed.filter(Boolean).length ?? 0
  const general = step.hints.find(({ when }) => when === undefined)
  const hint = state?.hint ?? general
  return (
    <section className="checks" aria-label={words.checks}>
      <h3>
        {words.checks}
        <span role="status">{words.passed(count, step.checks.length)}</span>
      </h3>
      <ul>
        {step.checks.map((check, index) => {
          const passed = state?.passed[index] ?? false
          return (
            <li key={check.title} data-passed={passed} title={check.command}>
              {passed ? <CircleCheck size={15} aria-hidden="true" /> : <CircleDashed size={15} aria-hidden="true" />}
              <span>{check.title}</span>
              <span className="visually-hidden">: {passed ? words.checkPassed : words.checkOpen}</span>
            </li>
          )
        })}
      </ul>
      {!state?.done && (
        <>
          <Button small look="quiet" aria-expanded={asked} onClick={() => setAsked(!asked)}>
            <Lightbulb size={14} aria-hidden="true" />
            {words.askHint}
          </Button>
          <div aria-live="polite">
            {asked && (
              <div className="checks__hint">
                <Markdown text={hint?.text ?? words.noHint} />
              </div>
            )}
          </div>
        </>
      )}
    </section>
  )
}
