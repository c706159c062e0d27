// What one word of a file is understood as, and a choice to change it: a name is typed, everything else is picked.
import { environment } from '../../src-shared/environment.ts'
import type { Plan } from '../../src-shared/contract/imports.ts'
import type { ValueField } from '../../src-shared/import-choices.ts'
import { Typed } from './typed.tsx'
import { Tag } from './word.tsx'

export type Value = Plan['words'][number]['values'][number]

const meanings: Record<string, string> = {
  open: 'open',
  resolved: 'resolved',
  'no incident': 'no incident: left out',
  pending: 'waiting: counts nowhere yet',
  started: 'running: counts nowhere yet',
  succeeded: 'succeeded',
  failed: 'failed',
  aborted: 'cancelled',
}
const offered = {
  incidents: ['open', 'resolved', 'no incident'],
  deployments: ['succeeded', 'failed', 'aborted', 'started', 'pending'],
} as const
const severities = ['1, the worst', '2', '3', '4', '5']

/** Whether somebody should say what it means. */
export function isUnknown(plan: Plan, field: ValueField, { word, means }: Value): boolean {
  return means === null && (word !== '' || (field === 'status' && plan.what === 'deployments'))
}

export interface MeaningProps {
  plan: Plan
  field: ValueField
  value: Value
  /** Names there are already. */
  names: readonly string[]
  choose: (meaning: string | null) => void
}

export function Meaning({ plan, field, value, names, choose }: MeaningProps) {
  const label = `What ${value.word === '' ? 'a blank cell' : value.word} stands for`
  if (field === 'system' || field === 'environment') {
    const means = value.means ?? ''
    return (
      <>
        <Typed
          label={label}
          value={means}
          list={`names-of-${field}`}
          onDone={(text) => choose(text === '' ? null : text)}
        />{' '}
        {names.includes(means) || (field === 'environment' && environment(means).tier === means) ? null : (
          <Tag>new</Tag>
        )}{' '}
        {field === 'environment' && environment(means).tier !== means ? (
          <span className="dim">tier {environment(means).tier}</span>
        ) : null}
      </>
    )
  }
  const options =
    field === 'severity'
      ? severities.map((text, i) => [`P${i + 1}`, text] as const)
      : offered[plan.what === 'deployments' ? 'deployments' : 'incidents'].map(
          (meaning) => [meaning, meanings[meaning] ?? meaning] as const,
        )
  const read = value.chosen === null ? asRead(plan, field, value) : 'as the file says'
  return (
    <select aria-label={label} value={value.chosen ?? ''} onChange={(event) => choose(event.target.value || null)}>
      <option value="">{read}</option>
      {value.chosen === null || options.some(([meaning]) => meaning === value.chosen) ? null : (
        <option value={value.chosen}>{value.chosen}</option>
      )}
      {options.map(([meaning, text]) => (
        <option key={meaning} value={meaning}>
          {text}
        </option>
      ))}
    </select>
  )
}

/** How a word is understood that nobody chose a meaning for. */
function asRead(plan: Plan, field: ValueField, { word, means }: Value): string {
  if (field === 'severity') return means === null ? (word === '' ? 'none' : 'kept as it is') : `${means} (told)`
  if (means !== null) return `${meanings[means] ?? means} (told)`
  return plan.what === 'deployments' ? 'not known: an error' : 'by its times'
}
