// Incident count per 1000 changed lines: incidents by when they started; those a person left out do not count.
import { incidentRow, incidentsOf } from './incidents.ts'
import type { Asked } from './metric.ts'
import { perThousandLines } from './per-1k-lines.ts'
import { list, noIncidents } from './query.ts'
import { leftOutBy, sift, asDropped, step } from './working.ts'

/** Whole numbers, so that nothing needs to be quoted. */
function started({ from_ms, to_ms }: Asked): string {
  return `i.started_at_ms >= ${from_ms} AND i.started_at_ms < ${to_ms}`
}

export const incidentCountPerThousandLines = perThousandLines({
  id: 'incident-count-per-1k-lines',
  group: 'incidents',
  title: 'Incident count per 1k lines',
  noun: 'incident',
  none: noIncidents,
  created: (db, asked) =>
    db
      .all<{ ms: number }>(
        `SELECT i.started_at_ms AS ms FROM incidents i
         WHERE (?1 IS NULL OR i.system IN (SELECT value FROM json_each(?1))) AND i.excluded IS NULL
           AND ${started(asked)}`,
        list(asked.systems),
      )
      .map((row) => row.ms),
  rows: (db, asked) => {
    const { kept, dropped } = sift(incidentsOf(db, asked, started(asked)), (row) => leftOutBy(row.excluded))
    const left = asDropped(dropped, (row) => incidentRow(row))
    return {
      counted: kept.map((row) => incidentRow(row)),
      steps:
        left.length === 0
          ? []
          : [
              step(
                'Incidents that count',
                kept.map((row) => incidentRow(row)),
                left,
              ),
            ],
    }
  },
})
