// What an import would do, row by row, with the settings that change it; then the import itself.
import { useState } from 'react'
import type { Done, Plan } from '../../src-shared/contract/imports.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { count, counted } from '../parts/format.ts'
import { Counts, ErrorRows, Mapping, PlanRows } from '../parts/import-rows.tsx'
import { ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { newJob, useCall, useRun } from '../use-call.ts'
import type { Chosen } from './imports.tsx'
import css from './imports.module.css'

export function ImportPlan({ chosen, onClose }: { chosen: Chosen; onClose: () => void }) {
  const clock = useClock()
  const [zone, setZone] = useState(clock.zone)
  const [typed, setTyped] = useState('')
  const [system, setSystem] = useState('')
  const [job] = useState(newJob)
  const run = useRun('imports.run')
  const [done, setDone] = useState<Done | null>(null)
  const asked = { ...chosen, zone, ...(system === '' ? {} : { system }) }
  const preview = useCall('imports.preview', asked, { enabled: done === null })
  const { data, error } = preview
  if (done !== null) return <DonePanel name={chosen.name} done={done} onClose={onClose} />
  return (
    <Panel
      title={chosen.name}
      sub={data === undefined ? 'Reading the file' : `${data.format}, ${counted(data.rows, 'row')}`}
    >
      {error === null ? null : (
        <>
          <ErrorNote what="The file cannot be imported." error={error} onRetry={() => void preview.refetch()} />
          <ButtonRow>
            <Button onClick={onClose}>Choose another file</Button>
          </ButtonRow>
        </>
      )}
      {data === undefined ? error === null && <Skeleton height={320} /> : null}
      {data === undefined || error !== null ? null : (
        <div className={css['plan']}>
          <div className={css['settings']}>
            <SelectField
              label="Zone of times without an offset"
              value={zone}
              options={zoneOptions(clock.zone)}
              onChange={setZone}
              hint={
                data.zone_used
                  ? 'Some times in this file carry no offset, so this matters.'
                  : 'Every time in this file carries an offset, so this changes nothing.'
              }
            />
            <form
              onSubmit={(event) => {
                event.preventDefault()
                setSystem(typed.trim())
              }}
              onBlur={() => setSystem(typed.trim())}
            >
              <TextField
                label="System of rows that name none"
                value={typed}
                onChange={setTyped}
                placeholder="leave empty for unknown"
              />
            </form>
          </div>
          <Mapping plan={data} />
          <Counts plan={data} />
          {data.errors.length === 0 ? null : <ErrorRows errors={data.errors} />}
          <PlanRows plan={data} />
          {run.error === null ? null : <ErrorNote what="Nothing was imported." error={run.error} />}
          <ButtonRow>
            <Button
              look="primary"
              disabled={run.isPending || preview.isFetching || data.new + data.updated === 0}
              onClick={() => run.mutate({ input: asked, job }, { onSuccess: setDone })}
            >
              {importLabel(data)}
            </Button>
            <Button onClick={onClose}>Cancel</Button>
          </ButtonRow>
        </div>
      )}
    </Panel>
  )
}

function zoneOptions(own: string) {
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
  }))
}

function importLabel(plan: Plan): string {
  const taken = plan.new + plan.updated
  if (taken === 0) return 'Nothing to import'
  return plan.skipped === 0 ? `Import ${count(taken)}` : `Import ${count(taken)}, leave ${count(plan.skipped)} out`
}

function DonePanel({ name, done, onClose }: { name: string; done: Done; onClose: () => void }) {
  const undo = useRun('imports.undo')
  const parts = [
    counted(done.new, 'new incident'),
    counted(done.updated, 'update'),
    `${count(done.unchanged)} unchanged`,
  ]
  return (
    <>
      <Note
        kind="done"
        action={
          <ButtonRow>
            {done.batch === null ? null : (
              <Button
                size="small"
                disabled={undo.isPending || undo.isSuccess}
                onClick={() => undo.mutate({ input: { batch: done.batch ?? 0 } })}
              >
                Undo
              </Button>
            )}
            <Button size="small" onClick={onClose}>
              Import another file
            </Button>
          </ButtonRow>
        }
      >
        {undo.isSuccess ? (
          <>
            <b>{name} was taken back.</b> {counted(undo.data.removed, 'incident')} removed. It can be redone below.
          </>
        ) : (
          <>
            <b>{name} was imported:</b> {parts.join(', ')}
            {done.skipped === 0 ? '.' : `; ${counted(done.skipped, 'row')} left out.`}
          </>
        )}
        {undo.error === null ? null : <> Not undone: {undo.error.message}</>}
      </Note>
      {done.errors.length === 0 ? null : (
        <Panel
          title="Left out"
          sub="correct them in the file and import it again; what is stored already stays as it is"
        >
          <ErrorRows errors={done.errors} />
        </Panel>
      )}
    </>
  )
}
