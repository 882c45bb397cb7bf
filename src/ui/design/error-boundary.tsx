import { Component, type ReactNode } from 'react'
import { words } from '../words.ts'
import { Button } from './button.tsx'
import { ErrorState } from './states.tsx'

interface Props {
  /** What failed, for the message: `the cluster graph`. */
  readonly of: string
  readonly children: ReactNode
}

/** Keeps one broken pane from taking the page with it. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state = { error: undefined }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const error: Error | undefined = this.state.error
    if (!error) return this.props.children
    return (
      <ErrorState
        title={words.paneFailed(this.props.of)}
        detail={(error as Error).message}
        actions={<Button onClick={() => this.setState({ error: undefined })}>{words.tryAgain}</Button>}
      >
        {words.paneFailedHint}
      </ErrorState>
    )
  }
}
