// What a key may be used for: everything, or only some dialects and systems.
import { X } from 'lucide-react'
import { useState } from 'react'
import type { KeyRow } from '../../src-shared/contract/keys.ts'
import { doors } from '../../src-shared/snippets/dialects.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Choices } from '../parts/choices.tsx'
import { TextField } from '../parts/field.tsx'
import { useCall } from '../use-call.ts'
import css from './keys.module.css'

export type Scope = Pick<KeyRow, 'dialects' | 'systems'>

export const everything: Scope = { dialects: null, systems: null }

/** "everything", "DevLake, for shop and web". */
export function scopeWords(scope: Scope): string {
  if (scope.dialects === null && scope.systems === null) return 'everything'
  const spoken =
    scope.dialects?.map((id) => doors.find((one) => one.id === id)?.title ?? id).join(', ') ?? 'any dialect'
  return scope.systems === null ? spoken : `${spoken}, for ${scope.systems.join(', ')}`
}

/** Whether something is chosen wherever only some may be. */
export function isComplete({ dialects, systems }: Scope): boolean {
  return dialects?.length !== 0 && systems?.length !== 0
}

export function ScopeFields({ scope, onChange }: { scope: Scope; onChange: (scope: Scope) => void }) {
  return (
    <>
      <Choices
        label="Dialects"
        value={scope.dialects === null ? 'all' : 'some'}
        choices={[
          { value: 'all', label: 'All' },
          { value: 'some', label: 'Only some' },
        ]}
        onChange={(next) => onChange({ ...scope, dialects: next === 'all' ? null : [] })}
      />
      {scope.dialects === null ? null : (
        <div className={css['boxes']} role="group" aria-label="Dialects it may speak">
          {doors.map(({ id, title }) => (
            <Check
              key={id}
              label={title}
              checked={scope.dialects?.includes(id) ?? false}
              onChange={(on) =>
                onChange({
                  ...scope,
                  dialects: doors
                    .map((one) => one.id)
                    .filter((one) => (one === id ? on : scope.dialects?.includes(one))),
                })
              }
            />
          ))}
        </div>
      )}
      <Choices
        label="Systems"
        value={scope.systems === null ? 'all' : 'some'}
        choices={[
          { value: 'all', label: 'All' },
          { value: 'some', label: 'Only some' },
        ]}
        onChange={(next) => onChange({ ...scope, systems: next === 'all' ? null : [] })}
      />
      {scope.systems === null ? null : (
        <SystemNames names={scope.systems} onChange={(systems) => onChange({ ...scope, systems })} />
      )}
    </>
  )
}

/** Names are typed, because a key may be made before its system reported anything. */
function SystemNames({ names, onChange }: { names: readonly string[]; onChange: (names: string[]) => void }) {
  const [text, setText] = useState('')
  const known = useCall('systems.list', {})
  const name = text.trim()
  function add(): void {
    if (name !== '' && !names.includes(name)) onChange([...names, name])
    setText('')
  }
  return (
    <div className={css['systems']}>
      <div
        className={css['addSystem']}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
          // Adds the name; does not send the form.
          event.preventDefault()
          add()
        }}
      >
        <TextField
          label="A system it may report for"
          value={text}
          onChange={setText}
          list={known.data?.rows.map((row) => row.name).filter((one) => !names.includes(one)) ?? []}
        />
        <Button disabled={name === ''} onClick={add}>
          Add
        </Button>
      </div>
      <ul aria-label="Systems it may report for">
        {names.map((one) => (
          <li key={one}>
            {one}
            <Button
              look="quiet"
              size="icon"
              aria-label={`Leave out ${one}`}
              onClick={() => onChange(names.filter((other) => other !== one))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
