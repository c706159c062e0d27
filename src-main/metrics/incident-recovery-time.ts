// Incident recovery time: how long all incidents lasted, whether or not a deployment caused them.
import { plural } from '../../src-shared/plural.ts'
import { type Metric } from './metric.ts'
import { noIncidents } from './query.ts'
import { ofAll, recoveries, recoveryNotes, recoverySteps, recoveryValues } from './recovery.ts'
import { statisticSum } from './statistics.ts'

export const incidentRecoveryTime: Metric = {
  id: 'incident-recovery-time',
  group: 'incidents',
  better: 'lower',
  meaning: () => ({
    title: 'Incident recovery time',
    sentence:
      'Median time from start to resolution of all incidents, attributed to a deployment or not, by when they were resolved. Open incidents are counted apart.',
    unit: 'ms',
    aggregate: 'median',
  }),
  missing: noIncidents,
  samples: (db, asked) => recoveries(db, asked, ofAll),
  values: (db, asked) => recoveryValues(db, asked, ofAll),
  of: (_, __, n) => `median of ${plural(n, 'incident')}`,
  notes: (db, asked) => recoveryNotes(db, asked, ofAll),

  working(db, asked) {
    const { steps, n } = recoverySteps(db, asked, ofAll)
    return { steps, sum: statisticSum('median', n, 'incident') }
  },
}
