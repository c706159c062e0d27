// What an import would do, row by row, with the settings that change it; then the import itself.
import { useState } from 'react'
import type { Done, Plan } from '../../src-shared/contract/imports.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { useClock } from '../parts/clock.tsx'
import { TextField } from '../parts/field.tsx'
import { count, counted } from '../parts/format.ts'
import { Mapping } from '../parts/import-mapping.tsx'
import { Counts, ErrorRows, PlanRows } from '../parts/import-rows.tsx'
import { ErrorNote, Note, Panel, Skeleton } from '../parts/panel.tsx'
import { isDesktop } from '../transport.ts'
import { newJob, useCall, useRun } from '../use-call.ts'
import { ImportEffect } from './import-effect.tsx'
import { ImportSettings, type Settings } from './import-settings.tsx'
import type { Chosen } from './imports.tsx'
import { saveText } from './save.ts'
import css from './imports.module.css'

export function ImportPlan({ chosen, onClose }: { chosen: Chosen; onClose: () => void }) {
  const clock = useClock()
  const [settings, setSettings] = useState<Settings>({ zone: null, system: '', choices: {} })
  const [job] = useState(newJob)
  const run = useRun('imports.run')
  const rejected = useRun('imports.rejected')
  const [keep, setKeep] = useState<Keep>({ name: '', watch: false })
  const [done, setDone] = useState<Done | null>(null)
  const { zone, system, choices } = settings
  const asked = {
    ...chosen,
    ...(zone === null ? {} : { zone }),
    ...(system === '' ? {} : { system }),
    ...(Object.values(choices).every((one) => one === undefined) ? {} : { choices }),
  }
  const preview = useCall('imports.preview', asked, { enabled: done === null })
  const { data, error } = preview
  if (done !== null) return <DonePanel name={chosen.name} done={done} onClose={onClose} />
  const choose = (part: ImportChoices) => setSettings({ ...settings, choices: { ...choices, ...part } })
  return (
    <Panel
      title={chosen.name}
      sub={data === undefined ? 'Reading the file' : `${data.format}, ${counted(data.rows, 'row')}`}
    >
      {error === null ? null : (
        <>
          <ErrorNote what="The file cannot be imported so." error={error} onRetry={() => void preview.refetch()} />
          <ButtonRow>
            {settings.system === '' && zone === null && Object.keys(choices).length === 0 ? null : (
              <Button onClick={() => setSettings({ zone: null, system: '', choices: {} })}>
                Take the choices back
              </Button>
            )}
            <Button onClick={onClose}>Choose another file</Button>
          </ButtonRow>
        </>
      )}
      {data === undefined ? error === null && <Skeleton height={320} /> : null}
      {data === undefined ? null : (
        <div className={css['plan']}>
          <Taken plan={data} />
          <ImportSettings plan={data} ownZone={clock.zone} settings={settings} onChange={setSettings} />
          <Mapping plan={data} onMap={(column, field) => choose({ map: { ...choices.map, [column]: field } })} />
          <Counts plan={data} />
          <LeftOut plan={data} />
          {data.errors.length === 0 ? null : (
            <>
              <ErrorRows
                errors={data.errors}
                correct={(row, column, value) =>
                  choose({
                    edits: [
                      ...(choices.edits ?? []).filter((one) => one.row !== row || one.column !== column),
                      { row, column, value },
                    ],
                  })
                }
              />
              <ButtonRow>
                <Button
                  size="small"
                  disabled={rejected.isPending}
                  onClick={() =>
                    rejected.mutate({ input: asked }, { onSuccess: ({ name, csv }) => saveText(name, csv, 'text/csv') })
                  }
                >
                  Save the rows with errors as CSV
                </Button>
              </ButtonRow>
            </>
          )}
          <PlanRows plan={data} />
          <ImportEffect asked={asked} />
          <KeepFor keep={keep} onChange={setKeep} canWatch={isDesktop} />
          {run.error === null ? null : <ErrorNote what="Nothing was imported." error={run.error} />}
          <ButtonRow>
            <Button
              look="primary"
              disabled={run.isPending || preview.isFetching || error !== null || data.new + data.updated === 0}
              onClick={() => run.mutate({ input: { ...asked, ...kept(keep) }, job }, { onSuccess: setDone })}
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

/** What is kept for the next file of the kind. */
interface Keep {
  name: string
  watch: boolean
}

function kept({ name, watch }: Keep) {
  return { ...(name.trim() === '' ? {} : { save_profile: name.trim() }), ...(watch ? { watch } : {}) }
}

function KeepFor({ keep, onChange, canWatch }: { keep: Keep; onChange: (keep: Keep) => void; canWatch: boolean }) {
  return (
    <div className={css['settings']}>
      <TextField
        label="Keep these choices as"
        value={keep.name}
        placeholder="a name, for files with the same columns"
        onChange={(name) => onChange({ ...keep, name })}
      />
      {canWatch ? (
        <Check
          label="Import this file again whenever it changes"
          checked={keep.watch}
          onChange={(watch) => onChange({ ...keep, watch })}
        />
      ) : null}
    </div>
  )
}

/** What the file was taken for, and what to know of it. */
function Taken({ plan }: { plan: Plan }) {
  return (
    <>
      <p className={css['taken']}>
        <span>
          Taken for <b>{plan.preset?.title ?? `a table of ${plan.what}`}</b>
          {plan.preset === null ? null : `, ${Math.round(plan.preset.sure * 100)} % sure`}
        </span>
        <span>
          Rows are <b>{plan.what}</b>
        </span>
        {plan.profile === null ? null : (
          <span>
            Read as kept under <b>{plan.profile}</b>
          </span>
        )}
      </p>
      {plan.warnings.map((text) => (
        <Note key={text} kind="warning">
          {text}
        </Note>
      ))}
    </>
  )
}

function LeftOut({ plan }: { plan: Plan }) {
  if (plan.left_out.length === 0) return null
  return (
    <ul className={css['left']} aria-label="Rows left out">
      {plan.left_out.map(({ reason, n }) => (
        <li key={reason}>
          {counted(n, 'row')} left out: {reason}
        </li>
      ))}
    </ul>
  )
}

function importLabel(plan: Plan): string {
  const taken = plan.new + plan.updated
  if (taken === 0) return 'Nothing to import'
  return plan.skipped === 0 ? `Import ${count(taken)}` : `Import ${count(taken)}, leave ${count(plan.skipped)} out`
}

function DonePanel({ name, done, onClose }: { name: string; done: Done; onClose: () => void }) {
  const undo = useRun('imports.undo')
  const parts = [`${count(done.new)} new`, counted(done.updated, 'update'), `${count(done.unchanged)} unchanged`]
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
            <b>{name} was taken back.</b> {counted(undo.data.removed, 'row')} removed. It can be redone below.
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
