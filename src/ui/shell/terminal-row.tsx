import { ChevronDown, ChevronUp, Plus, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '../design/button.tsx'
import { ErrorBoundary } from '../design/error-boundary.tsx'
import { Splitter } from '../design/splitter.tsx'
import { Skeleton } from '../design/states.tsx'
import { Tabs } from '../design/tabs.tsx'
import { words } from '../words.ts'
import { defaults, useWorkspace } from './workspace.ts'

const TerminalPane = lazy(() => import('../terminal/terminal-pane.tsx'))

/** Under the canvas: the learner's laptop, one shell a tab. The shells live on while the row is folded. */
export function TerminalRow() {
  const open = useWorkspace((state) => state.terminalOpen)
  const height = useWorkspace((state) => state.terminalHeight)
  const [terminals, setTerminals] = useState<readonly number[]>([1])
  const [chosen, setChosen] = useState(1)
  const [everOpen, setEverOpen] = useState(open)
  if (open && !everOpen) setEverOpen(true)
  const add = () => {
    const next = Math.max(0, ...terminals) + 1
    setTerminals([...terminals, next])
    setChosen(next)
    useWorkspace.setState({ terminalOpen: true })
  }
  const close = (id: number) => {
    const rest = terminals.filter((each) => each !== id)
    if (rest.length === 0) return useWorkspace.setState({ terminalOpen: false })
    setTerminals(rest)
    if (chosen === id) setChosen(rest.at(-1) ?? 1)
  }
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
          tabs={terminals.map((id) => ({ id: String(id), title: words.terminalName(id) }))}
          onChoose={(id) => {
            setChosen(Number(id))
            useWorkspace.setState({ terminalOpen: true })
          }}
        />
        {terminals.length > 1 && (
          <IconButton small label={words.terminalClose(chosen)} tipSide="top" onClick={() => close(chosen)}>
            <X size={12} />
          </IconButton>
        )}
        <IconButton small label={words.terminalNew} tipSide="top" onClick={add}>
          <Plus size={14} />
        </IconButton>
        <span className="grow" />
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
              terminals.map((id) => (
                <div
                  key={id}
                  className="term__screen"
                  id={`terminal-panel-${id}`}
                  role="tabpanel"
                  aria-labelledby={`terminal-tab-${id}`}
                  hidden={id !== chosen}
                >
                  <TerminalPane shown={open && id === chosen} />
                </div>
              ))}
          </Suspense>
        </ErrorBoundary>
      </div>
    </section>
  )
}
