import { CircleCheck, CircleDot, OctagonAlert, TriangleAlert, X } from 'lucide-react'
import type { ApplyResult } from '../../bridge/protocol.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { ProblemCard } from './problem-card.tsx'
import { editorWords as words } from './words.ts'

/** The API server's answers, one a document, as kubectl words them. */
export function ResultList({ onReveal }: { readonly onReveal: (line: number) => void }) {
  const results = useManifest((state) => state.results)
  const failure = useManifest((state) => state.failure)
  const dismiss = useManifest((state) => state.dismissResults)
  const nothing = results.length === 0 && !failure
  return (
    <div className="result-list" role="status" aria-label={words.results} hidden={nothing}>
      {!nothing && (
        <>
          <button type="button" className="result-list__dismiss" onClick={dismiss} aria-label={words.dismiss}>
            <X size={14} aria-hidden />
          </button>
          {failure && <p className="result-list__failure">{failure}</p>}
          <ol>
            {results.map((result) => (
              <Result key={result.document} result={result} onReveal={onReveal} />
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

function Result({ result, onReveal }: { readonly result: ApplyResult; readonly onReveal: (line: number) => void }) {
  const refused = result.outcome === 'refused'
  return (
    <li className="result" data-outcome={result.outcome}>
      {refused ? (
        <OctagonAlert size={14} aria-hidden />
      ) : result.outcome === 'unchanged' ? (
        <CircleDot size={14} aria-hidden />
      ) : (
        <CircleCheck size={14} aria-hidden />
      )}
      <div className="result__body">
        <p>
          <code className="result__message">{result.message}</code>
          <button type="button" className="result__line" onClick={() => onReveal(result.problems[0]?.line ?? result.startLine)}>
            {result.problems[0] ? words.line(result.problems[0].line) : words.lines(result.startLine, result.endLine)}
          </button>
        </p>
        {result.warnings.map((warning) => (
          <p key={warning} className="result__warning">
            <TriangleAlert size={14} aria-hidden /> <code>Warning: {warning}</code>
          </p>
        ))}
        {result.problems.some((problem) => problem.explanation || problem.fix) && (
          <ul className="result__problems">
            {result.problems.map((problem) => (
              <li key={`${problem.line}:${problem.field ?? ''}:${problem.message}`}>
                <ProblemCard problem={problem} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  )
}
