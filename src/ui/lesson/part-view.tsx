import { FilePenLine, Play } from 'lucide-react'
import type { Part } from '../../lessons/lesson.ts'
import { Button } from '../design/button.tsx'
import { Markdown } from './markdown.tsx'
import { openManifest, perform } from './perform.ts'
import { lessonWords as words } from './words.ts'

/** Text, code, or something to do with one click. */
export function PartView({ part }: { readonly part: Exclude<Part, { part: 'predict' }> }) {
  if (part.part === 'text') return <Markdown text={part.text} />
  if (part.part === 'code') return <pre className="lesson__code">{part.text}</pre>
  if (part.part === 'command') {
    return (
      <div className="lesson__run">
        <code>{part.text}</code>
        <Button small aria-label={words.runIt(part.text)} onClick={() => void perform([{ do: 'run', line: part.text }])}>
          <Play size={12} aria-hidden="true" />
          {words.run}
        </Button>
      </div>
    )
  }
  const { fileName, text, how } = part
  return (
    <div className="lesson__file">
      <p>
        <code>{fileName}</code>
        <span className="grow" />
        <Button small look="quiet" aria-label={words.openIt(fileName)} onClick={() => openManifest(fileName, text)}>
          <FilePenLine size={12} aria-hidden="true" />
          {words.open}
        </Button>
        {how === 'apply' ? (
          <Button
            small
            aria-label={words.applyIt(fileName)}
            onClick={() => void perform([{ do: 'apply', fileName, manifest: text }])}
          >
            <Play size={12} aria-hidden="true" />
            {words.apply}
          </Button>
        ) : (
          <Button small aria-label={words.writeIt(fileName)} onClick={() => void perform([{ do: 'write', fileName, text }])}>
            {words.write}
          </Button>
        )}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  )
}
