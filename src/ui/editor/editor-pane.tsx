import Editor from '@monaco-editor/react'
import type { editor as MonacoEditor } from 'monaco-editor'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useManifest } from '../../state/manifest-store.ts'
import { GraphLink } from '../link/graph-link.tsx'
import { EditorToolbar } from './editor-toolbar.tsx'
import { firstExample } from './examples.ts'
import './editor.css'
import { monaco } from './monaco/setup.ts'
import { defineTheme } from './monaco/themes.ts'
import { ProblemZones } from './problem-zones.tsx'
import { ResultList } from './result-list.tsx'

const options: MonacoEditor.IStandaloneEditorConstructionOptions = {
  fontSize: 13,
  lineHeight: 20,
  fontFamily: "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  tabSize: 2,
  insertSpaces: true,
  automaticLayout: true,
  renderLineHighlight: 'line',
  lineNumbersMinChars: 3,
  glyphMargin: false,
  folding: true,
  padding: { top: 8, bottom: 8 },
  overviewRulerBorder: false,
  quickSuggestions: { other: true, comments: false, strings: true },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
  ariaLabel: 'Kubernetes manifest',
  fixedOverflowWidgets: true,
}

/** The page's theme as monaco's, remade whenever the page changes it. */
function usePageTheme(): string {
  const read = useCallback(() => {
    const name = document.documentElement.dataset.theme === 'light' ? 'podarium-light' : 'podarium-dark'
    defineTheme(monaco, name)
    return name
  }, [])
  const [theme, setTheme] = useState(read)
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(read()))
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => observer.disconnect()
  }, [read])
  return theme
}

/** The manifest editor: Monaco, the Apply button, and what the API server said, each on its line. */
export default function EditorPane() {
  const [editor, setEditor] = useState<MonacoEditor.IStandaloneCodeEditor>()
  const fileName = useManifest((state) => state.fileName)
  const text = useManifest((state) => state.text)
  const results = useManifest((state) => state.results)
  const theme = usePageTheme()
  const fromEditor = useRef(text)

  // An empty page begins with an example.
  useEffect(() => {
    const { text: present, appliedText, open } = useManifest.getState()
    if (present === '' && appliedText === undefined) open(firstExample.fileName, firstExample.text)
  }, [])

  // What others put into the store (an example, a fix) goes into the model as one undoable edit.
  useEffect(() => {
    const model = editor?.getModel()
    if (!model || text === fromEditor.current) return
    fromEditor.current = text
    editor?.pushUndoStop()
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
    editor?.pushUndoStop()
  }, [editor, text])

  useEffect(() => {
    const model = editor?.getModel()
    if (!model) return
    monaco.editor.setModelMarkers(
      model,
      'api-server',
      results.flatMap((result) =>
        result.problems.map((problem) => ({
          severity: monaco.MarkerSeverity.Error,
          source: 'API server',
          message: problem.message,
          startLineNumber: problem.line,
          endLineNumber: problem.line,
          startColumn: problem.startColumn,
          endColumn: Math.max(problem.endColumn, problem.startColumn + 1),
        })),
      ),
    )
  }, [editor, results])

  const reveal = useCallback(
    (line: number) => {
      editor?.revealLineInCenterIfOutsideViewport(line)
      editor?.setPosition({ lineNumber: line, column: 1 })
      editor?.focus()
    },
    [editor],
  )

  return (
    <section className="editor-pane" aria-label="Manifest editor">
      <EditorToolbar />
      <div className="editor-pane__code">
        <Editor
          path={`podarium://manifests/${fileName}`}
          defaultValue={text}
          language="yaml"
          theme={theme}
          options={options}
          loading={<div className="editor-pane__loading">Opening the editor…</div>}
          onMount={(mounted) => {
            setEditor(mounted)
            mounted.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => void useManifest.getState().apply())
          }}
          onChange={(value) => {
            fromEditor.current = value ?? ''
            useManifest.getState().setText(fromEditor.current)
          }}
        />
        {editor && <ProblemZones editor={editor} />}
        {editor && <GraphLink editor={editor} />}
      </div>
      <ResultList onReveal={reveal} />
    </section>
  )
}
