import { lazy, Suspense } from 'react'
import { ErrorBoundary } from '../design/error-boundary.tsx'
import { Skeleton } from '../design/states.tsx'
import { words } from '../words.ts'
import { lessonWords } from './words.ts'

const LessonPane = lazy(() => import('./lesson-pane.tsx'))

/** The lesson's column; its code and texts come when it is first opened. */
export function LessonColumn() {
  return (
    <ErrorBoundary of={lessonWords.lesson}>
      <Suspense fallback={<Skeleton label={words.loading(lessonWords.lessons)} />}>
        <LessonPane />
      </Suspense>
    </ErrorBoundary>
  )
}
