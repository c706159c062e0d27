// Every switch: what it decides, its value, the default, and what another value does. A change is tried out on the numbers
// above first, and kept under a name.
import { useState, type ReactNode } from 'react'
import type { Output } from '../../src-shared/contract/index.ts'
import type { Definition, SwitchName, Switches } from '../../src-shared/definition.ts'
import { dora } from '../../src-shared/definition.ts'
import { switches as about, switchNames, switchWords } from '../../src-shared/switches.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { counted } from '../parts/format.ts'
import { ErrorNote, Panel } from '../parts/panel.tsx'
import { say } from '../parts/toasts.tsx'
import { useRun } from '../use-call.ts'
import css from './definitions.module.css'

export interface SwitchListProps {
  preset: Output<'definitions.list'>['rows'][number]
  /** What is tried out: other values than the preset's. */
  switches: Switches
  /** What that does to the numbers. */
  effects: ReactNode
  onChange: (switches: Switches) => void
  onSaved: (name: string) => void
}

export function SwitchList({ preset, switches, effects, onChange, onSaved }: SwitchListProps) {
  const changed = Object.keys(switches).length
  const value = (name: SwitchName) => switches[name] ?? (name in switches ? null : preset.switches[name])
  function set(name: SwitchName, next: Definition[SwitchName]): void {
    const { [name]: _, ...rest } = switches
    onChange(JSON.stringify(next) === JSON.stringify(preset.switches[name]) ? rest : { ...rest, [name]: next })
  }
  const levels = value('levels')
  const shown = switchNames.filter((name) => levels === 'own' || !name.startsWith('own_'))
  return (
    <Panel
      title="Switches"
      sub={
        changed === 0
          ? 'change one to see what it does to the numbers above'
          : `${counted(changed, 'switch', 'switches')} tried out`
      }
    >
      <div className={css['switches']}>
        {shown.map((name) => (
          <div key={name} data-changed={name in switches}>
            <OneSwitch name={name} value={value(name)} onChange={(next) => set(name, next)} />
            <p>
              {about[name].effect} Default: {switchWords(name, dora[name])}.
            </p>
          </div>
        ))}
      </div>
      {changed === 0 ? null : (
        <Keep preset={preset} switches={switches} effects={effects} onChange={onChange} onSaved={onSaved} />
      )}
    </Panel>
  )
}

interface OneSwitchProps {
  name: SwitchName
  value: Definition[SwitchName]
  onChange: (value: Definition[SwitchName]) => void
}

function OneSwitch({ name, value, onChange }: OneSwitchProps) {
  const { title, sentence, words } = about[name]
  if (typeof value === 'boolean')
    return (
      <SelectField
        label={title}
        hint={sentence}
        value={value ? 'yes' : 'no'}
        options={['yes', 'no'].map((word) => ({ value: word, label: word }))}
        onChange={(word) => onChange(word === 'yes')}
      />
    )
  if (typeof value === 'string')
    return (
      <SelectField
        label={title}
        hint={sentence}
        value={value}
        options={Object.entries(words).map(([id, label]) => ({ value: id, label }))}
        onChange={(id) => onChange(id as Definition[SwitchName])}
      />
    )
  return <Numbers key={JSON.stringify(value)} name={name} value={value} onChange={onChange} />
}

/** A number or three, taken when the field is left; empty for none. */
function Numbers({ name, value, onChange }: OneSwitchProps) {
  const { title, sentence } = about[name]
  const [text, setText] = useState(value === null ? '' : Array.isArray(value) ? value.join(', ') : `${value}`)
  const numbers = text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(Number)
  const wanted = name === 'attribution_hours' ? 1 : 3
  const wrong =
    numbers.length === 0 || (numbers.length === wanted && numbers.every((one) => Number.isFinite(one) && one >= 0))
      ? null
      : wanted === 1
        ? 'Give whole hours, or nothing for no limit.'
        : 'Give three numbers, such as 1, 24, 168.'
  function take(): void {
    if (wrong !== null) return
    const [first, second, third] = numbers
    if (first === undefined) onChange(null)
    else if (wanted === 1) onChange(first)
    else onChange([first, second ?? 0, third ?? 0])
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        take()
      }}
      onBlur={take}
    >
      <TextField
        label={title}
        hint={sentence}
        value={text}
        onChange={setText}
        problem={wrong}
        placeholder={switchWords(name, null)}
      />
    </form>
  )
}

/** Keeps what is tried out as an own definition, and makes all numbers follow it. */
function Keep({ preset, switches, effects, onChange, onSaved }: SwitchListProps) {
  const [name, setName] = useState(preset.own ? preset.id : 'Ours')
  const save = useRun('definitions.save')
  const choose = useRun('definitions.choose')
  return (
    <form
      className={css['keep']}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(
          { input: { name, based_on: preset.id, switches } },
          {
            onSuccess: ({ id }) => {
              choose.mutate({ input: { preset: id } })
              say({ title: `Kept as ${id}. All numbers follow it now.` })
              onSaved(id)
            },
          },
        )
      }}
    >
      <div className={css['effects']}>{effects}</div>
      <TextField label="Keep as" value={name} onChange={setName} />
      <ButtonRow>
        <Button look="primary" type="submit" disabled={name.trim() === ''}>
          Keep and use
        </Button>
        <Button onClick={() => onChange({})}>Take back</Button>
      </ButtonRow>
      {save.error === null ? null : <ErrorNote what="It was not kept." error={save.error} />}
    </form>
  )
}
