// Deployment rework rate: unplanned deployments, made to fix a problem users had, out of all successful ones. Only for
// systems that ever said what kind a deployment is: elsewhere it is unknown, not 0.
import type { ReadDb } from '../store/database.ts'
import { deploymentSteps } from './deployment-steps.ts'
import { type Asked, type Metric, plural } from './metric.ts'
import { asDropped, deploymentRow, type DeploymentSample, list, noDeployments, sift, step, successes } from './query.ts'

function systemsThatSay(db: ReadDb, asked: Asked): Set<string> {
  return new Set(
    db
      .all<{ name: string }>(
        `SELECT DISTINCT s.name FROM deployments d JOIN systems s ON s.id = d.system
         WHERE d.kind_said = 1 AND (?1 IS NULL OR d.system IN (SELECT value FROM json_each(?1)))`,
        list(asked.systems),
      )
      .map((row) => row.name),
  )
}

function isRework(row: DeploymentSample): boolean {
  return row.kind !== 'regular'
}

export const deploymentReworkRate: Metric = {
  id: 'deployment-rework-rate',
  title: 'Deployment rework rate',
  definition:
    'Hotfixes and rollbacks out of all successful deployments, in systems that say what kind a deployment is.',
  unit: 'ratio',
  better: 'lower',
  aggregate: 'share',
  empty: null,

  missing: (db, asked) =>
    noDeployments(db, asked) ??
    (systemsThatSay(db, asked).size === 0
      ? 'No deployment has ever said that it is a hotfix or a rollback, so rework cannot be told from other work.'
      : null),

  samples(db, asked) {
    const say = systemsThatSay(db, asked)
    return successes(db, asked)
      .filter((row) => say.has(row.system))
      .map((row) => ({ at_ms: row.at_ms, value: isRework(row) ? 1 : 0 }))
  },

  of: (samples) =>
    `${samples.filter((sample) => sample.value === 1).length} of ${plural(samples.length, 'deployment')}`,

  notes(db, asked) {
    const say = systemsThatSay(db, asked)
    const silent = new Set(successes(db, asked).flatMap((row) => (say.has(row.system) ? [] : [row.system])))
    return silent.size === 0 ? [] : [`${[...silent].sort().join(', ')} left out: its deployments never say their kind`]
  },

  working(db, asked) {
    const { steps, kept } = deploymentSteps(db, asked)
    const say = systemsThatSay(db, asked)
    const telling = sift(kept, (row) =>
      say.has(row.system) ? null : 'its system never says what kind a deployment is',
    )
    const rework = telling.kept.filter(isRework)
    const n = telling.kept.length
    return {
      steps: [
        ...steps,
        step(
          'In systems that say the kind',
          telling.kept.map((row) => deploymentRow(row)),
          asDropped(telling.dropped, deploymentRow),
        ),
        step(
          'Hotfix or rollback',
          rework.map((row) => deploymentRow(row, row.kind)),
        ),
      ],
      sum:
        n === 0
          ? 'No deployment is left, so there is no rate.'
          : `${rework.length} of ${plural(n, 'deployment')} = ${((rework.length / n) * 100).toFixed(1)} %`,
    }
  },
}
