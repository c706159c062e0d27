// Definitions: which preset numbers follow, two of them side by side, and every switch with what it does to the numbers
// of the current period before it is taken.
import { useState } from 'react'
import type { Output } from '../../src-shared/contract/index.ts'
import type { Switches } from '../../src-shared/definition.ts'
import { Button } from '../parts/button.tsx'
import { SelectField } from '../parts/field.tsx'
import { ErrorNote, Panel, Skeleton } from '../parts/panel.tsx'
import { say } from '../parts/toasts.tsx'
import { useCall, useRun } from '../use-call.ts'
import css from './definitions.module.css'
import { Differences, Effects, SideBySide } from './definition-compare.tsx'
import { SwitchList } from './definition-switches.tsx'
import { FilterBar } from './filter-bar.tsx'
import { useQuestion } from './overview.tsx'
import { Page } from './page.tsx'

export type Presets = Output<'definitions.list'>

export function DefinitionsPage() {
  const presets = useCall('definitions.list', {})
  const { data, error } = presets
  return (
    <Page
      title="Definitions"
      sub="How each number is calculated here, and what it would be by other definitions. No data is never zero: without data a metric says what is missing, with fewer than 5 rows it has a value and no level."
      filters={<FilterBar environment bucket />}
    >
      {error === null ? null : (
        <ErrorNote what="The definitions could not be read." error={error} onRetry={() => void presets.refetch()} />
      )}
      {data === undefined ? error === null && <Skeleton height={300} /> : <Definitions presets={data} />}
    </Page>
  )
}

function Definitions({ presets }: { presets: Presets }) {
  const [looked, setLooked] = useState<string | null>(null)
  const [other, setOther] = useState<string | null>(null)
  const [switches, setSwitches] = useState<Switches>({})
  const chosen = presets.rows.find((row) => row.id === (looked ?? presets.chosen)) ?? presets.rows[0]
  const beside = other ?? (chosen?.id === 'devlake-2023' ? 'dora' : 'devlake-2023')
  const question = useQuestion()
  const isChanged = Object.keys(switches).length > 0
  const answer = useCall('metrics.overview', {
    ...question,
    preset: chosen?.id ?? 'dora',
    switches,
    // While switches are tried out, the same preset without them stands beside it.
    compare: isChanged ? (chosen?.id ?? 'dora') : beside,
  })
  if (chosen === undefined) return null
  const tried = answer.data?.metrics ?? []
  const without = answer.data?.compare?.metrics ?? []
  const titles = presets.rows.map((row) => ({ value: row.id, label: row.title }))
  return (
    <>
      <Panel title="Preset" actions={<Take presets={presets} chosen={chosen} />}>
        <div className={css['pick']}>
          <SelectField
            label="Calculated by"
            value={chosen.id}
            options={titles}
            hint={chosen.about}
            onChange={(id) => {
              setLooked(id)
              setSwitches({})
            }}
          />
          <SelectField
            label="Laid beside it"
            value={beside}
            options={titles}
            hint={presets.rows.find((row) => row.id === beside)?.about}
            onChange={setOther}
          />
        </div>
      </Panel>
      {answer.error === null ? null : (
        <ErrorNote
          what="The numbers could not be worked out."
          error={answer.error}
          onRetry={() => void answer.refetch()}
        />
      )}
      {answer.data === undefined ? (
        <Skeleton height={260} />
      ) : (
        <SideBySide
          {...(isChanged ? { one: without, other: tried } : { one: tried, other: without })}
          heads={isChanged ? ['Before', 'After'] : [chosen.title, answer.data.compare?.title ?? '']}
          workings={chosen.id === presets.chosen}
        />
      )}
      {isChanged || answer.data?.compare == null ? null : (
        <Differences
          one={answer.data.switches}
          other={answer.data.compare.switches}
          heads={[chosen.title, answer.data.compare.title]}
        />
      )}
      <SwitchList
        key={chosen.id}
        preset={chosen}
        switches={switches}
        effects={<Effects before={without} after={tried} />}
        onChange={setSwitches}
        onSaved={(name) => {
          setLooked(name)
          setSwitches({})
        }}
      />
    </>
  )
}

/** Makes all numbers follow the preset, or removes an own one. */
function Take({ presets, chosen }: { presets: Presets; chosen: Presets['rows'][number] }) {
  const choose = useRun('definitions.choose')
  const remove = useRun('definitions.remove')
  const save = useRun('definitions.save')
  const before = presets.chosen
  return (
    <>
      {chosen.own ? (
        <Button
          look="quiet"
          size="small"
          onClick={() =>
            remove.mutate(
              { input: { name: chosen.id } },
              {
                onSuccess: () =>
                  say({
                    title: `${chosen.title} is removed.`,
                    undo: {
                      label: 'Undo',
                      run: () =>
                        save.mutate({
                          input: { name: chosen.id, based_on: chosen.based_on ?? 'dora', switches: chosen.switches },
                        }),
                    },
                  }),
              },
            )
          }
        >
          Remove
        </Button>
      ) : null}
      {chosen.id === before ? (
        <span className={css['followed']}>All numbers follow it</span>
      ) : (
        <Button
          look="primary"
          size="small"
          onClick={() =>
            choose.mutate(
              { input: { preset: chosen.id } },
              {
                onSuccess: () =>
                  say({
                    title: `All numbers follow ${chosen.title} now.`,
                    undo: { label: 'Undo', run: () => choose.mutate({ input: { preset: before } }) },
                  }),
              },
            )
          }
        >
          Use for all numbers
        </Button>
      )}
    </>
  )
}
