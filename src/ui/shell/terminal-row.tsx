import { Accessibility, ChevronDown, ChevronUp, Globe, Plus, X } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useFiles } from '../../state/files-store.ts'
import { browserWords } from '../browser/words.ts'
import { Button, IconButton } from '../design/button.tsx'
import { ErrorBoundary } from '../design/error-boundary.tsx'
import { Splitter } from '../design/splitter.tsx'
import { Skeleton } from '../design/states.tsx'
import { Tabs } from '../design/tabs.tsx'
import { chooseTab, closeTab, type LaptopTab, openBrowser, openShell, useLaptopTabs } from '../terminal/tabs-store.ts'
import { words } from '../words.ts'
import { defaults, showEditor, useWorkspace } from './workspace.ts'

const TerminalPane = lazy(() => import('../terminal/terminal-pane.tsx'))
const BrowserPane = lazy(() => import('../browser/browser-pane.tsx'))

const nameOf = (tab: LaptopTab) =>
  tab.kind === 'browser' ? browserWords.name(tab.port) : (tab.title ?? words.terminalName(tab.id))

/** Ports of the laptop on which somebody listens and that no tab shows. */
function PortOffers() {
  const ports = useFiles((state) => state.ports)
  const tabs = useLaptopTabs((state) => state.tabs)
  const free = ports.filter((port) => !tabs.some((tab) => tab.kind === 'browser' && tab.port === port))
  return free.slice(0, 3).map((port) => (
    <Button key={port} small look="quiet" aria-label={browserWords.open(port)} onClick={() => openBrowser(port)}>
      <Globe size={13} aria-hidden />
      {browserWords.name(port)}
    </Button>
  ))
}

/** A file that a program in a terminal waits for is shown to the learner. */
function useEditorRequests(): void {
  const waiting = useFiles((state) => state.editors.at(-1)?.editor)
  useEffect(() => {
    if (waiting !== undefined) showEditor()
  }, [waiting])
}

/** Under the canvas: the learner's laptop, one shell or browser a tab. The shells live on while the row is folded. */
export function TerminalRow() {
  const open = useWorkspace((state) => state.terminalOpen)
  const height = useWorkspace((state) => state.terminalHeight)
  const { tabs, chosen, spoken } = useLaptopTabs()
  const [everOpen, setEverOpen] = useState(open)
  if (open && !everOpen) setEverOpen(true)
  useEditorRequests()
  const shown = tabs.find((tab) => tab.id === chosen)
  return (
    <section className="app__term" aria-label={words.terminal}>
      <Splitter
        label={words.resizeTerminal}
        direction="row"
        value={height}
        min={80}
        max={Math.max(100, innerHeight - 320)}
        sign={-1}
        onChange={(value) => useWorkspace.setState({ terminalHeight: value, terminalOpen: true })}
        onReset={() => useWorkspace.setState({ terminalHeight: defaults.terminalHeight })}
      />
      <div className="term__tabs">
        <Tabs
          name="terminal"
          label={words.terminal}
          chosen={String(chosen)}
          tabs={tabs.map((tab) => ({ id: String(tab.id), title: nameOf(tab) }))}
          onChoose={(id) => chooseTab(Number(id))}
        />
        {shown && tabs.length > 1 && (
          <IconButton small label={words.terminalClose(nameOf(shown))} tipSide="top" onClick={() => closeTab(chosen)}>
            <X size={12} />
          </IconButton>
        )}
        <IconButton small label={words.terminalNew} tipSide="top" onClick={() => openShell()}>
          <Plus size={14} />
        </IconButton>
        <PortOffers />
        <span className="grow" />
        <IconButton
          small
          label={words.terminalSpoken}
          aria-pressed={spoken}
          tipSide="top"
          tipAlign="end"
          onClick={() => useLaptopTabs.setState({ spoken: !spoken })}
        >
          <Accessibility size={14} />
        </IconButton>
        <IconButton
          small
          label={open ? words.collapse(words.terminal.toLowerCase()) : words.expand(words.terminal.toLowerCase())}
          aria-expanded={open}
          tipSide="top"
          tipAlign="end"
          onClick={() => useWorkspace.setState({ terminalOpen: !open })}
        >
          {open ? <ChevronDown size={14} /> : <ChevronUp size={14} />}
        </IconButton>
      </div>
      <div className="term__body" hidden={!open}>
        <ErrorBoundary of={words.terminal}>
          <Suspense fallback={<Skeleton label={words.loading(words.terminal)} />}>
            {everOpen &&
              tabs.map((tab) => (
                <div
                  key={tab.id}
                  className="term__screen"
                  id={`terminal-panel-${tab.id}`}
                  role="tabpanel"
                  aria-labelledby={`terminal-tab-${tab.id}`}
                  hidden={tab.id !== chosen}
                >
                  {tab.kind === 'browser' ? (
                    <BrowserPane port={tab.port} />
                  ) : (
                    <TerminalPane
                      shown={open && tab.id === chosen}
                      name={nameOf(tab)}
                      command={tab.command}
                      spoken={spoken}
                      // a shell that was opened for one purpose takes the keys at once
                      focused={tab.id !== 1}
                    />
                  )}
                </div>
              ))}
          </Suspense>
        </ErrorBoundary>
      </div>
    </section>
  )
}
