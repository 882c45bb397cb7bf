import { OctagonAlert } from 'lucide-react'
import type { ApplyProblem } from '../../bridge/protocol.ts'
import { useManifest } from '../../state/manifest-store.ts'

/** Kubernetes' words, ours below, and the fix where one is certain. */
export function ProblemCard({ problem, tabIndex }: { readonly problem: ApplyProblem; readonly tabIndex?: number }) {
  const fix = useManifest((state) => state.fix)
  return (
    <div className="problem-card">
      <OctagonAlert size={14} aria-hidden className="problem-card__mark" />
      <div>
        <code className="problem-card__message">{problem.message}</code>
        {problem.explanation && <p className="problem-card__explanation">{problem.explanation}</p>}
        {problem.fix && (
          <button type="button" className="problem-card__fix" tabIndex={tabIndex} onClick={() => fix(problem)}>
            {problem.fix.title}
          </button>
        )}
      </div>
    </div>
  )
}
