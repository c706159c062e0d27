// What comes in, as it comes in: the newest deliveries, which can be held still to read them.
import { Pause, Play } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Output } from '../../src-shared/contract/index.ts'
import { outcomes } from '../../src-shared/contract/journal.ts'
import { brokenBy } from '../../src-shared/contract/listener.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Choices } from '../parts/choices.tsx'
import { count, sentenceCase } from '../parts/format.ts'
import { Empty, ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { useView } from '../view-state.ts'
import { Time } from '../parts/time.tsx'
import { NewDeliveries } from './deliveries.tsx'
import type { ListenerSettings } from './listener-settings.ts'
import css from './listener.module.css'

const shown = 50

/** `settings` is null where nothing can be switched. */
export function ListenerTail({ settings }: { settings: ListenerSettings | null }) {
  const { view, set, to } = useView()
  const outcome = outcomes.find((known) => known === view.only)
  const list = useCall('journal.list', { limit: shown, ...(outcome === undefined ? {} : { outcome }) })
  // What stood there when it was held; null while it follows.
  const [held, setHeld] = useState<Output<'journal.list'> | null>(null)
  const { data, error } = list
  const open = view.open?.number
  // The panel beside the page takes room, and what stands above the row grows: it stays in sight.
  useEffect(() => {
    if (open !== undefined)
      document.querySelector('#main tr[data-current="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const rows = (held ?? data)?.rows
  const missed = held === null || data === undefined ? 0 : data.total - held.total
  return (
    <Panel
      title="Live"
      sub={
        held === null
          ? 'what comes in stands here at once'
          : missed === 0
            ? 'held still'
            : `held still, ${count(missed)} newer`
      }
      flush
      actions={
        <>
          <Button look="quiet" size="small" onClick={() => setHeld(held === null ? (data ?? null) : null)}>
            {held === null ? <Pause aria-hidden /> : <Play aria-hidden />}
            {held === null ? 'Hold still' : 'Follow'}
          </Button>
          <ButtonLink look="quiet" size="small" to={to('/journal')}>
            Journal
          </ButtonLink>
        </>
      }
    >
      <div className={css['tailHead']}>
        <Choices
          label="Show"
          bare
          value={outcome ?? 'all'}
          choices={[
            { value: 'all', label: 'All' },
            ...outcomes.map((value) => ({ value, label: sentenceCase(value) })),
          ]}
          onChange={(next) => {
            setHeld(null)
            set({ only: next === 'all' ? null : next, page: 1 }, { replace: true })
          }}
        />
      </div>
      {settings === null || settings.breaks.length === 0 ? null : <Breaks breaks={settings.breaks} />}
      {error === null ? null : (
        <ErrorNote what="What came in could not be listed." error={error} onRetry={() => void list.refetch()} />
      )}
      {rows === undefined ? error === null && <Skeleton height={240} /> : null}
      {rows?.length === 0 ? (
        <Empty title={outcome === undefined ? 'Nothing has come in yet' : `Nothing was ${outcome}`}>
          {outcome === undefined
            ? 'Send a test event, or run the lines above: it appears here at once, with the reason if it is refused.'
            : 'Only such deliveries are shown now.'}
        </Empty>
      ) : null}
      {rows === undefined || rows.length === 0 ? null : <NewDeliveries rows={rows} />}
      {settings === null ? null : (
        <div className={css['capture']}>
          <Check
            look="switch"
            label="Keep the bodies of refused requests"
            checked={settings.capture}
            onChange={(capture) => settings.set({ capture })}
          >
            To see what was sent, mend it and replay it. While this is off, only their size and a hash are kept: a body
            that was refused may hold what was never meant for Shiplog.
          </Check>
        </div>
      )}
    </Panel>
  )
}

/** When nothing could come in, though it should have. */
function Breaks({ breaks }: Pick<ListenerSettings, 'breaks'>) {
  return (
    <ul className={css['breaks']} aria-label="Not listening">
      {breaks.slice(0, 3).map(({ from_ms, to_ms, by }) => (
        <li key={from_ms}>
          <b>Not listening</b> <Time ms={from_ms} />{' '}
          {to_ms === null ? (
            'until now'
          ) : (
            <>
              to <Time ms={to_ms} />
            </>
          )}
          : {brokenBy[by]}
        </li>
      ))}
      {breaks.length > 3 ? <li className="dim">and {count(breaks.length - 3)} more in the last week</li> : null}
    </ul>
  )
}
