// Shares of deployments by kind: rework, hotfixes, rollbacks. Only of systems that ever said what kind a deployment is:
// elsewhere it is unknown, not 0.
import type { ReadDb } from '../store/database.ts'
import { systemName } from '../store/systems.ts'
import { type Asked, type Metric, plural, once } from './metric.ts'
import { type DeploymentFact, list, noDeployments, sampleOf, successes } from './query.ts'
import { deploymentTally } from './tallies.ts'
import { deploymentRow, rateSum, siftStep, step, successSteps } from './working.ts'

function systemsThatSay(db: ReadDb, asked: Asked): Set<number> {
  return once(
    asked,
    'systems that say kinds',
    () =>
      new Set(
        db
          .all<{ id: number }>(
            `SELECT s.id FROM systems s WHERE (?1 IS NULL OR s.id IN (SELECT value FROM json_each(?1)))
               AND EXISTS (SELECT 1 FROM deployments d WHERE d.system = s.id AND (d.kind_said = 1 OR d.remedies IS NOT NULL))`,
            list(asked.systems),
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
}

export function kindShare(share: KindShare): Metric {
  return {
    id: share.id,
    group: share.group,
    better: 'lower',
    meaning: () => ({ title: share.title, sentence: share.sentence, unit: 'ratio', aggregate: 'share' }),

    missing: (db, asked) =>
      noDeployments(db, asked) ??
      (systemsThatSay(db, asked).size === 0
        ? 'No deployment has ever said that it is a hotfix or a rollback, so rework cannot be told from other work.'
        : null),

    samples(db, asked) {
      const say = systemsThatSay(db, asked)
      return successes(db, asked)
        .filter((row) => say.has(row.system))
        .map((row) => sampleOf(row, share.counts(row) ? 1 : 0))
    },

    counts(db, asked) {
      const say = systemsThatSay(db, asked)
      return deploymentTally(db, asked, JSON.stringify([share.id, ...say]), (row) =>
        row.state === 'succeeded' && say.has(row.system) ? (share.counts(row) ? 1 : 0) : null,
      )
    },

    of: (_, __, n, above) => `${above} of ${plural(n, 'deployment')}`,

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
      const found = telling.kept.filter((row) => share.counts(row))
      const rows = found.map((row) => deploymentRow(row, row.kind === 'regular' ? 'remedies another' : row.kind))
      return {
        steps: [...steps, telling.step, step(share.step, rows)],
        sum: rateSum(found.length, telling.kept.length, 'deployment'),
      }
    },
  }
}
