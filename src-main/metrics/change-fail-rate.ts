// Change fail rate: deployments that failed out of all; or, where the definition says so, incidents per deployment
// without any link between the two.
import { plural } from '../../src-shared/plural.ts'
import type { Definition } from '../../src-shared/definition.ts'
import type { ReadDb } from '../store/database.ts'
import { blamed, incidentRow, type IncidentSample, incidentsOf, startedIncidents } from './incidents.ts'
import { type Asked, type Meaning, type Metric, noted, onceUntilChanged, type Sample, type Tally } from './metric.ts'
import { deploymentsInPeriod, type DeploymentFact, isFinished, noIncidents, sampleOf } from './query.ts'
import { hasRemedyRules, noRemedies, type Remedies, remediesUnder } from './remedy-rules.ts'
import { deploymentTally, tallyOf } from './tallies.ts'
import {
  asDropped,
  chosenSteps,
  deploymentRow,
  leftOutBy,
  rateSum,
  sift,
  siftStep,
  step,
  whyNotSucceeded,
} from './working.ts'

const attributions = {
  best: 'at least one incident attributed to them',
  before: 'at least one incident for which they are the last successful deployment before it',
  named: 'at least one incident that names them',
  commit: 'at least one incident that names one of their commits',
}

function meaning(definition: Definition): Meaning {
  const { attribution, attribution_hours, fail_numerator, fail_denominator, remedied, failed_rollouts } = definition
  const all = fail_denominator === 'successful' ? 'successful' : 'finished'
  const common = { title: 'Change fail rate', unit: 'ratio', aggregate: 'share' } as const
  if (fail_numerator === 'incidents')
    return {
      ...common,
      sentence: `Incidents that started, for each ${all} deployment${failed_rollouts && all === 'successful' ? ' or failed rollout' : ''}, without any link between the two. It may exceed 100 %.`,
    }
  const hours =
    attribution_hours === null || attribution === 'named' || attribution === 'commit'
      ? ''
      : `, within ${attribution_hours} h`
  const remedy = [
    ...(remedied ? [', or remedied by a rollback or hotfix that says so'] : []),
    ...(definition.reverts ? [', or whose changes a later one takes back'] : []),
    ...(definition.older_again ? [', or after which older code or an older version is brought back'] : []),
  ].join('')
  const rollouts = failed_rollouts
    ? 'a deployment that failed to roll out is one too'
    : all === 'successful'
      ? 'a deployment that failed to roll out is not counted here'
      : 'a deployment that failed to roll out counts only as one of all'
  return {
    ...common,
    sentence: `${all === 'successful' ? 'Successful' : 'Finished'} deployments with ${attributions[attribution]}${hours}${remedy}, out of all ${all} deployments. Several incidents on one deployment are one failed deployment; ${rollouts}.`,
  }
}

/** Why a deployment is not below the line. */
function whyNotAmong(row: DeploymentFact, { fail_denominator, failed_rollouts }: Definition): string | null {
  if (fail_denominator === 'finished') return isFinished(row) ? null : whyNotSucceeded(row)
  return failed_rollouts && row.state === 'failed' ? null : whyNotSucceeded(row)
}

/** What makes it a failed one, in words; null where nothing does. */
function whyFailed(
  row: DeploymentFact,
  incidents: number,
  { remedied }: Remedies,
  definition: Definition,
): string | null {
  if (incidents > 0) return plural(incidents, 'incident')
  if (definition.remedied && row.remedied === 1) return 'remedied by another deployment'
  const ruled = remedied.get(row.id)
  if (ruled !== undefined) return ruled
  return definition.failed_rollouts && row.state === 'failed' ? 'failed to roll out' : null
}

/** Those a person left out among them. */
function allStarted(db: ReadDb, asked: Asked): IncidentSample[] {
  return incidentsOf(db, asked, 'i.started_at_ms >= ?2 AND i.started_at_ms < ?3', asked.from_ms, asked.to_ms)
}

