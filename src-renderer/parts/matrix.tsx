// What runs where: a row for each system, a column for each environment, and in each cell what runs there, since when,
// what failed after it, what is under way, and how far it is behind. Each cell that has a past is a link to it.
import { Split } from 'lucide-react'
import { Link } from 'wouter'
import type { Cell, Matrix as MatrixData } from '../../src-shared/contract/environments.ts'
import { ago, counted, duration } from './format.ts'
import css from './matrix.module.css'
import { Word } from './word.tsx'

export interface MatrixRow {
  system: string
  cells: readonly (Cell | null)[]
  /** Whether the cells that are shown run different versions. */
  drift: boolean
}

export interface MatrixProps {
  environments: MatrixData['environments']
  rows: readonly MatrixRow[]
  /** The moment it shows: ages are counted up to then. */
  at_ms: number
  /** Whether that is now; what is not there yet may have come later otherwise. */
  isNow: boolean
  to: (system: string, environment: string) => string
  /** Whether the cell is open beside the table. */
  current: (system: string, environment: string) => boolean
}

export function Matrix({ environments, rows, ...props }: MatrixProps) {
  return (
    // Wide tables are moved sideways with the keyboard too, so the box takes the focus.
    <div className={css['scroll']} role="region" aria-label="What runs where" tabIndex={0}>
      <table className={css['matrix']}>
        <caption>Systems by environments, with the version that runs in each</caption>
        <thead>
          <tr>
            <th scope="col">System</th>
            {environments.map(({ name, tier }) => (
              <th key={name} scope="col">
                {name}
                {name === tier ? null : <small>{tier}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.system} data-drift={row.drift ? '' : undefined}>
              <th scope="row">
                {row.system}
                {row.drift ? (
                  <span className={css['drift']}>
                    <Split aria-hidden />
                    drift
                  </span>
                ) : null}
              </th>
              {environments.map(({ name }, i) => (
                <MatrixCell
                  key={name}
                  cell={row.cells[i] ?? null}
                  href={props.to(row.system, name)}
                  open={props.current(row.system, name)}
                  first={row.cells.findIndex((cell) => cell !== null) === i}
                  at_ms={props.at_ms}
                  isNow={props.isNow}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CellProps {
  cell: Cell | null
  href: string
  open: boolean
  /** The keys that go from row to row stop at the first cell of each. */
  first: boolean
  at_ms: number
  isNow: boolean
}

function MatrixCell({ cell, href, open, first, at_ms, isNow }: CellProps) {
  if (cell === null) return <td className={css['never']}>{isNow ? 'never seen' : 'not seen yet'}</td>
  const { current, failed, running, behind } = cell
  return (
    <td data-open={open ? '' : undefined}>
      <Link
        href={href}
        className={current === null ? css['nothing'] : css['version']}
        aria-current={open ? 'true' : undefined}
        title={current === null ? 'Open the history' : `${current.id}: open the history`}
        {...(first ? { 'data-row': '' } : {})}
      >
        {current === null ? 'nothing finished' : current.label}
      </Link>{' '}
      {current === null ? null : <span className={css['age']}>{duration(Math.max(0, at_ms - current.at_ms))}</span>}
      {failed === null ? null : (
        <p>
          <Word name={failed.state}>
            {failed.label} {failed.state} {ago(failed.at_ms, at_ms)}
          </Word>
        </p>
      )}
      {running === null ? null : (
        <p>
          <Word name={running.state}>
            {running.label} {running.state === 'pending' ? 'waiting' : 'running'} for{' '}
            {duration(Math.max(0, at_ms - running.at_ms))}
          </Word>
        </p>
      )}
      {behind === null || behind.commits === null || behind.commits === 0 ? null : (
        <p>
          {counted(behind.commits, 'commit')} behind {behind.environment}
        </p>
      )}
    </td>
  )
}
