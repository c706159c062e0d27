// A text that counts when it is done (Enter, or leaving the field), not while it is typed. Escape takes back what was typed.
import { useRef, useState } from 'react'

export interface TypedProps {
  label: string
  value: string
  onDone: (text: string) => void
  className?: string | undefined
  /** The id of a list of texts to choose from. */
  list?: string
  maxLength?: number
}

export function Typed({ label, value, onDone, ...rest }: TypedProps) {
  const [typed, setTyped] = useTyped(value)
  /** What was handed over for this value, which may take a moment to become another. */
  const handed = useRef<{ text: string; value: string } | null>(null)
  function done(): void {
    const text = typed.trim()
    if (text === value || (handed.current?.text === text && handed.current.value === value)) return
    handed.current = { text, value }
    onDone(text)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        done()
      }}
    >
      <input
        {...rest}
        aria-label={label}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === value) return
          event.stopPropagation()
          setTyped(value)
        }}
      />
    </form>
  )
}

/** What is typed, until what counts becomes another. */
export function useTyped(value: string) {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setTyped(value)
  }
  return [typed, setTyped] as const
}
