import { GitBranch, History, StepBack, StepForward } from 'lucide-react'
import { backToNow, branchFromPast, stepInPast, useLookingBack } from '../../state/past.ts'
import { shortTime } from '../clock/duration.ts'
import { Button, IconButton } from '../design/button.tsx'
import { toast } from '../design/toast.tsx'
import { words } from '../words.ts'
import './past-banner.css'

/** Says that the page shows the past, and leads out of it: back to now, or on from there. */
export default function PastBanner() {
  const past = useLookingBack((state) => state.past)
  if (!past) return null
  const branch = () => branchFromPast().catch((error: Error) => toast(words.actionFailed(words.branch, error.message), 8000))
  return (
    <section className="past" aria-label={words.lookingBackAt(shortTime(past.at, 1))}>
      <History size={16} aria-hidden="true" />
      <b>{words.lookingBackAt(shortTime(past.at, 1))}</b>
      <IconButton small label={words.stepBack} onClick={() => stepInPast(-1)}>
        <StepBack size={13} />
      </IconButton>
      <IconButton small label={words.stepForward} onClick={() => stepInPast(1)}>
        <StepForward size={13} />
      </IconButton>
      <Button small onClick={branch}>
        <GitBranch size={13} aria-hidden="true" />
        {words.branch}
      </Button>
      <Button small look="primary" onClick={backToNow}>
        {words.backToNow}
      </Button>
      <small>{past.reached ? words.pastHint : words.pastOutOfReach}</small>
    </section>
  )
}
