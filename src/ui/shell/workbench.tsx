import { type CSSProperties, lazy, type ReactNode, Suspense, useEffect } from 'react'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { useLookingBack } from '../../state/past.ts'
import '../design/fonts.css'
import '../design/tokens.css'
import '../design/base.css'
import '../design/controls.css'
import { Button } from '../design/button.tsx'
import { ErrorBoundary } from '../design/error-boundary.tsx'
import { Splitter } from '../design/splitter.tsx'
import { ErrorState, Skeleton } from '../design/states.tsx'
import { installTheme } from '../design/theme.ts'
import { Toasts } from '../design/toast.tsx'
import { usePalette } from '../palette/palette-store.ts'
import { TimeBar } from '../timeline/time-bar.tsx'
import { words } from '../words.ts'
import { installDeepLinks } from './deep-link.ts'
import { installOffline } from './offline.ts'
import { PhoneTabs } from './phone-tabs.tsx'
import { useShortcuts } from './shortcuts.ts'
import { SidePanes } from './side-panes.tsx'
import { TerminalRow } from './terminal-row.tsx'
import { TopBar } from './top-bar.tsx'
import './workbench.css'
import { defaults, useWorkspace } from './workspace.ts'

const GraphPane = lazy(() => import('../graph/graph-pane.tsx'))
const Narrator = lazy(() => import('./narrator.tsx'))
const Keeper = lazy(() => import('../keep/keeper.tsx'))
const PastBanner = lazy(() => import('../timeline/past-banner.tsx'))
const CommandPalette = lazy(() => import('../palette/command-palette.tsx'))

installTheme()
installDeepLinks()
installOffline()

if (import.meta.env.DEV && new URLSearchParams(location.search).has('fixture')) {
  void import('../testing/fixture.ts').then(({ playFixture }) => playFixture())
}

/** `?embed`: the graph and the time bar alone, for documents and slides. */
const embedded = new URLSearchParams(location.search).has('embed')

/** The whole page. `lesson` is the column at the left, when there is one. */
export function Workbench({ lesson }: { readonly lesson?: ReactNode }) {
  useShortcuts()
  const workspace = useWorkspace()
  const past = useLookingBack((state) => state.past !== undefined)
  const paletteOpen = usePalette((state) => state.open)
  const { sideWidth, terminalHeight, terminalOpen, sideOpen, presenting, ribbonOpen, phonePane } = workspace
  useEffect(() => {
    document.documentElement.dataset.presenting = String(presenting)
  }, [presenting])
  const style = {
    '--size-side': `${sideWidth}px`,
    '--size-term': terminalOpen ? `${terminalHeight}px` : '34px',
  } as CSSProperties
  return (
    <div
      className="app"
      style={style}
      data-side={sideOpen ? 'open' : 'closed'}
      data-lesson={lesson ? 'open' : 'none'}
      data-ribbon={ribbonOpen ? 'open' : 'closed'}
      data-phone-pane={phonePane}
      data-past={past || undefined}
      data-embed={embedded || undefined}
    >
      {embedded ? <h1 className="visually-hidden">{words.product}</h1> : <TopBar />}
      {lesson && !embedded && <aside className="app__lesson">{lesson}</aside>}
      <main className="app__canvas">
        <ErrorBoundary of={words.graph}>
          <Stage />
          {past && (
            <Suspense fallback={null}>
              <PastBanner />
            </Suspense>
          )}
        </ErrorBoundary>
      </main>
      {!embedded && (
        <>
          <section className="app__side-edge" aria-label={words.resizeSide}>
            <Splitter
              label={words.resizeSide}
              direction="column"
              value={sideWidth}
              min={300}
              max={Math.max(320, innerWidth * 0.6)}
              sign={-1}
              onChange={(value) => useWorkspace.setState({ sideWidth: value })}
              onReset={() => useWorkspace.setState({ sideWidth: defaults.sideWidth })}
            />
          </section>
          <SidePanes />
          <TerminalRow />
        </>
      )}
      <TimeBar />
      {!embedded && <PhoneTabs />}
      <Suspense fallback={null}>
        <Narrator />
        <Keeper />
      </Suspense>
      <Toasts />
      {paletteOpen && (
        <Suspense fallback={null}>
          <CommandPalette />
        </Suspense>
      )}
    </div>
  )
}

/** The graph, or why there is none yet. */
function Stage() {
  const phase = useCluster((state) => state.phase)
  const failure = useCluster((state) => state.failure)
  if (phase === 'broken') {
    return (
      <ErrorState
        title={words.broken}
        detail={failure}
        actions={
          <>
            <Button look="primary" onClick={() => void import('../keep/keep.ts').then(({ recover }) => recover())}>
              {words.bringBack}
            </Button>
            <Button onClick={() => session.reset()}>{words.newCluster}</Button>
          </>
        }
      >
        {words.brokenHint}
      </ErrorState>
    )
  }
  return (
    <Suspense fallback={<Skeleton label={words.loading(words.graph)} />}>
      <GraphPane />
    </Suspense>
  )
}
