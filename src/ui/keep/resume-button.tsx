import { shortTime } from '../clock/duration.ts'
import { Button } from '../design/button.tsx'
import { resume } from './keep.ts'
import { useKept } from './kept-store.ts'
import { hasActions } from './session-file.ts'
import { keepWords as words } from './words.ts'

/** Offers the session of the last visit, if there is one. */
export function ResumeButton() {
  const offer = useKept((state) => state.offer)
  if (!offer) return null
  const { recording, pods, fileName } = offer
  return (
    <Button onClick={resume}>
      {hasActions(recording) ? words.resume(pods, shortTime(recording.until)) : words.resumeManifest(fileName)}
    </Button>
  )
}
