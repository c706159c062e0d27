// A yes or a no with its label: a box for a choice among others, a switch for what takes effect at once. What it means
// stands below. The browser's own checkbox, so that any keyboard and any reader knows it.
import { useId, type ReactNode } from 'react'
import css from './check.module.css'

export interface CheckProps {
  label: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  look?: 'box' | 'switch'
  disabled?: boolean
  /** What follows from it. */
  children?: ReactNode
}

export function Check({ label, checked, onChange, look = 'box', disabled = false, children }: CheckProps) {
  const id = useId()
  return (
    <div className={css['check']}>
      <input
        id={id}
        type="checkbox"
        role={look === 'switch' ? 'switch' : undefined}
        data-look={look}
        checked={checked}
        disabled={disabled}
        aria-describedby={children === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {children === undefined ? null : <p id={`${id}-hint`}>{children}</p>}
      </div>
    </div>
  )
}
