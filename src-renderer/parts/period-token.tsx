// The period as a token: presets, or two dates. A popover and not a menu, because dates are typed.
import { Popover } from '@base-ui/react/popover'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import css from './token-menu.module.css'

export interface PeriodTokenProps {
  value: string
  presets: readonly { id: string; label: string }[]
  chosen: string | null
  from: string
  to: string
  onPreset: (id: string) => void
  onDates: (from: string, to: string) => void
}

export function PeriodToken({ value, presets, chosen, from, to, onPreset, onDates }: PeriodTokenProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={css['token']} data-token="">
        Period <b>{value}</b>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={5} align="start" collisionPadding={10} className={css['positioner']}>
          <Popover.Popup className={css['popup']} aria-label="Period">
            {presets.map(({ id, label }) => (
              <button
                key={id}
                type="button"
                className={`${css['item']} ${css['choice']}`}
                aria-pressed={id === chosen}
                onClick={() => {
                  onPreset(id)
                  setOpen(false)
                }}
              >
                <span className={css['check']} data-unchecked={id === chosen ? undefined : ''}>
                  <Check aria-hidden />
                </span>
                {label}
              </button>
            ))}
            <Dates
              key={`${from} ${to}`}
              from={from}
              to={to}
              onDates={(first, last) => {
                onDates(first, last)
                setOpen(false)
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Dates({ from, to, onDates }: Pick<PeriodTokenProps, 'from' | 'to' | 'onDates'>) {
  const [first, setFirst] = useState(from)
  const [last, setLast] = useState(to)
  const wrong =
    first === '' || last === '' ? 'Give both dates.' : first > last ? 'The first day lies after the last.' : null
  return (
    <form
      className={css['fields']}
      onSubmit={(event) => {
        event.preventDefault()
        if (wrong === null) onDates(first, last)
      }}
    >
      <TextField label="From" type="date" value={first} onChange={setFirst} />
      <TextField label="To, included" type="date" value={last} onChange={setLast} problem={wrong} />
      <Button type="submit" size="small" disabled={wrong !== null}>
        Show these days
      </Button>
    </form>
  )
}
