// A moment as a token: now, some while ago, or a date and a time that are typed. A popover, as for the period.
import { Popover } from '@base-ui/react/popover'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { localOf, parseLocal } from '../../src-shared/time.ts'
import { Button } from './button.tsx'
import { useClock } from './clock.tsx'
import { TextField } from './field.tsx'
import { dateTime } from './format.ts'
import css from './token-menu.module.css'

export interface MomentTokenProps {
  name: string
  /** Null is now. */
  value: number | null
  /** Named whiles ago, in milliseconds. */
  presets: readonly { label: string; ago_ms: number }[]
  onChange: (ms: number | null) => void
}

export function MomentToken({ name, value, presets, onChange }: MomentTokenProps) {
  const [open, setOpen] = useState(false)
  const { zone, now_ms } = useClock()
  function choose(ms: number | null): void {
    onChange(ms)
    setOpen(false)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className={css['token']}
        data-token=""
        onKeyDown={(event) => {
          if (event.key !== 'Backspace' && event.key !== 'Delete') return
          event.preventDefault()
          onChange(null)
        }}
      >
        {name} <b>{value === null ? 'now' : dateTime(value, zone)}</b>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={5} align="start" collisionPadding={10} className={css['positioner']}>
          <Popover.Popup className={css['popup']} aria-label={name}>
            <Choice label="Now" chosen={value === null} onChoose={() => choose(null)} />
            {presets.map(({ label, ago_ms }) => (
              <Choice
                key={label}
                label={label}
                chosen={false}
                // To the minute, which is what the field below and a copied link show.
                onChoose={() => choose(Math.floor((now_ms - ago_ms) / 60_000) * 60_000)}
              />
            ))}
            <TypedMoment key={value} at={localOf(value ?? now_ms, zone)} zone={zone} onChoose={choose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Choice({ label, chosen, onChoose }: { label: string; chosen: boolean; onChoose: () => void }) {
  return (
    <button type="button" className={`${css['item']} ${css['choice']}`} aria-pressed={chosen} onClick={onChoose}>
      <span className={css['check']} data-unchecked={chosen ? undefined : ''}>
        <Check aria-hidden />
      </span>
      {label}
    </button>
  )
}

function TypedMoment({ at, zone, onChoose }: { at: string; zone: string; onChoose: (ms: number) => void }) {
  const [text, setText] = useState(at)
  const ms = parseLocal(text, zone)
  return (
    <form
      className={css['fields']}
      data-one=""
      onSubmit={(event) => {
        event.preventDefault()
        if (ms !== null) onChoose(ms)
      }}
    >
      <TextField
        label={`Date and time, ${zone}`}
        type="datetime-local"
        value={text}
        onChange={setText}
        problem={ms === null ? 'Give a date and a time.' : null}
      />
      <Button type="submit" size="small" disabled={ms === null}>
        Show this moment
      </Button>
    </form>
  )
}
