// On which day weeks begin, in the settings: it moves deployments between weekly buckets.
import { SelectField } from '../parts/field.tsx'
import { ErrorNote } from '../parts/panel.tsx'
import { useCall, useRun } from '../use-call.ts'
import css from './settings.module.css'

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export function WeekStart() {
  const settings = useCall('settings.get', {})
  const save = useRun('settings.set')
  if (settings.data === undefined) return null
  return (
    <div className={css['next']}>
      <SelectField
        label="Weeks start on"
        value={`${settings.data.week_start}`}
        options={days.map((label, i) => ({ value: `${i + 1}`, label }))}
        onChange={(value) => save.mutate({ input: { week_start: Number(value) } })}
        hint="Weekly buckets and medians follow it; DevLake’s definitions always take Monday."
      />
      {save.error === null ? null : <ErrorNote what="The day was not changed." error={save.error} />}
    </div>
  )
}
