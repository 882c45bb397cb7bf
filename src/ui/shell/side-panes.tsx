import { ChevronsRight, SquareSplitVertical } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useManifest } from '../../state/manifest-store.ts'
import { IconButton } from '../design/button.tsx'
import { ErrorBoundary } from '../design/error-boundary.tsx'
import { Splitter } from '../design/splitter.tsx'
import { Skeleton } from '../design/states.tsx'
import { Tabs } from '../design/tabs.tsx'
import { words } from '../words.ts'
import { defaults, type SideView, useWorkspace } from './workspace.ts'

const EditorPane = lazy(() => import('../editor/editor-pane.tsx'))
const InspectorPane = lazy(() => import('../inspector/inspector-pane.tsx'))

/** How many lines of the manifest the API server refused. */
function useProblemCount(): number {
  return useManifest((state) => state.results.reduce((sum, result) => sum + result.problems.length, 0))
}

function EditorTitle() {
  const problems = useProblemCount()
  return (
    <>
      {words.editor}
      {problems > 0 && <span className="badge">{problems}</span>}
    </>
  )
}

/** Editor and inspector: together, or one of them; beside the canvas, or over it on a narrow screen. */
export function SidePanes() {
  const side = useWorkspace((state) => state.side)
  const open = useWorkspace((state) => state.sideOpen)
  const inspectorHeight = useWorkspace((state) => state.inspectorHeight)
  const selected = useWorkspace((state) => state.selection !== undefined)
  const show = (view: SideView) => useWorkspace.setState({ side: view, sideOpen: true })
  const showsEditor = side !== 'inspector'
  const showsInspector = side === 'inspector' || (side === 'split' && selected)
  const toggle = (view: SideView) => {
    if (open && side === view) useWorkspace.setState({ sideOpen: false })
    else show(view)
  }
  return (
    <>
      <nav className="app__rail" aria-label={words.panes}>
        <button type="button" aria-pressed={open && showsEditor} onClick={() => toggle('editor')}>
          <EditorTitle />
        </button>
        <button type="button" aria-pressed={open && showsInspector} onClick={() => toggle('inspector')}>
          {words.inspector}
        </button>
      </nav>
      <aside className="app__side" data-view={side} aria-label={words.panes}>
        <div className="side__tabs">
          <Tabs
            name="side"
            label={words.panes}
            chosen={side === 'inspector' ? 'inspector' : 'editor'}
            tabs={[
              { id: 'editor', title: <EditorTitle /> },
              { id: 'inspector', title: words.inspector },
            ]}
            onChoose={show}
          />
          <span className="grow" />
          <IconButton
            label={words.split}
            aria-pressed={side === 'split'}
            tipAlign="end"
            onClick={() => show(side === 'split' ? 'editor' : 'split')}
          >
            <SquareSplitVertical size={16} />
          </IconButton>
          <IconButton
            label={words.collapse(words.panes.toLowerCase())}
            tipAlign="end"
            onClick={() => useWorkspace.setState({ sideOpen: false })}
          >
            <ChevronsRight size={16} />
          </IconButton>
        </div>
        <div
          className="side__editor"
          id="side-panel-editor"
          role="tabpanel"
          aria-labelledby="side-tab-editor"
          hidden={!showsEditor}
        >
          <ErrorBoundary of={words.editor}>
            <Suspense fallback={<Skeleton label={words.loading(words.editor)} />}>
              <EditorPane />
            </Suspense>
          </ErrorBoundary>
        </div>
        {showsInspector && (
          <>
            {showsEditor && (
              <Splitter
                label={words.resizeInspector}
                direction="row"
                value={inspectorHeight}
                min={140}
                max={Math.max(160, innerHeight - 320)}
                sign={-1}
                onChange={(value) => useWorkspace.setState({ inspectorHeight: value })}
                onReset={() => useWorkspace.setState({ inspectorHeight: defaults.inspectorHeight })}
              />
            )}
            <div
              className="side__inspector"
              style={showsEditor ? { height: inspectorHeight } : { flex: 1 }}
              id="side-panel-inspector"
              {...(showsEditor ? {} : { role: 'tabpanel', 'aria-labelledby': 'side-tab-inspector' })}
            >
              <ErrorBoundary of={words.inspector}>
                <Suspense fallback={<Skeleton label={words.loading(words.inspector)} />}>
                  <InspectorPane />
                </Suspense>
              </ErrorBoundary>
            </div>
          </>
        )}
      </aside>
    </>
  )
}
