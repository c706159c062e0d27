// Findings about times that cannot be, or hardly: a clock that was never set, a wrong unit, a date without its time.
import { day, hour, localOf } from '../../../src-shared/time.ts'
import type { ReadDb } from '../../store/database.ts'
import { zoneOf } from '../../store/settings.ts'
import { deployment, type Found, incident, type Rule, rowsOf } from './rule.ts'

/** Before 1971: a clock that was never set, or seconds read as milliseconds. */
export const before1971 = 365 * day
/** Nobody plans so far ahead: milliseconds read as seconds come out here. */
const farAhead = 3650 * day
/** Fewer may well have happened on the hour. */
const suspicious = 5

const frequency = 'deployment-frequency'
const recovery = 'failed-deployment-recovery-time'

/** Deployments and incidents whose time `is` so, in SQL. */
function dated(db: ReadDb, is: (time: string) => string, ...params: number[]): Iterable<Found> {
  const both = `SELECT * FROM (${deployment} ${is('d.at_ms')}) UNION ALL SELECT * FROM (${incident} ${is('i.started_at_ms')})`
  return rowsOf(db, null, both, ...params)
}

export const timeRules: readonly Rule[] = [
  {
    id: 'year-1970',
    title: 'Deployments and incidents dated 1970 or before',
    effect: 'They count in 1970. A time was 0, or in seconds where milliseconds were due.',
    touches: [frequency, recovery],
    rows: (db) => dated(db, (at) => `${at} < ?1`, before1971),
  },
  {
    id: 'wrong-unit',
    title: 'Deployments and incidents dated ten years ahead or more',
    effect: 'They count when their time comes. A time was in another unit than the sender said.',
    touches: [frequency, recovery],
    byClock: true,
    rows: (db, now) => dated(db, (at) => `${at} > ?1`, now + farAhead),
  },
  {
    id: 'in-the-future',
    title: 'Deployments and incidents dated more than a day ahead',
    effect: 'They count when their time comes. A sender’s clock may be wrong.',
    touches: [frequency, recovery],
    byClock: true,
    rows: (db, now) => dated(db, (at) => `${at} > ?1 AND ${at} <= ?2`, now + day, now + farAhead),
  },
  {
    id: 'all-at-midnight',
    title: 'Systems whose deployments or incidents are all at midnight',
    effect: 'Lead and recovery times may be off by up to a day. Their source seems to know the date and not the time.',
    touches: ['change-lead-time', recovery],
    rows: (db) => [
      ...atMidnight(db, 'deployments', 'at_ms', 'f.repo = 0 AND f.joined_to IS NULL AND f.excluded IS NULL'),
      ...atMidnight(db, 'incidents', 'started_at_ms', 'f.excluded IS NULL'),
    ],
  },
]

/** Midnight in UTC or in the workspace's zone, where a change of clocks makes it two times of day in UTC. */
function atMidnight(db: ReadDb, what: 'deployments' | 'incidents', time: string, counts: string): Found[] {
  const zone = zoneOf(db)
  const midnight = (ms: number) => ms % day === 0 || localOf(ms, zone).endsWith('T00:00')
  return db
    .all<{ system: string; n: number; first_ms: number; last_ms: number }>(
      // Almost every system has a time that is not round, and one is enough to look no further.
      `WITH round AS MATERIALIZED (SELECT id, name FROM systems s
         WHERE NOT EXISTS (SELECT 1 FROM ${what} f WHERE f.system = s.id AND f.${time} % ?2 <> 0 AND ${counts}))
       SELECT s.name AS system, count(*) AS n, min(f.${time}) AS first_ms, max(f.${time}) AS last_ms
       FROM round s JOIN ${what} f ON f.system = s.id AND ${counts}
       GROUP BY s.id HAVING n >= ?1 AND count(DISTINCT f.${time} % ?3) <= 2`,
      suspicious,
      // Zones are apart from UTC by whole quarters of an hour.
      hour / 4,
      day,
    )
    .filter((row) => midnight(row.first_ms) && midnight(row.last_ms))
    .map((row) => ({
      kind: 'system',
      number: null,
      id: row.system,
      system: row.system,
      at_ms: row.last_ms,
      place: what,
      note: `${row.n} ${what}`,
      weight: row.n,
    }))
}
