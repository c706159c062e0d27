// A moment, in the workspace's zone; hovering shows it exactly, in that zone and in UTC, with its age.
// A recent one is a clock time within the last 24 hours and a date before.
import { day } from '../../src-shared/time.ts'
import { ago, clockTime, dateTime, exactTime } from './format.ts'
import { useClock } from './clock.tsx'

export function Time({ ms, as = 'date' }: { ms: number; as?: 'date' | 'recent' | 'ago' }) {
  const { zone, now_ms } = useClock()
  const exact = zone === 'UTC' ? exactTime(ms, 'UTC') : `${exactTime(ms, zone)}\n${exactTime(ms, 'UTC')}`
  const text =
    as === 'ago' ? ago(ms, now_ms) : as === 'recent' && now_ms - ms < day ? clockTime(ms, zone) : dateTime(ms, zone)
  return (
    <time className="nowrap" dateTime={new Date(ms).toISOString()} title={`${exact}\n${ago(ms, now_ms)}`}>
      {text}
    </time>
  )
}
