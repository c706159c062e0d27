// Incident age: what bug age is to bugs. Its median is the incident recovery time; mean and open ones stand beside it.
import { incidentRecoveryTime } from './incident-recovery-time.ts'
import { openSince } from './incidents.ts'
import { ageNotes } from './issues.ts'
import type { Metric } from './metric.ts'
import { ofAll, recoveries } from './recovery.ts'

export const incidentAge: Metric = {
  ...incidentRecoveryTime,
  id: 'incident-age',
  meaning: () => ({
    title: 'Incident age',
    sentence:
      'Median time from start to resolution of all incidents, by when they were resolved. Open ones stand apart.',
    unit: 'ms',
    aggregate: 'median',
  }),
  notes: (db, asked) =>
    ageNotes(
      recoveries(db, asked, ofAll).map((sample) => sample.value),
      openSince(db, asked),
      asked.now_ms,
    ),
}
