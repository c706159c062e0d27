// Failed deployment recovery time: how long incidents attributed to a deployment lasted; under some definitions that of
// all incidents, and then it is called so.
import { plural } from '../../src-shared/plural.ts'
import type { Definition } from '../../src-shared/definition.ts'
import { inWords } from '../../src-shared/duration.ts'
import { spread } from '../../src-shared/series.ts'
import type { Meaning, Metric } from './metric.ts'
import { noIncidents } from './query.ts'
import { ofAll, recoveries, recoveryNotes, recoverySteps, recoveryValues } from './recovery.ts'
import { statisticOf, statisticSum } from './statistics.ts'

const begins = {
  incident: 'from start',
  deployment: 'from the deployment’s finish',
  earlier: 'from the deployment’s finish or their start, whichever is earlier,',
}

const attributed = {
  best: 'incidents attributed to a deployment',
  before: 'incidents with a successful deployment before them',
  named: 'incidents that name a deployment',
  commit: 'incidents that name a commit of a deployment',
}

function meaning(definition: Definition): Meaning {
  const { attribution, recovery_of, recovery_from, recovery_bucket, recovery_aggregate, whole_minutes } = definition
  const whose = recovery_of === 'all' ? 'all incidents' : attributed[attribution]
  const by =
    recovery_bucket === 'resolution'
      ? 'by when they were resolved'
      : 'by when the deployment finished, both within the period'
  return {
    title: recovery_of === 'all' ? 'Time to restore' : 'Failed deployment recovery time',
    sentence: `${statisticOf(recovery_aggregate)} time ${begins[recovery_from]} to resolution of ${whose}, ${by}. Open incidents are counted apart, never as 0.${whole_minutes ? ' Whole minutes, rounded down.' : ''}`,
    unit: 'ms',
    aggregate: recovery_aggregate,
  }
}

export const failedDeploymentRecoveryTime: Metric = {
  id: 'failed-deployment-recovery-time',
  group: 'dora',
  better: 'lower',
  meaning,
  missing: noIncidents,
  samples: (db, asked) => recoveries(db, asked, asked.definition),
  values: (db, asked) => recoveryValues(db, asked, asked.definition),
  of: (_, { definition }, n) => `${definition.recovery_aggregate} of ${plural(n, 'incident')}`,
  notes: (db, asked) => recoveryNotes(db, asked, asked.definition),

  working(db, asked) {
    const { steps, n } = recoverySteps(db, asked, asked.definition)
    const sum = statisticSum(asked.definition.recovery_aggregate, n, 'incident')
    if (asked.definition.recovery_of === 'all') return { steps, sum }
    const all = recoveries(db, asked, ofAll).map((one) => one.value)
    const { median } = spread(all)
    return {
      steps,
      sum:
        median === null
          ? sum
          : `${sum} Over all ${all.length} resolved incidents, attributed or not, it is ${inWords(median)}.`,
    }
  },
}
