import { Pause, Play, RotateCcw, StepForward } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { useLookingBack } from '../../state/past.ts'
import { clockTime } from '../clock/duration.ts'
import { useVirtualNow } from '../clock/virtual-now.ts'
import { IconButton } from '../design/button.tsx'
import { MenuButton } from '../design/menu.tsx'
import { ResetDialog } from '../shell/reset-dialog.tsx'
import { stepForward, togglePlaying } from '../shell/shortcuts.ts'
import { words } from '../words.ts'
import './time-bar.css'

const Ribbon = lazy(() => import('./ribbon.tsx'))

const speeds = [1, 2, 5, 10, 30, 100, 300, 1000]

/** Under everything, because it governs everything: transport, clock, and the ribbon of what happened. */
export function TimeBar() {
  return (
    <section className="time" aria-label={words.timeBar}>
      <div className="time__transport">
        <Clock />
        <Keys />
      </div>
      <Suspense fallback={<div />}>
        <Ribbon />
      </Suspense>
      <Legend />
    </section>
  )
}

function Clock() {
  const now = useVirtualNow(1000)
  const behind = useCluster((state) => state.behind)
  const past = useLookingBack((state) => state.past !== undefined)
  return (
    <div className="time__clock" data-past={past || undefined}>
      <time className="clock">{clockTime(now)}</time>
      <small title={behind ? words.behind : undefined} className={behind ? 'is-waiting time__behind' : undefined}>
        {behind ? words.atFullSpeed : words.clusterTime}
      </small>
    </div>
  )
}

function Keys() {
  const playing = useCluster((state) => state.playing)
  const speed = useCluster((state) => state.speed)
  return (
    <div className="time__keys">
      <button type="button" className="time__play" aria-label={playing ? words.pause : words.play} onClick={togglePlaying}>
        {playing ? (
          <Pause size={16} fill="currentColor" strokeWidth={0} />
        ) : (
          <Play size={16} fill="currentColor" strokeWidth={0} />
        )}
      </button>
      <IconButton label={words.step} look="plain" tipSide="top" tipAlign="start" onClick={stepForward}>
        <StepForward size={15} />
      </IconButton>
      <MenuButton
        label={`${words.speed}: ${words.speedOf(speed)}`}
        className="btn time__speed"
        above
        items={speeds.map((factor) => ({
          id: String(factor),
          title: words.speedOf(factor),
          checked: factor === speed,
          onChoose: () => session.setSpeed(factor),
        }))}
      >
        {words.speedOf(speed)}
      </MenuButton>
    </div>
  )
}

function Legend() {
  const [asking, setAsking] = useState(false)
  return (
    <div className="time__legend">
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        <RotateCcw size={14} aria-hidden="true" />
        {words.reset}
      </button>
      <small aria-hidden="true">
        <i className="time__act" />
        {words.applyMark}
        <i className="time__act time__act--delete" />
        {words.deleteMark}
        <i className="time__ghost" />
        {words.planned}
      </small>
      {asking && <ResetDialog onDone={() => setAsking(false)} />}
    </div>
  )
}
