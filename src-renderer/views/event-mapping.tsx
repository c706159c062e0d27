// Where in a delivery each value of an event stood: the last step on the way down from a number to the bytes.
import type { Delivery } from '../../src-shared/contract/journal.ts'
import { Time } from '../parts/time.tsx'
import css from './detail.module.css'

type Mapped = Delivery['parsed'][number]['mapping'][number]

export function EventMapping({ at, mapping }: { at: string; mapping: Mapped[] }) {
  if (mapping.length === 0) return null
  return (
    <table className={css['mapping']} aria-label={`Where the values of the event at ${at} stood`}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          <th scope="col">Stood at</th>
        </tr>
      </thead>
      <tbody>
        {mapping.map((one) => (
          <tr key={one.field}>
            <th scope="row">{one.field}</th>
            <td>
              <Value mapped={one} />
            </td>
            <td>{one.from ?? <span className="dim">worked out</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ mapped: { field, value } }: { mapped: Mapped }) {
  if (typeof value === 'number' && field.endsWith('_ms')) return <Time ms={value} />
  return value === null ? <span className="dim">none</span> : String(value)
}
