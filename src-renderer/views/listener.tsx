// The listener: where it listens and who reaches it, who may send, the lines to send with, and what comes in.
import { useView } from '../view-state.ts'
import { ButtonLink } from '../parts/button.tsx'
import { ErrorNote, Note, Skeleton } from '../parts/panel.tsx'
import { Keys } from './keys.tsx'
import { ListenerAddress } from './listener-address.tsx'
import { ListenerHooks } from './listener-hooks.tsx'
import { useListener } from './listener-settings.ts'
import { ListenerSnippet } from './listener-snippet.tsx'
import { ListenerTail } from './listener-tail.tsx'
import css from './listener.module.css'
import { Page } from './page.tsx'

export function ListenerPage() {
  const { view, to } = useView()
  const { settings, error, retry } = useListener()
  const sample = view.workspace === 'sample'
  return (
    <Page title="Listener" sub="Your pipeline reports changes, deployments and incidents here, as they happen.">
      {error === null ? null : <ErrorNote what="The listener does not answer." error={error} onRetry={retry} />}
      {sample ? (
        <Note
          action={
            <ButtonLink size="small" to={to('/listener', { workspace: 'own' })}>
              My own workspace
            </ButtonLink>
          }
        >
          <b>The sample data takes no events.</b> Your own workspace does.
        </Note>
      ) : settings === null ? (
        error === null && <Skeleton height={240} />
      ) : (
        <div className={css['columns']}>
          <div>
            <ListenerAddress settings={settings} />
            <Keys />
          </div>
          <ListenerSnippet listener={settings.listener} />
        </div>
      )}
      {sample || settings === null ? null : <ListenerHooks listener={settings.listener} />}
      <ListenerTail settings={sample ? null : settings} />
    </Page>
  )
}
