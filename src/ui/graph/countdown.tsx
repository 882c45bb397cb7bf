import { humanDuration } from '../../cluster/api/human-duration.ts'
import { useShown } from '../../state/past.ts'
import { leftWords, shortTime } from '../clock/duration.ts'
import { useVirtualNow } from '../clock/virtual-now.ts'
import { words } from '../words.ts'
import type { PodModel } from './model.ts'

const longestBackOffMs = 300_000

/** The wait before a container is tried again: a ring that empties, with the seconds in it. */
export function BackOffRing({ pod }: { readonly pod: PodModel }) {
  const now = useVirtualNow(100)
  const { backOff } = pod
  if (!backOff) return null
  const left = Math.max(0, backOff.until - now)
  const share = Math.max(0, Math.min(100, (left / Math.max(1, backOff.until - backOff.since)) * 100))
  const seconds = Math.ceil(left / 1000)
  const pull = backOff.kind === 'image-pull'
  const delay = leftWords(backOff.delayMs)
  const next = Math.min(longestBackOffMs, backOff.delayMs * 2)
  const container = pod.containers.find((each) => each.name === pod.backOffContainer)
  const exit = container?.exitCode ?? container?.lastExitCode
  return (
    <>
      <div className="loop__ring" role="img" aria-label={words.nextTry(leftWords(left))}>
        <svg width="56" height="56" viewBox="0 0 56 56" fill="none" strokeWidth="4" aria-hidden="true">
          <circle cx="28" cy="28" r="25" stroke="var(--track)" />
          <circle
            cx="28"
            cy="28"
            r="25"
            stroke="var(--f)"
            strokeLinecap="round"
            pathLength="100"
            strokeDasharray={`${share} 100`}
            transform="rotate(-90 28 28)"
          />
        </svg>
        <b>
          {seconds}
          <small>s</small>
        </b>
      </div>
      <div className="loop__say">
        <p>
          {left > 0 ? (pull ? words.nextPull : words.nextTry)(leftWords(left)) : pull ? words.pullingAgain : words.startingAgain}
        </p>
        <p>{next > backOff.delayMs ? words.backOffThen(delay, leftWords(next)) : words.backOff(delay)}</p>
      </div>
      <dl className="loop__facts">
        <div>
          <dd>{pod.restarts}</dd>
          <dt>{words.restarts(pod.restarts).replace(/^\d+ /, '')}</dt>
        </div>
        {exit !== undefined && (
          <div className={exit === 0 ? '' : 'is-failing'}>
            <dd>{exit}</dd>
            <dt>{words.exit}</dt>
          </div>
        )}
      </dl>
    </>
  )
}

/** The time between SIGTERM and SIGKILL: a bar that empties. */
export function GraceBar({ pod }: { readonly pod: PodModel }) {
  const now = useVirtualNow(100)
  const startTime = useShown((state) => state.startTime)
  const graceMs = pod.graceSeconds * 1000
  const killAt = pod.termination?.killAt ?? (pod.deleteBy === undefined ? now : pod.deleteBy - startTime)
  const startedAt = pod.termination?.startedAt ?? killAt - graceMs
  const total = Math.max(1, killAt - startedAt)
  const left = Math.max(0, Math.min(total, killAt - now))
  return (
    <>
      <div className="grace__bar">
        <i style={{ clipPath: `inset(0 ${100 - (left / total) * 100}% 0 0)` }} />
      </div>
      <div className="grace__say">
        <span>
          {words.sigterm} · <b>{`${leftWords(left)} ${words.left}`}</b> {`${words.of} ${leftWords(total)}`}
        </span>
        <span>{words.sigkillAt(shortTime(killAt))}</span>
      </div>
    </>
  )
}

/** Time since a moment, as kubectl's AGE words it. @param since ms since the epoch */
export function Age({ since }: { readonly since: number }) {
  const startTime = useShown((state) => state.startTime)
  const now = useVirtualNow(1000)
  return <>{humanDuration(Math.max(0, startTime + now - since))}</>
}
