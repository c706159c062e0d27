// What a person may say of a file before it is imported: which export it is, its zone, which rows count, how dates read.
import type { Plan } from '../../src-shared/contract/imports.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import { SelectField, TextField } from '../parts/field.tsx'
import { useTyped } from '../parts/typed.tsx'
import { useCall } from '../use-call.ts'
import css from './imports.module.css'

/** What a person said so far; null where nothing was. */
export interface Settings {
  zone: string | null
  system: string | null
  choices: ImportChoices | null
}

export interface SettingsProps {
  plan: Plan
  ownZone: string
  settings: Settings
  /** All choices, those of the profile too. */
  choices: ImportChoices
  onChange: (settings: Settings) => void
  onChoose: (part: ImportChoices) => void
}

export function ImportSettings({ plan, ownZone, settings, choices, onChange, onChoose: choose }: SettingsProps) {
  const { zone } = settings
  const unclear = plan.errors.some(({ reason }) => reason.includes('is ambiguous')) || choices.dates !== undefined
  return (
    <div className={css['settings']}>
      <Export
        plan={plan}
        value={choices.preset}
        onChange={(preset) => onChange({ ...settings, choices: { preset } })}
      />
      <SelectField
        label="Zone of times without an offset"
        value={zone ?? ''}
        options={[{ value: '', label: `${plan.zone.replaceAll('_', ' ')} (not chosen)` }, ...zones(ownZone)]}
        onChange={(value) => onChange({ ...settings, zone: value === '' ? null : value })}
        hint={
          plan.zone_used
            ? 'Some times in this file carry no offset, so this matters.'
            : 'Every time in this file carries an offset, so this changes nothing.'
        }
      />
      {unclear ? (
        <SelectField
          label="Dates such as 03/04/2026"
          value={choices.dates ?? ''}
          options={[
            { value: '', label: 'not chosen' },
            { value: 'day first', label: '3 April' },
            { value: 'month first', label: '4 March' },
          ]}
          onChange={(value) => choose({ dates: value === 'day first' || value === 'month first' ? value : undefined })}
          hint="Nothing in the file proves which number is the day."
        />
      ) : null}
      <TypedField
        label="Rows that count"
        value={choices.where?.join('; ') ?? ''}
        placeholder="Issue Type=Bug|Outage; Priority<=2"
        onDone={(text) => choose({ where: text.split(/;\s*/).filter((part) => part !== '') })}
      />
      <TypedField
        label="System of rows that name none"
        value={settings.system ?? plan.system ?? ''}
        placeholder="leave empty for unknown"
        onDone={(text) => onChange({ ...settings, system: text })}
      />
    </div>
  )
}

function Export({
  plan,
  value,
  onChange,
}: {
  plan: Plan
  value: string | undefined
  onChange: (preset: string | undefined) => void
}) {
  const { data } = useCall('imports.presets', {})
  const told = plan.preset === null ? 'a table of its own' : plan.preset.title
  return (
    <SelectField
      label="Export"
      value={value ?? ''}
      options={[
        { value: '', label: value === undefined ? `Told from the file: ${told}` : 'Told from the file' },
        { value: 'none', label: 'A table of its own' },
        ...(data?.rows ?? []).map(({ id, title }) => ({ value: id, label: title })),
      ]}
      onChange={(chosen) => onChange(chosen === '' ? undefined : chosen)}
    />
  )
}

/** A text that counts when it is done, not while it is typed. */
function TypedField(props: { label: string; value: string; placeholder: string; onDone: (text: string) => void }) {
  const { label, value, placeholder, onDone } = props
  const [typed, setTyped] = useTyped(value)
  const done = () => typed.trim() !== value && onDone(typed.trim())
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        done()
      }}
      onBlur={done}
    >
      <TextField label={label} value={typed} onChange={setTyped} placeholder={placeholder} />
    </form>
  )
}

function zones(own: string) {
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])].map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
  }))
}
