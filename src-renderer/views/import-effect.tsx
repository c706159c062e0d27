// What an import would do to the metrics, asked for by a button: it is tried on a copy of the workspace.
import { useState } from 'react'
import type { Input } from '../../src-shared/contract/index.ts'
import { Button, ButtonRow } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { figure, period } from '../parts/format.ts'
import { ErrorNote, Note } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import css from './imports.module.css'

export function ImportEffect({ asked }: { asked: Input<'imports.effect'> }) {
  const { zone } = useClock()
  const [wanted, setWanted] = useState<string | null>(null)
  // Of other choices the effect is another one.
  const isOpen = wanted === JSON.stringify(asked)
  const { data, error, isFetching } = useCall('imports.effect', asked, { enabled: isOpen, keep: false })
  if (!isOpen || isFetching)
    return (
      <ButtonRow>
        <Button size="small" disabled={isFetching} onClick={() => setWanted(JSON.stringify(asked))}>
          {isFetching ? 'Trying it on a copy' : 'Show what it does to the metrics'}
        </Button>
      </ButtonRow>
    )
  if (error !== null) return <ErrorNote what="The effect could not be worked out." error={error} />
  if (data === undefined) return null
  const range = period(data.from_ms, data.to_ms, zone)
  if (data.metrics.length === 0) return <Note>None of the five metrics of {range} would come out different.</Note>
  return (
    <ul className={css['effect']} aria-label="Effect on the metrics">
      <li>
        <span>Metrics of {range}, now and after the import:</span>
      </li>
      {data.metrics.map(({ id, title, unit, before, after }) => (
        <li key={id}>
          {title}: {before.value === null ? 'no value' : figure(before.value, unit)} →{' '}
          <b>{after.value === null ? 'no value' : figure(after.value, unit)}</b> <span>{after.of}</span>
        </li>
      ))}
    </ul>
  )
}
