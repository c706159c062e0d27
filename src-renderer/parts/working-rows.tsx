// The rows of one step of a working: what it is, when, what it adds. Long lists open bit by bit.
import { useState } from 'react'
import { Link } from 'wouter'
import type { Unit, WorkingRow } from '../../src-shared/contract/metrics.ts'
import { Button } from './button.tsx'
import { Estimated } from './estimated.tsx'
import { duration, shortId } from './format.ts'
import { Time } from './time.tsx'
import css from './working-rows.module.css'

const first = 20

export interface WorkingRowsProps {
  rows: readonly WorkingRow[]
  unit: Unit
  /** The address of a row's detail, or null where it has none. */
  to: (row: WorkingRow) => string | null
}

export function WorkingRows({ rows, unit, to }: WorkingRowsProps) {
  const [all, setAll] = useState(false)
  const shown = all ? rows : rows.slice(0, first)
  return (
    <>
      <ul className={css['rows']}>
        {shown.map((row, i) => {
          const address = to(row)
          const name = shortId(row.id)
          return (
            // A change may stand in a step twice, once for each deployment.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={`${row.kind} ${row.id} ${i}`}>
              <span className={css['name']} title={row.id}>
                {address === null ? name : <Link href={address}>{name}</Link>}
              </span>
              <span className={css['note']}>
                {[row.system, row.note].filter((text) => text !== null && text !== '').join(' · ')}{' '}
                {row.end_estimated === true ? <Estimated /> : null}
              </span>
              {row.value === null ? null : (
                <b className={css['value']}>{unit === 'ms' ? duration(row.value) : row.value}</b>
              )}
              {row.at_ms === null ? null : <Time ms={row.at_ms} />}
            </li>
          )
        })}
      </ul>
      {rows.length > shown.length ? (
        <Button look="link" size="small" onClick={() => setAll(true)}>
          Show {rows.length - shown.length} more
        </Button>
      ) : null}
    </>
  )
}
