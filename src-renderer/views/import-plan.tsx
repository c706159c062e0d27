// What an import would do, row by row, with the choices that change it, each of which can be taken back; then the import.
import { useState } from 'react'
import type { Done, Plan } from '../../src-shared/contract/imports.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { count, counted } from '../parts/format.ts'
import { Choosing } from '../parts/import-choosing.tsx'
import { Mapping } from '../parts/import-mapping.tsx'
import { Counts, ErrorRows, PlanRows } from '../parts/import-rows.tsx'
import { WordsRead } from '../parts/import-words.tsx'
import { ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { isDesktop } from '../transport.ts'
import { newJob, useCall, useRun } from '../use-call.ts'
import { DonePanel } from './import-done.tsx'
import { ImportEffect } from './import-effect.tsx'
import { type Keep, kept, KeepFor } from './import-keep.tsx'
import { ImportSettings, type Settings } from './import-settings.tsx'
import { LeftOut, Taken } from './import-taken.tsx'
import { rowsThatSay, withoutRows } from './import-where.ts'
import type { Chosen } from './chosen-file.ts'
import { saveText } from './save.ts'
import css from './imports.module.css'

/** Nothing is said: what the file, its export and its profile say. */
const unsaid: Settings = { zone: null, system: null, choices: null }

export function ImportPlan({ chosen, onClose }: { chosen: Chosen; onClose: () => void }) {
  const clock = useClock()
  /** All that was chosen before, the newest last, so that each choice can be taken back. */
  const [history, setHistory] = useState<Settings[]>([unsaid])
  const settings = history.at(-1) ?? unsaid
  const [job] = useState(newJob)
  const run = useRun('imports.run')
  const rejected = useRun('imports.rejected')
  const [keep, setKeep] = useState<Keep | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const asked = { ...chosen, ...saidIn(settings) }
  const name = chosen.inside ?? chosen.name
  const preview = useCall('imports.preview', asked, { enabled: done === null })
  const { data, error } = preview
  const systems = useCall('systems.list', {})
  const environments = useCall('systems.environments', {})
  const profiles = useCall('imports.profiles', {}).data?.rows.map(({ name }) => name) ?? []
  if (done !== null) return <DonePanel name={name} what={data?.what ?? ''} done={done} onClose={onClose} />
  const change = (next: Settings) => setHistory([...history, next])
  const choose = (part: ImportChoices) => change(chosenIn(settings, data, part))
  const choices = settings.choices ?? data?.choices ?? {}
  const keeping = keep ?? { name: settings.choices === null ? '' : (data?.profile ?? ''), watch: false }
  return (
    <Panel
      title={name}
      sub={data === undefined ? 'Reading the file' : `${data.format}, ${counted(data.rows, 'row')}`}
      actions={
        history.length === 1 ? null : (
          <ButtonRow>
            <Button size="small" onClick={() => setHistory(history.slice(0, -1))}>
              Undo the last choice
            </Button>
            {history.length > 2 || error !== null ? (
              <Button size="small" onClick={() => setHistory([unsaid])}>
                Take the choices back
              </Button>
            ) : null}
          </ButtonRow>
        )
      }
    >
      {error === null ? null : (
        <>
          <ErrorNote what="The file cannot be imported so." error={error} onRetry={() => void preview.refetch()} />
          <ButtonRow>
            <Button onClick={onClose}>Choose another file</Button>
          </ButtonRow>
        </>
      )}
      {data === undefined ? error === null && <Skeleton height={320} /> : null}
      {data === undefined ? null : (
        <div className={css['plan']} aria-busy={preview.isFetching}>
          <Taken plan={data} />
          <ImportSettings
            plan={data}
            ownZone={clock.zone}
            settings={settings}
            choices={choices}
            onChange={change}
            onChoose={choose}
          />
          <Choosing
            plan={data}
            onChoose={(column, words) => choose({ where: rowsThatSay(choices.where ?? [], column, words) })}
          />
          <Mapping
            plan={data}
            chosen={choices.map}
            onMap={(column, field) => choose({ map: mapWith(choices.map, column, field) })}
          />
          <WordsRead
            plan={data}
            chosen={choices.values}
            known={{
              system: systems.data?.rows.map(({ name }) => name) ?? [],
              environment: environments.data?.rows.map(({ name }) => name) ?? [],
            }}
            onChoose={(field, word, meaning) => choose({ values: valuesWith(choices.values, field, word, meaning) })}
            onLeaveOut={(column, word) => choose({ where: withoutRows(data, column, word) })}
          />
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
                    rejected.mutate(
                      { input: asked },
                      { onSuccess: (saved) => saveText(saved.name, saved.csv, 'text/csv') },
                    )
                  }
                >
                  Save the rows with errors as CSV
                </Button>
              </ButtonRow>
            </>
          )}
          <PlanRows plan={data} />
          <ImportEffect asked={asked} />
          <KeepFor keep={keeping} profiles={profiles} onChange={setKeep} canWatch={isDesktop} />
          {run.error === null ? null : <ErrorNote what="Nothing was imported." error={run.error} />}
          <ButtonRow>
            <Button
              look="primary"
              disabled={run.isPending || preview.isFetching || error !== null || data.new + data.updated === 0}
              onClick={() => run.mutate({ input: { ...asked, ...kept(keeping) }, job }, { onSuccess: setDone })}
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

/** What the calls are told. A person who chooses anything says everything: a profile does not add to it. */
function saidIn({ zone, system, choices }: Settings) {
  return {
    ...(zone === null ? {} : { zone }),
    ...(system === null || system === '' ? {} : { system }),
    ...(choices === null ? {} : { choices, profile: 'none' }),
  }
}

/** The choices with another one. The first one takes over all that the profile said. */
function chosenIn(settings: Settings, plan: Plan | undefined, part: ImportChoices): Settings {
  if (settings.choices !== null || plan?.profile == null)
    return { ...settings, choices: { ...settings.choices, ...part } }
  const { zone, system, choices } = plan
  return {
    zone: settings.zone ?? zone,
    system: settings.system ?? system,
    choices: { ...choices, ...part },
  }
}

type FieldMap = NonNullable<ImportChoices['map']>

/** What columns are, with another one: of two for one field the last counts. */
function mapWith(map: FieldMap = {}, column: string, field: FieldMap[string]): FieldMap {
  const others = Object.entries(map).filter(([, known]) => field === '' || known !== field)
  return { ...Object.fromEntries(others), [column]: field }
}

type Values = NonNullable<ImportChoices['values']>

/** What words stand for, with another meaning of one, or without one of its own. */
function valuesWith(values: Values = {}, field: keyof Values, word: string, meaning: string | null): Values {
  const others = Object.entries(values[field] ?? {}).filter(([known]) => known.toLowerCase() !== word.toLowerCase())
  return { ...values, [field]: Object.fromEntries(meaning === null ? others : [...others, [word, meaning]]) }
}

function importLabel(plan: Plan): string {
  const taken = plan.new + plan.updated
  if (taken === 0) return 'Nothing to import'
  return plan.skipped === 0 ? `Import ${count(taken)}` : `Import ${count(taken)}, leave ${count(plan.skipped)} out`
}
