// What it means that a filtered list is empty, and the way out: the time in which there is something like what is asked for,
// else without the filters that leave nothing.
import { day } from '../../src-shared/time.ts'
import { ButtonLink } from '../parts/button.tsx'
import { useClock } from '../parts/clock.tsx'
import { counted, longDate } from '../parts/format.ts'
import { Empty } from '../parts/panel.tsx'
import { daysUntil, useView } from '../view-state.ts'
import { inThePeriod, useRange } from './filter-bar.tsx'

export interface NoneFoundProps {
  /** "failed deployments", and the rest of what was asked for: "to production". */
  what: string
  rest?: string
  /** When the last one was that is like those but for the period; undefined until that is known, null where there is none. */
  latest: number | null | undefined
  /** What else there is to know of how it was looked for, a sentence. */
  note?: string
}

export function NoneFound({ what, rest, latest, note }: NoneFoundProps) {
  const { view, here } = useView()
  const { zone, now_ms } = useClock()
  const range = useRange()
  const days = Math.max(1, Math.round((range.to_ms - range.from_ms) / day))
  const of = view.systems.length === 0 ? [] : [`of ${view.systems.join(', ')}`]
  const these = [what, ...of, ...(rest === undefined ? [] : [rest])].join(' ')
  const more = note === undefined ? '' : ` ${note}`
  if (latest === null)
    return (
      <Empty
        title={`No ${these}`}
        action={
          <ButtonLink to={here({ systems: [], search: null, only: null, kind: null, page: 1 })}>
            Clear the filters
          </ButtonLink>
        }
      >
        {`There are none at any time.${more}`}
      </Empty>
    )
  return (
    <Empty
      title={`No ${these} ${inThePeriod(view.period, range, zone)}`}
      action={
        latest === undefined ? null : (
          <ButtonLink to={here({ period: daysUntil(latest, days, zone), page: 1 })}>
            {days === 1 ? 'Show that day' : `Show the ${counted(days, 'day')} until then`}
          </ButtonLink>
        )
      }
    >
      {latest === undefined ? null : `The last ${latest < now_ms ? 'was' : 'is'} on ${longDate(latest, zone)}.${more}`}
    </Empty>
  )
}
