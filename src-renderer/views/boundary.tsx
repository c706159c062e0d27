// Catches a page that fails while drawing, says so, and leaves the rest of the window as it is.
import { Component, type ReactNode } from 'react'
import { Button } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Note } from '../parts/panel.tsx'
import css from './frame.module.css'

interface State {
  error: Error | null
}

export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div className={css['wait']}>
        <Note
          kind="error"
          action={
            <>
              <Button size="small" onClick={() => this.setState({ error: null })}>
                Try again
              </Button>
              <CopyButton size="small" label="Copy details" text={error.stack ?? error.message} />
            </>
          }
        >
          <b>This page could not be drawn.</b> Nothing in your data has changed. {error.message}
        </Note>
      </div>
    )
  }
}
