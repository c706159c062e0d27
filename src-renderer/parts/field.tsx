// Labelled inputs: text and a choice of values. The label is always seen; what is wrong stands under the field.
import { useId, type ReactNode } from 'react'
import css from './field.module.css'

interface FieldProps {
  label: string
  hint?: ReactNode
  problem?: string | null | undefined
}

function Field({ id, label, hint, problem, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      {children}
      {problem == null ? null : (
        <p className={css['problem']} id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {hint === undefined ? null : <p id={`${id}-hint`}>{hint}</p>}
    </div>
  )
}

export interface TextFieldProps extends FieldProps {
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'date' | 'datetime-local' | 'search'
  placeholder?: string
  mono?: boolean
  autoFocus?: boolean
  list?: readonly string[]
}

export function TextField({
  value,
  onChange,
  type = 'text',
  placeholder,
  mono,
  autoFocus,
  list,
  ...field
}: TextFieldProps) {
  const id = useId()
  return (
    <Field id={id} {...field}>
      <input
        id={id}
        type={type}
        className={css['input']}
        value={value}
        placeholder={placeholder}
        data-mono={mono === true ? '' : undefined}
        // Focus goes where the person just asked to type.
        ref={autoFocus === true ? focusOnce : undefined}
        list={list === undefined ? undefined : `${id}-list`}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={field.problem != null}
        aria-describedby={`${id}-problem ${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      {list === undefined ? null : (
        <datalist id={`${id}-list`}>
          {list.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </Field>
  )
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true })
}

export interface SelectFieldProps extends FieldProps {
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

export function SelectField({ value, options, onChange, ...field }: SelectFieldProps) {
  const id = useId()
  return (
    <Field id={id} {...field}>
      <select
        id={id}
        className={css['input']}
        value={value}
        aria-describedby={`${id}-problem ${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}
