import { Eye } from 'lucide-react'
import { useId, useState } from 'react'
import type { Predict } from '../../lessons/lesson.ts'
import { Markdown } from './markdown.tsx'
import { lessonWords as words } from './words.ts'

/** A question before the deed. The answer comes with the pick. */
export function PredictCard({ predict }: { readonly predict: Predict }) {
  const [picked, setPicked] = useState<number>()
  const name = useId()
  const right = picked !== undefined && predict.options[picked]?.right === true
  return (
    <fieldset className="predict">
      <legend>
        <Eye size={14} aria-hidden="true" />
        {words.predict}
      </legend>
      <Markdown text={predict.question} />
      {predict.options.map((option, index) => (
        <label
          key={option.text}
          data-picked={picked === index}
          data-right={picked !== undefined && option.right ? 'true' : undefined}
        >
          <input type="radio" name={name} checked={picked === index} onChange={() => setPicked(index)} />
          <span>{option.text}</span>
          {picked === index && <small>{words.pick}</small>}
        </label>
      ))}
      <div aria-live="polite">
        {picked !== undefined && (
          <>
            <p className="predict__verdict">{right ? words.right : words.notQuite}</p>
            <Markdown text={predict.because} />
          </>
        )}
      </div>
    </fieldset>
  )
}
