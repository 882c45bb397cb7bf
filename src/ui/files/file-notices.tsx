import { PencilLine, TriangleAlert } from 'lucide-react'
import { editorOf, finishEditing, resolve, useFiles } from '../../state/files-store.ts'
import { Button } from '../design/button.tsx'
import { filesWords as words } from './words.ts'

/** What is to be said of the active file: a program waits for it, or the laptop has another text. */
export function FileNotices() {
  const active = useFiles((state) => state.active)
  const editor = useFiles((state) => editorOf(state, state.active))
  const conflict = useFiles((state) => state.open.some((each) => each.path === state.active && each.conflict !== undefined))
  const notKept = useFiles((state) => state.notKept)
  return (
    <>
      {editor && (
        <div className="file-notice" role="status">
          <PencilLine size={14} aria-hidden />
          <span className="grow">
            {words.editing} <code>{editor.path}</code> {words.editingFor(editor.program)}
          </span>
          <Button small look="primary" onClick={() => finishEditing(editor, 'save')}>
            {words.saveAndClose}
          </Button>
          <Button small onClick={() => finishEditing(editor, 'cancel')}>
            {words.cancel}
          </Button>
        </div>
      )}
      {conflict && (
        <div className="file-notice file-notice--warns" role="alert">
          <TriangleAlert size={14} aria-hidden />
          <span className="grow">{words.conflict(active)}</span>
          <Button small onClick={() => resolve(active, 'mine')}>
            {words.keepMine}
          </Button>
          <Button small onClick={() => resolve(active, 'laptop')}>
            {words.takeTheirs}
          </Button>
        </div>
      )}
      {notKept && (
        <div className="file-notice file-notice--warns" role="alert">
          <TriangleAlert size={14} aria-hidden />
          <span className="grow">{typeof notKept === 'string' ? words.notKept[notKept] : words.tooLarge(notKept)}</span>
        </div>
      )}
    </>
  )
}
