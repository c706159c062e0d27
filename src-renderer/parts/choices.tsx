// One of a few, all in sight: a row of words of which one is chosen. The browser's own radio buttons underneath.
import { useId, type ReactNode } from 'react'
import css from './choices.module.css'

export interface ChoicesProps<V extends string> {
  label: string
  /** The label is read out and not seen. */
  bare?: boolean
  value: V
  choices: readonly { value: V; label: ReactNode }[]
  onChange: (value: V) => void
  disabled?: boolean
}

export function Choices<V extends string>({
  label,
  bare = false,
  value,
  choices,
  onChange,
  disabled = false,
}: ChoicesProps<V>) {
  const name = useId()
  return (
    <fieldset className={css['choices']} disabled={disabled}>
      <legend className={bare ? 'unseen' : undefined}>{label}</legend>
      <div>
        {choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
