// Shares of deployments by kind: rework, hotfixes, rollbacks. Only of systems that ever said what kind a deployment is:
// elsewhere it is unknown, not 0.
import { plural } from '../../src-shared/plural.ts'
import type { ReadDb } from '../store/database.ts'
import { systemName } from '../store/systems.ts'
import { type Asked, type Metric, once, onceUntilChanged, type Sample } from './metric.ts'
import { type DeploymentFact, list, noDeployments, sampleOf, successes } from './query.ts'
import { hasRemedyRules, remediesUnder } from './remedy-rules.ts'
import { deploymentTally, tallyOf } from './tallies.ts'
import { deploymentRow, rateSum, siftStep, step, successSteps } from './working.ts'

/** Where remedies are told by a rule, a system that has one says so. */
function systemsThatSay(db: ReadDb, asked: Asked): Set<number> {
  return once(
    asked,
    'systems that say kinds',
    () =>
      new Set(
        db
          .all<{ id: number }>(
            `SELECT s.id FROM systems s WHERE (?1 IS NULL OR s.id IN (SELECT value FROM json_each(?1)))
               AND (EXISTS (SELECT 1 FROM deployments d WHERE d.system = s.id AND (d.kind_said = 1 OR d.remedies IS NOT NULL))
                 OR s.id IN (SELECT system FROM deployments WHERE id IN (SELECT value FROM json_each(?2))))`,
            list(asked.systems),
            JSON.stringify([...remediesUnder(db, asked).remedying.keys()]),
          )
          .map((row) => row.id),
      ),
  )
}

export interface KindShare {
  id: string
  group: 'dora' | 'deployments'
  title: string
  sentence: string
  /** The step that keeps those above the line. */
  step: string
  counts(row: DeploymentFact): boolean
  /** Whether what remedies another by a rule of the definition counts too. */
  ruled?: true
}

export function kindShare(share: KindShare): Metric {
  const above = (db: ReadDb, asked: Asked) => {
    const { remedying } = remediesUnder(db, asked)
    return (row: DeploymentFact) => share.counts(row) || (share.ruled === true && remedying.has(row.id))
  }
  function samples(db: ReadDb, asked: Asked): Sample[] {
    const say = systemsThatSay(db, asked)
    const isAbove = above(db, asked)
    return successes(db, asked)
      .filter((row) => say.has(row.system))
      .map((row) => sampleOf(row, isAbove(row) ? 1 : 0))
  }
  return {
    id: share.id,
    group: share.group,
    better: 'lower',
    meaning: ({ reverts, older_again }) => ({
      title: share.title,
      sentence: [
        share.sentence,
        ...(reverts && share.ruled === true
          ? ['What ships a revert of an earlier deployment’s changes is one too.']
          : []),
        ...(older_again && share.ruled === true
          ? ['What brings back older code, or a version that another had replaced, is one too.']
          : []),
      ].join(' '),
      unit: 'ratio',
      aggregate: 'share',
    }),

    missing: (db, asked) =>
      noDeployments(db, asked) ??
      (systemsThatSay(db, asked).size === 0
        ? 'No deployment has ever said that it is a hotfix or a rollback, so rework cannot be told from other work.'
        : null),

    samples,

    counts(db, asked) {
      const say = systemsThatSay(db, asked)
      // A deployment of another time decides with it.
      if (share.ruled === true && hasRemedyRules(asked.definition))
        return onceUntilChanged(db, asked, share.id, () => tallyOf(samples(db, asked), asked))
      return deploymentTally(db, asked, JSON.stringify([share.id, ...say]), (row) =>
        row.state === 'succeeded' && say.has(row.system) ? (share.counts(row) ? 1 : 0) : null,
      )
    },

    of: (_, __, n, marked) => `${marked} of ${plural(n, 'deployment')}`,

    notes(db, asked) {
      const say = systemsThatSay(db, asked)
      const told = deploymentTally(db, asked, JSON.stringify(['silent', ...say]), (row) =>
        row.state === 'succeeded' && !say.has(row.system) ? 1 : null,
      )
      if (told.whole.n === 0) return []
      const silent = new Set(successes(db, asked).flatMap((row) => (say.has(row.system) ? [] : [row.system])))
      const names = [...silent].map((id) => systemName(db, id)).sort()
      return names.length === 0 ? [] : [`${names.join(', ')} left out: its deployments never say their kind`]
    },

    working(db, asked) {
      const { steps, kept } = successSteps(db, asked)
      const say = systemsThatSay(db, asked)
      const telling = siftStep(
        'In systems that say the kind',
        kept,
        (row) => (say.has(row.system) ? null : 'its system never says what kind a deployment is'),
        deploymentRow,
      )
      const found = telling.kept.filter(above(db, asked))
      const { remedying } = remediesUnder(db, asked)
      const why = (row: DeploymentFact) =>
        row.kind !== 'regular'
          ? row.kind
          : row.remedies === 1
            ? 'remedies another'
            : (remedying.get(row.id) ?? 'remedies another')
      const rows = found.map((row) => deploymentRow(row, why(row)))
      return {
        steps: [...steps, telling.step, step(share.step, rows)],
        sum: rateSum(found.length, telling.kept.length, 'deployment'),
      }
    },
  }
}
