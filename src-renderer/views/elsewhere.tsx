// On an overview whose period holds no deployment although some are known: when the last one was, and the way there.
import type { Overview } from '../../src-shared/contract/metrics.ts'
import { day } from '../../src-shared/time.ts'
import { Button } from '../parts/button.tsx'
import { counted, longDate } from '../parts/format.ts'
import { Note } from '../parts/panel.tsx'
import { useCall } from '../use-call.ts'
import { daysUntil, useView } from '../view-state.ts'

export function Elsewhere({ overview }: { overview: Overview }) {
  const { view, set } = useView()
  const { range, environment } = overview
  const systems = view.systems.length === 0 ? {} : { systems: view.systems }
  const { data } = useCall('deployments.list', { environment, ...systems, states: ['succeeded'], limit: 1 })
  const last = data?.rows[0]?.finished_at_ms ?? null
  if (last === null || (last >= range.from_ms && last < range.to_ms)) return null
  const days = Math.round((range.to_ms - range.from_ms) / day)
  return (
    <Note
      action={
        <Button size="small" onClick={() => set({ period: daysUntil(last, days, range.zone) })}>
          {days === 1 ? 'Show that day' : `Show the ${counted(days, 'day')} until then`}
        </Button>
      }
    >
      No deployment is in this period. The last one was on {longDate(last, range.zone)}.
    </Note>
  )
}
