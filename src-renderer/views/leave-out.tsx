// Leaving a deployment or an incident out of all numbers: the reason is asked for, since somebody will want to know it.
import { useState } from 'react'
import { Link } from 'wouter'
import { Button, ButtonRow } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { Section } from '../parts/inspector.tsx'
import { useView } from '../view-state.ts'
import { useDecide } from './decide.ts'
import css from './detail.module.css'

export function LeaveOut({ type, number, id }: { type: 'deployment' | 'incident'; number: number; id: string }) {
  const [reason, setReason] = useState<string | null>(null)
  const { decide, busy } = useDecide('decisions.exclude')
  if (reason === null)
    return (
      <ButtonRow>
        <Button size="small" onClick={() => setReason('')}>
          Leave out of all numbers
        </Button>
      </ButtonRow>
    )
  const given = reason.trim()
  return (
    <Section title="Leave out of all numbers">
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (given !== '') decide({ type, number, reason: given }, `${id} is left out.`, () => setReason(null))
        }}
      >
        <TextField
          label="Why"
          value={reason}
          onChange={setReason}
          autoFocus
          placeholder="for instance: a rehearsal"
          hint="Shown wherever a number leaves it out. It can be undone at any time."
        />
        <ButtonRow>
          <Button look="primary" size="small" type="submit" disabled={busy || given === ''}>
            Leave out
          </Button>
          <Button size="small" onClick={() => setReason(null)}>
            Cancel
          </Button>
        </ButtonRow>
      </form>
    </Section>
  )
}

export function LeftOut({ reason }: { reason: string }) {
  const { to } = useView()
  return (
    <Section title="Left out of all numbers">
      <p>{reason}</p>
      <p className="dim">
        <Link href={to('/decisions')}>Decisions</Link> lists it, and can undo it.
      </p>
    </Section>
  )
}
