import { useEffect, useRef, useState } from 'react'
import { session } from '../../state/current-session.ts'
import { useLookingBack } from '../../state/past.ts'
import { EmptyState } from '../design/states.tsx'
import type { PodModel } from '../graph/model.ts'
import type { Selection } from '../shell/workspace.ts'
import { words } from '../words.ts'

/** Lines kept on the page; older ones scroll away. */
const lineLimit = 5000

interface LogState {
  readonly text: string
  readonly ended: boolean
  readonly error: string | undefined
}

const empty: LogState = { text: '', ended: false, error: undefined }

/** Follows one container's log; chunks are shown once an animation frame. */
function useLog(pod: PodModel, container: string, previous: boolean, attempt: string): LogState {
  const [log, setLog] = useState(empty)
  const { namespace, name } = pod
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run of the container is another log
  useEffect(() => {
    setLog(empty)
    let buffer = ''
    let frame = 0
    const show = () => {
      frame = 0
      const added = buffer
      buffer = ''
      setLog((before) => {
        const lines = (before.text + added).split('\n')
        return { ...before, text: lines.length > lineLimit ? lines.slice(-lineLimit).join('\n') : lines.join('\n') }
      })
    }
    const stop = session.followLog(
      { namespace, name },
      container,
      { follow: !previous, previous, tailLines: lineLimit },
      (chunk) => {
        buffer += chunk
        frame ||= requestAnimationFrame(show)
      },
      (error) => {
        if (frame) cancelAnimationFrame(frame)
        show()
        setLog((before) => ({ ...before, ended: true, error }))
      },
    )
    return () => {
      stop()
      if (frame) cancelAnimationFrame(frame)
    }
  }, [namespace, name, container, previous, attempt])
  return log
}

/** What a container prints, live; and what its previous run printed before it ended. */
export function LogsTab({ pod, part }: { readonly pod: PodModel; readonly part: Selection['part'] }) {
  const names = pod.containers.map((each) => each.name)
  const asked = part?.type === 'container' ? part.name : undefined
  const preferred = asked ?? pod.backOffContainer ?? pod.containers.find((each) => each.role === 'app')?.name ?? names[0] ?? ''
  const [picked, setPicked] = useState<string>()
  const [previous, setPrevious] = useState(false)
  const [wrap, setWrap] = useState(true)
  const container = picked && names.includes(picked) ? picked : preferred
  const model = pod.containers.find((each) => each.name === container)
  const log = useLog(pod, container, previous, `${model?.restarts ?? 0} ${model?.startedAt ?? 0}`)
  const past = useLookingBack((state) => state.past !== undefined)
  const pre = useRef<HTMLPreElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    const element = pre.current
    if (element && atEnd.current && log.text) element.scrollTop = element.scrollHeight
  }, [log.text])
  useEffect(() => setPicked(undefined), [])
  return (
    <div className="logs">
      <div className="logs__tools">
        <label>
          <span className="visually-hidden">{words.container}</span>
          <select className="field" value={container} onChange={(event) => setPicked(event.target.value)}>
            {pod.containers.map((each) => (
              <option key={each.name} value={each.name}>
                {each.role === 'app' ? each.name : `${each.name} (${each.role})`}
              </option>
            ))}
          </select>
        </label>
        <label className="check">
          <input type="checkbox" checked={previous} onChange={(event) => setPrevious(event.target.checked)} />
          {words.previousRun}
        </label>
        <label className="check">
          <input type="checkbox" checked={wrap} onChange={(event) => setWrap(event.target.checked)} />
          {words.wrapLines}
        </label>
      </div>
      {past && <p className="logs__note">{words.pastLogs}</p>}
      {log.error ? (
        <p className="logs__error mono">{log.error}</p>
      ) : log.text === '' ? (
        <EmptyState title={log.ended ? words.followEnd : words.noLogYet} />
      ) : (
        <pre
          ref={pre}
          className="logs__text scrolls"
          data-wrap={wrap}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          onScroll={({ currentTarget: element }) => {
            atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24
          }}
        >
          {log.text}
        </pre>
      )}
    </div>
  )
}
