// What stays while pages change: title bar, sidebar, status bar, the panel at the right, the clock, the keyboard. A page
// that fails is caught here and leaves the frame standing.
import { Search } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { ClockProvider } from '../parts/clock.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { ErrorNote, Skeleton } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Announcer } from './announcer.tsx'
import { Boundary } from './boundary.tsx'
import { DropOverlay } from './drop.tsx'
import css from './frame.module.css'
import { RightPanel } from './right-panel.tsx'
import { Palette } from './palette.tsx'
import { withMod } from './pages.ts'
import { Shortcuts } from './shortcuts.tsx'
import { Sidebar } from './sidebar.tsx'
import { StatusBar } from './status-bar.tsx'
import { useKeyboard } from './use-keyboard.ts'

export function Frame({ children }: { children: ReactNode }) {
  const { path, view, to } = useView()
  const status = useCall('workspace.status', {})
  const [sheet, setSheet] = useState<'palette' | 'shortcuts' | null>(null)
  useKeyboard(setSheet)
  const panelOpen = [view.open, view.change, view.cell, view.working].some((one) => one !== null)
  const sample = view.workspace === 'sample'
  return (
    <ClockProvider
      zone={status.data?.zone ?? 'UTC'}
      ahead_ms={status.data === undefined ? 0 : status.data.now_ms - status.dataUpdatedAt}
    >
      <a className={css['skip']} href="#main" onClick={skip}>
        Skip to the page
      </a>
      <div className={css['frame']} data-panel={panelOpen}>
        <header className={css['title']}>
          <b>Shiplog</b>
          <span className={css['name']}>{sample ? 'Sample data' : 'My workspace'}</span>
          <Button className={css['search']} size="small" onClick={() => setSheet('palette')}>
            <Search aria-hidden />
            <span>Go to a page or run a command</span>
            <kbd>{withMod('K')}</kbd>
          </Button>
        </header>
        <Sidebar />
        <div className={css['middle']}>
          {sample ? (
            <div className={css['banner']} role="region" aria-label="Sample data">
              <span>
                <b>Sample data:</b> two systems, one year.
              </span>
              <ButtonLink look="link" to={to('/', { workspace: 'own', systems: [] })}>
                Start my own
              </ButtonLink>
            </div>
          ) : null}
          <main key={path} id="main" className={css['main']} tabIndex={-1}>
            <Boundary>
              {status.data === undefined ? (
                <div className={css['wait']}>
                  {status.error === null ? (
                    <Skeleton height={320} />
                  ) : (
                    <ErrorNote
                      what="Shiplog does not answer."
                      error={status.error}
                      onRetry={() => void status.refetch()}
                    />
                  )}
                </div>
              ) : (
                children
              )}
            </Boundary>
          </main>
        </div>
        {panelOpen && status.data !== undefined ? (
          <div className={css['panel']}>
            <Boundary
              key={`${view.working} ${view.open?.kind} ${view.open?.number} ${view.cell?.environments.join()} ${view.change}`}
            >
              <RightPanel />
            </Boundary>
          </div>
        ) : null}
        <StatusBar />
      </div>
      <DropOverlay />
      <Announcer />
      <Palette open={sheet === 'palette'} onClose={() => setSheet(null)} onShortcuts={() => setSheet('shortcuts')} />
      <Shortcuts open={sheet === 'shortcuts'} onClose={() => setSheet(null)} />
    </ClockProvider>
  )
}

function skip(event: { preventDefault: () => void }): void {
  // The address after # is the app's own; the jump is made by hand.
  event.preventDefault()
  document.getElementById('main')?.focus()
}
