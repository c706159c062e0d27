// The listener: where it listens, who may send, the lines to send with, and what comes in.
import { useState } from 'react'
import type { Output } from '../../src-shared/contract/index.ts'
import { quoted } from '../../src-shared/shell.ts'
import { isoOf } from '../../src-shared/time.ts'
import { ButtonLink } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { count } from '../parts/format.ts'
import { Empty, ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { Word } from '../parts/word.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Deliveries } from './deliveries.tsx'
import { Keys } from './keys.tsx'
import css from './listener.module.css'
import { Page } from './page.tsx'

type Listener = Output<'listener.status'>

export function ListenerPage() {
  const listener = useCall('listener.status', {})
  const { data, error } = listener
  // A key just made, so that the lines below can carry it until the page is left.
  const [key, setKey] = useState<string | null>(null)
  return (
    <Page title="Listener" sub="Your pipeline reports changes, deployments and incidents here, as they happen.">
      {error === null ? null : (
        <ErrorNote what="The listener does not answer." error={error} onRetry={() => void listener.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={120} /> : <Where listener={data} />}
      <div className={css['columns']}>
        <Keys onMade={setKey} />
        <Lines apiKey={key} />
      </div>
      <Received />
    </Page>
  )
}

function Where({ listener }: { listener: Listener }) {
  const { view, to } = useView()
  const { state, url, host, port, note } = listener
  const local = ['127.0.0.1', '::1', 'localhost'].includes(host)
  if (state === 'off')
    return (
      <Note
        action={
          view.workspace === 'sample' ? (
            <ButtonLink size="small" to={to('/listener', { workspace: 'own' })}>
              My own workspace
            </ButtonLink>
          ) : null
        }
      >
        <b>The listener is off.</b>{' '}
        {note ?? (view.workspace === 'sample' ? 'The sample data takes no events; your own workspace does.' : '')}
      </Note>
    )
  if (state === 'failed')
    return (
      <Note kind="error">
        <b>
          The listener could not take {host}:{port}.
        </b>{' '}
        {note ?? 'Another program has the address. End it or start Shiplog with another port.'}
      </Note>
    )
  return (
    <Panel label="Where it listens">
      <div className={css['where']}>
        <i className={css['dot']} />
        <div>
          <b>Listening</b> at <code>{url ?? `http://${host}:${port}`}</code>
          <p>
            {local
              ? 'Only programs on this computer can reach it: a hosted CI service cannot. A runner on this computer can, and so can your own tunnel. While this computer sleeps, nothing comes in.'
              : 'Programs on your network can reach it. A hosted CI service cannot, unless through your own tunnel. While this computer sleeps, nothing comes in.'}
          </p>
          {note === null ? null : <p className={css['note']}>{note}</p>}
        </div>
        <CopyButton size="small" label="Copy address" text={url ?? `http://${host}:${port}`} />
      </div>
    </Panel>
  )
}

function Lines({ apiKey }: { apiKey: string | null }) {
  const { now_ms } = useClock()
  const systems = useCall('systems.list', {})
  // The sample has no listener; its page shows the lines for the person's own.
  const own = useCall('listener.status', {}, { workspace: 'own' })
  const base = own.data?.url ?? 'http://127.0.0.1:8787'
  const system = systems.data?.rows[0]?.name ?? 'api'
  // By the minute: a text that changes more often cannot be selected.
  const seconds = Math.floor(now_ms / 60_000) * 60
  const query = `api_key=${encoded(apiKey ?? 'KEY')}&system=${encoded(system)}`
  const body = {
    $type: 'deployment',
    source: 'cli',
    deploy_id: '1.4.2',
    time_created: isoOf(seconds * 1000),
    changes: [],
    teams: [],
  }
  const curl = `curl -X POST '${base}/v1/ingestion/cli?${query}' -H 'content-type: application/json' -d '${JSON.stringify(body)}'`
  const pulse = `pulse push deployment --base-url ${base} --api-key ${quoted(apiKey ?? 'KEY')} --system ${quoted(system)} --identifier 1.4.2 --timestamp ${seconds} "$(git rev-parse HEAD)"`
  return (
    <Panel
      title="Send a deployment"
      sub={apiKey === null ? 'put your key where KEY stands' : 'with the key you just made'}
    >
      <div className={css['lines']}>
        <Line title="With curl" text={curl} />
        <Line title="With the Pulse CLI, unchanged but for its address" text={pulse} />
      </div>
    </Panel>
  )
}

function Line({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <div className={css['lineHead']}>
        <h3>{title}</h3>
        <CopyButton size="small" text={text} />
      </div>
      <pre className={css['line']} tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </div>
  )
}

const shown = 50

function Received() {
  const { to } = useView()
  const { data } = useCall('journal.list', { limit: shown })
  if (data === undefined) return <Skeleton height={240} />
  return (
    <Panel
      title="Received"
      sub={data.total === 0 ? 'live' : `live, the newest of ${count(data.total)}`}
      flush
      actions={
        <ButtonLink look="quiet" size="small" to={to('/journal')}>
          Journal
        </ButtonLink>
      }
    >
      {data.rows.length === 0 ? (
        <Empty title="Nothing has come in yet">
          Send the line above: it appears here at once, as <Word name="accepted" />, <Word name="duplicate" /> or{' '}
          <Word name="rejected" /> with the reason.
        </Empty>
      ) : (
        <Deliveries rows={data.rows} brief />
      )}
    </Panel>
  )
}

/** For a query inside single quotes of a shell: encodeURIComponent leaves those as they are. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27')
}