function samples(db: ReadDb, asked: Asked): Sample[] {
  const { definition } = asked
  const among = deploymentsInPeriod(db, asked).filter((row) => whyNotAmong(row, definition) === null)
  if (definition.fail_numerator === 'incidents')
    return [
      ...among.map((row) => sampleOf(row, 0)),
      ...startedIncidents(db, asked).map((row) => ({ at_ms: row.started_at_ms, value: 1, base: 0 })),
    ]
  const incidents = blamed(db, asked)
  const remedies = remediesUnder(db, asked)
  return among.map((row) => sampleOf(row, whyFailed(row, incidents(row), remedies, definition) === null ? 0 : 1))
}

function counts(db: ReadDb, asked: Asked): Tally {
  const { definition } = asked
  const { attribution, attribution_hours, fail_numerator, fail_denominator, failed_rollouts, remedied } = definition
  if (
    fail_numerator === 'incidents' ||
    attribution !== 'best' ||
    attribution_hours !== null ||
    hasRemedyRules(definition)
  )
    // Incidents or remedies of other times decide with it.
    return onceUntilChanged(db, asked, 'failed changes', () => tallyOf(samples(db, asked), asked))
  const name = JSON.stringify(['failed changes', fail_denominator, failed_rollouts, remedied])
  return deploymentTally(db, asked, name, (row) => {
    if (whyNotAmong(row, definition) !== null) return null
    return whyFailed(row, row.blamed, noRemedies, definition) === null ? 0 : 1
  })
}

export const changeFailRate: Metric = {
  id: 'change-fail-rate',
  group: 'dora',
  better: 'lower',
  meaning,
  missing: noIncidents,
  samples,
  counts,

  of: (_, { definition }, n, failed) =>
    definition.fail_numerator === 'incidents'
      ? `${plural(failed, 'incident')} for ${plural(n, 'deployment')}`
      : `${failed} of ${plural(n, 'deployment')}`,

  notes(db, asked) {
    const { n, above } = counts(db, asked).whole
    const started = asked.definition.fail_numerator === 'incidents' && n === 0 ? above : 0
    return noted(started, 'incident', 'without a deployment to divide by')
  },

  working(db, asked) {
    const { definition } = asked
    const { steps, kept: chosen } = chosenSteps(db, asked)
    const all =
      definition.fail_denominator === 'finished'
        ? 'Finished'
        : definition.failed_rollouts
          ? 'Succeeded, or failed to roll out'
          : 'Succeeded'
    const { step: among, kept } = siftStep(all, chosen, (row) => whyNotAmong(row, definition), deploymentRow)
    const started = sift(allStarted(db, asked), (row) => leftOutBy(row.excluded))
    const leftOut = asDropped(started.dropped, incidentRow)
    if (definition.fail_numerator === 'incidents') {
      const rows = started.kept
      const sum =
        kept.length === 0
          ? 'No deployment is left, so there is no rate.'
          : `${plural(rows.length, 'incident')} ÷ ${plural(kept.length, 'deployment')} = ${((rows.length / kept.length) * 100).toFixed(1)} %`
      return {
        steps: [
          ...steps,
          among,
          step(
            'Incidents that started',
            rows.map((row) => incidentRow(row)),
            leftOut,
          ),
        ],
        sum,
      }
    }
    const incidents = blamed(db, asked)
    const remedies = remediesUnder(db, asked)
    const why = (row: DeploymentFact) => whyFailed(row, incidents(row), remedies, definition)
    const failed = sift(kept, (row) => (why(row) === null ? 'nothing says that it failed' : null)).kept
    return {
      steps: [
        ...steps,
        among,
        step(
          'Which failed',
          failed.map((row) => deploymentRow(row, why(row))),
          leftOut,
        ),
      ],
      sum: rateSum(failed.length, kept.length, 'deployment'),
    }
  },
}
