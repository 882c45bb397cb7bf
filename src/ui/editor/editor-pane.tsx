import Editor from '@monaco-editor/react'
import type { editor as MonacoEditor } from 'monaco-editor'
import { useCallback, useEffect, useState } from 'react'
import { openText, useFiles } from '../../state/files-store.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { FileList } from '../files/file-list.tsx'
import { useFileList } from '../files/file-list-store.ts'
import { FileNotices } from '../files/file-notices.tsx'
import { FileTabs, tabId } from '../files/file-tabs.tsx'
import '../files/files.css'
import { useDrop } from '../files/use-drop.ts'
import { filesWords } from '../files/words.ts'
import { GraphLink } from '../link/graph-link.tsx'
import { EditorToolbar } from './editor-toolbar.tsx'
import { firstExample } from './examples.ts'
import { makeWayAfterApply } from './make-way.ts'
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

/** A file's name in the editor; its ending decides whether it is checked as a manifest. */
const modelPath = (path: string) => `podarium://manifests/${path.split('/').map(encodeURIComponent).join('/')}`
const languageOf = (path: string) => (/\.(ya?ml|json)$/.test(path) ? 'yaml' : 'plaintext')

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

function dispose(path: string): void {
  if (useFiles.getState().open.some((each) => each.path === path)) return
  monaco.editor.getModel(monaco.Uri.parse(modelPath(path)))?.dispose()
}

/** The manifest editor: Monaco, the Apply button, and what the API server said, each on its line. */
export default function EditorPane() {
  const [editor, setEditor] = useState<MonacoEditor.IStandaloneCodeEditor>()
  const fileName = useManifest((state) => state.fileName)
  const text = useManifest((state) => state.text)
  const results = useManifest((state) => state.results)
  const theme = usePageTheme()
  const listed = useFileList((state) => state.open)
  const drop = useDrop()

  useEffect(makeWayAfterApply, [])

  // An empty page begins with an example.
  useEffect(() => {
    const { open } = useFiles.getState()
    if (open.every((each) => each.text === '' && each.synced === undefined)) openText(firstExample.fileName, firstExample.text)
  }, [])

  // What others put into the store (an example, a fix) goes into the model as one undoable edit.
  useEffect(() => {
    const model = editor?.getModel()
    if (!model || model.uri.toString() !== monaco.Uri.parse(modelPath(fileName)).toString()) return
    if (model.getValue() === text) return
    editor?.pushUndoStop()
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null)
    editor?.pushUndoStop()
  }, [editor, fileName, text])

  // A closed file takes its undo steps with it.
  useEffect(
    () =>
      useFiles.subscribe(({ open }, before) => {
        if (open.length >= before.open.length) return
        for (const { path } of before.open) {
          if (!open.some((each) => each.path === path)) setTimeout(() => dispose(path), 0)
        }
      }),
    [],
  )

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
    <section className="editor-pane nokey" aria-label="Manifest editor" {...drop.handlers}>
      <FileTabs />
      <EditorToolbar />
      <FileNotices />
      <div className="editor-pane__main">
        {listed && <FileList />}
        <div
          className="editor-pane__code"
          role="tabpanel"
          id={`file-panel-${tabId(fileName)}`}
          aria-labelledby={`file-tab-${tabId(fileName)}`}
        >
          <Editor
            path={modelPath(fileName)}
            defaultValue={text}
            language={languageOf(fileName)}
            theme={theme}
            options={options}
            loading={<div className="editor-pane__loading">Opening the editor…</div>}
            onMount={(mounted) => {
              setEditor(mounted)
              mounted.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => void useManifest.getState().apply())
            }}
            onChange={(value) => {
              useManifest.getState().setText(value ?? '')
            }}
          />
          {editor && <ProblemZones editor={editor} />}
          {editor && <GraphLink editor={editor} />}
        </div>
      </div>
      <ResultList onReveal={reveal} />
      {drop.over && <div className="drop-veil">{filesWords.dropHere}</div>}
    </section>
  )
}
