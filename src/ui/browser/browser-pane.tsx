import { ArrowLeft, RotateCw } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { BrowserAnswer } from '../../bridge/protocol.ts'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { Button, IconButton } from '../design/button.tsx'
import { headerOf, isHtml, linkedAddress, typedAddress } from './address.ts'
import './browser-pane.css'
import { inertPage, linkAttribute } from './inert.ts'
import { browserWords as words } from './words.ts'

/** A browser on the learner's laptop: each look at a page is a real request through the simulated network. */
export default function BrowserPane({ port }: { readonly port: number }) {
  const [visited, setVisited] = useState<readonly string[]>([`http://localhost:${port}/`])
  const [typed, setTyped] = useState(visited[0] ?? '')
  const [answer, setAnswer] = useState<BrowserAnswer>()
  const [waiting, setWaiting] = useState(false)
  const [raw, setRaw] = useState(false)
  const [looks, setLooks] = useState(0)
  const playing = useCluster((state) => state.playing)
  const address = visited.at(-1) ?? ''

  // biome-ignore lint/correctness/useExhaustiveDependencies: another look at the same address is a request too
  useEffect(() => {
    let over = false
    setTyped(address)
    setWaiting(true)
    session
      .browse(address)
      .catch((error: Error): BrowserAnswer => ({ url: address, headers: [], body: '', bytes: 0, error: error.message }))
      .then((came) => {
        if (over) return
        setAnswer(came)
        setWaiting(false)
      })
    return () => {
      over = true
    }
  }, [address, looks])

  const go = useCallback((to: string) => setVisited((before) => (before.at(-1) === to ? before : [...before, to])), [])
  const enter = () => {
    const to = typedAddress(typed)
    if (to === undefined) return setAnswer({ url: typed, headers: [], body: '', bytes: 0, error: words.notAnAddress })
    if (to === address) setLooks((n) => n + 1)
    else go(to)
  }
  const location = answer && headerOf(answer.headers, 'location')
  const redirect = location === undefined ? undefined : linkedAddress(address, location)

  return (
    <section className="browser" aria-label={words.browser} aria-busy={waiting}>
      <form
        className="browser__bar"
        onSubmit={(event) => {
          event.preventDefault()
          enter()
        }}
      >
        <IconButton
          small
          label={words.back}
          tipAlign="start"
          disabled={visited.length < 2}
          onClick={() => setVisited((before) => before.slice(0, -1))}
        >
          <ArrowLeft size={14} />
        </IconButton>
        <IconButton small label={words.reload} tipAlign="start" onClick={() => setLooks((n) => n + 1)}>
          <RotateCw size={13} />
        </IconButton>
        <input
          className="field browser__address"
          aria-label={words.address}
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="browser__status" role="status" data-failed={answer?.error !== undefined}>
          {waiting ? (playing ? words.loading : words.paused) : answer?.error === undefined ? answer?.statusLine : words.noAnswer}
        </span>
        <Button small look="quiet" aria-pressed={raw} onClick={() => setRaw(!raw)}>
          {words.raw}
        </Button>
      </form>
      <div className="browser__view">{answer && <Answer answer={answer} raw={raw} onGo={go} />}</div>
      {redirect !== undefined && (
        <Button small className="browser__redirect" onClick={() => go(redirect)}>
          {words.redirected(redirect)}
        </Button>
      )}
    </section>
  )
}

interface AnswerProps {
  readonly answer: BrowserAnswer
  readonly raw: boolean
  readonly onGo: (address: string) => void
}

function Answer({ answer, raw, onGo }: AnswerProps) {
  if (answer.error !== undefined) return <pre className="browser__text scrolls">{answer.error}</pre>
  if (isHtml(answer.headers) && !raw) return <Page answer={answer} onGo={onGo} />
  return (
    <div className="browser__text scrolls">
      <dl aria-label={words.headers}>
        {answer.headers.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice, and the list never changes
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <pre>{answer.body}</pre>
    </div>
  )
}

function Page({ answer, onGo }: { readonly answer: BrowserAnswer; readonly onGo: (address: string) => void }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const page = useMemo(() => inertPage(answer.body, answer.url), [answer])
  const listen = () => {
    const inside = frame.current?.contentDocument
    const follow = (event: Event) => {
      // the frame has its own Element: ask by what it can do
      const target = event.target as Partial<Element> | null
      const to = target?.closest?.(`[${linkAttribute}]`)?.getAttribute(linkAttribute)
      if (to) onGo(to)
    }
    inside?.addEventListener('click', follow)
    inside?.addEventListener('keydown', (event) => event.key === 'Enter' && follow(event))
  }
  // same origin without scripts: the page inside can do nothing, and its links can be heard
  return (
    <iframe ref={frame} className="browser__page" title={words.page} sandbox="allow-same-origin" srcDoc={page} onLoad={listen} />
  )
}
