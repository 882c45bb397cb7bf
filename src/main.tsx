import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { currentSession } from './state/current-session.ts'
import { useManifest } from './state/manifest-store.ts'
import { LessonColumn } from './ui/lesson/lesson-column.tsx'
import { useLessonPlace } from './ui/lesson/lesson-place.ts'
import { Workbench } from './ui/shell/workbench.tsx'
import { showEditor } from './ui/shell/workspace.ts'

declare global {
  interface Window {
    /** For tests and for those who embed the page. */
    podarium: {
      /** Puts a text into the manifest editor, as if it had been typed, and shows the editor. */
      setManifest(text: string): void
    }
  }
}

window.podarium = {
  setManifest(text) {
    useManifest.getState().setText(text)
    showEditor()
  },
}

currentSession.start()

function Page() {
  const lesson = useLessonPlace((state) => state.open)
  return <Workbench lesson={lesson && <LessonColumn />} />
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
)
