// One of several, and a button that makes it so: arrow keys change a list's value at once, and looking through it must not
// decide anything. Props only.
import { useState } from 'react'
import { Button } from './button.tsx'
import css from './choice.module.css'

export interface ChoiceProps {
  label: string
  options: readonly { value: string; label: string }[]
  /** What holds now. */
  value: string
  /** What the button says. */
  verb: string
  busy: boolean
  onChoose: (value: string) => void
}

export function Choice({ label, options, value, verb, busy, onChoose }: ChoiceProps) {
  const [picked, setPicked] = useState<string | null>(null)
  return (
    <span className={css['choice']}>
      <select
        aria-label={label}
        value={picked ?? value}
        disabled={busy}
        onChange={(event) => setPicked(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {picked === null || picked === value ? null : (
        <Button
          look="primary"
          size="small"
          disabled={busy}
          onClick={() => {
            setPicked(null)
            onChoose(picked)
          }}
        >
          {verb}
        </Button>
      )}
    </span>
  )
}
