// What a person may say of a file before it is imported: which export it is, its zone, which rows count, how dates read.
import type { Plan } from '../../src-shared/contract/imports.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import { useState } from 'react'
import { SelectField, TextField } from '../parts/field.tsx'
import { useCall } from '../use-call.ts'
import css from './imports.module.css'

export interface Settings {
  zone: string | null
  system: string
  choices: ImportChoices
}

export interface SettingsProps {
  plan: Plan
  ownZone: string
  settings: Settings
  onChange: (settings: Settings) => void
}

export function ImportSettings({ plan, ownZone, settings, onChange }: SettingsProps) {
  const { zone, system, choices } = settings
  const choose = (part: ImportChoices) => onChange({ ...settings, choices: { ...choices, ...part } })
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
      <Typed
        label="Rows that count"
        value={choices.where?.join('; ') ?? ''}
        placeholder="Issue Type=Bug|Outage; Priority<=2"
        onDone={(text) => choose({ where: text === '' ? undefined : text.split(/;\s*/).filter((part) => part !== '') })}
      />
      <Typed
        label="System of rows that name none"
        value={system}
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
function Typed(props: { label: string; value: string; placeholder: string; onDone: (text: string) => void }) {
  const { label, value, placeholder, onDone } = props
  const [typed, setTyped] = useState(value)
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
