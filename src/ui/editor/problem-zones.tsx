import type { editor as MonacoEditor } from 'monaco-editor'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { ApplyProblem } from '../../bridge/protocol.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { ProblemCard } from './problem-card.tsx'

/** Under each line that was refused, a card between the lines. The list below the editor says the same for keyboards. */
export function ProblemZones({ editor }: { readonly editor: MonacoEditor.IStandaloneCodeEditor }) {
  const results = useManifest((state) => state.results)
  const problems = results.flatMap((result) => result.problems).slice(0, 20)
  return problems.map((problem) => (
    <ProblemZone key={`${problem.line}:${problem.field ?? ''}:${problem.message}`} editor={editor} problem={problem} />
  ))
}

function ProblemZone({
  editor,
  problem,
}: {
  readonly editor: MonacoEditor.IStandaloneCodeEditor
  readonly problem: ApplyProblem
}) {
  const [host] = useState(() => {
    const node = document.createElement('div')
    node.className = 'problem-zone'
    return node
  })
  const zone = useRef<{ id: string; zone: MonacoEditor.IViewZone } | undefined>(undefined)

  useEffect(() => {
    const viewZone: MonacoEditor.IViewZone = {
      afterLineNumber: problem.line,
      heightInPx: 64,
      domNode: host,
      suppressMouseDown: true,
    }
    editor.changeViewZones((accessor) => {
      zone.current = { id: accessor.addZone(viewZone), zone: viewZone }
    })
    return () =>
      editor.changeViewZones((accessor) => {
        if (zone.current) accessor.removeZone(zone.current.id)
        zone.current = undefined
      })
  }, [editor, host, problem.line])

  // The zone is as high as its card, whatever the width makes of it.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      const card = host.firstElementChild
      const current = zone.current
      if (!card || !current) return
      const height = Math.ceil(card.getBoundingClientRect().height) + 8
      if (current.zone.heightInPx === height) return
      current.zone.heightInPx = height
      editor.changeViewZones((accessor) => accessor.layoutZone(current.id))
    })
    if (host.firstElementChild) observer.observe(host.firstElementChild)
    observer.observe(host)
    return () => observer.disconnect()
  }, [editor, host])

  return createPortal(<ProblemCard problem={problem} tabIndex={-1} />, host)
}
