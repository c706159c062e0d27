// Change lead time: from a change's start to the finish of the first successful deployment that contains it.
import type { WorkingRow } from '../../src-shared/contract/metrics.ts'
import { quantile, ascending } from '../../src-shared/series.ts'
import type { ReadDb } from '../store/database.ts'
import { type LeftOut, leftOut } from '../store/links.ts'
import { deploymentSteps } from './deployment-steps.ts'
import { type Asked, type Metric, plural } from './metric.ts'
import { asDropped, deploymentRow, list, noDeployments, sift, step } from './query.ts'

interface ChangeSample {
  deployment: number
  system: string
  at_ms: number
  lead_ms: number | null
  left_out: LeftOut | null
  id: string
}

// Only finished deployments have changes, and what is finished is listed by its finish: at_ms is that, and has an index.
const inPeriod = `FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
  WHERE c.scope = ?1 AND d.at_ms >= ?2 AND d.at_ms < ?3
    AND (?4 IS NULL OR d.system IN (SELECT value FROM json_each(?4)))
    AND d.environment IN (SELECT value FROM json_each(?5))`

function params(asked: Asked): [number, number, number, string | null, string] {
  return [asked.scope.scope, asked.from_ms, asked.to_ms, list(asked.systems), JSON.stringify(asked.scope.environments)]
}

/** Changes shipped in the period, each with why it is left out, if it is. */
function changes(db: ReadDb, asked: Asked): ChangeSample[] {
  return db.all<ChangeSample>(
    `SELECT c.deployment, (SELECT name FROM systems WHERE id = d.system) AS system, d.finished_at_ms AS at_ms,
       c.lead_ms, c.left_out, coalesce(c.change, (SELECT lower(hex(oid)) FROM commits WHERE id = c.commit_id)) AS id
     ${inPeriod} ORDER BY d.finished_at_ms, c.deployment, c.position`,
    ...params(asked),
  )
}

export const changeLeadTime: Metric = {
  id: 'change-lead-time',
  title: 'Change lead time',
  definition:
    'Median time from a change’s author date to the finish of the first successful deployment that contains it. Merge commits, and the history carried by the first known deployment, are left out.',
  unit: 'ms',
  better: 'lower',
  aggregate: 'median',
  empty: null,
  missing: noDeployments,

  samples: (db, asked) =>
    db.all<{ at_ms: number; value: number }>(
      `SELECT d.finished_at_ms AS at_ms, c.lead_ms AS value ${inPeriod} AND c.left_out IS NULL`,
      ...params(asked),
    ),

  of: (samples) => `median of ${plural(samples.length, 'change')}`,

  notes(db, asked) {
    const rows = db.all<{ left_out: LeftOut; n: number }>(
      `SELECT c.left_out, count(*) AS n ${inPeriod} AND c.left_out IS NOT NULL GROUP BY c.left_out ORDER BY n DESC`,
      ...params(asked),
    )
    return rows.map((row) => `${plural(row.n, 'change')} left out: ${leftOut[row.left_out]}`)
  },

  working(db, asked) {
    const { steps, kept: deployed } = deploymentSteps(db, asked)
    const all = changes(db, asked)
    const shipping = new Set(all.map((row) => row.deployment))
    const known = sift(deployed, (row) => (shipping.has(row.id) ? null : 'no change of its own is known'))
    const counted = sift(all, (row) => (row.left_out === null ? null : leftOut[row.left_out]))
    const sorted = counted.kept.toSorted((a, b) => (a.lead_ms ?? 0) - (b.lead_ms ?? 0))
    const value = quantile(ascending(sorted.map((row) => row.lead_ms ?? 0)), 0.5)
    return {
      steps: [
        ...steps,
        step(
          'Which bring changes',
          known.kept.map((row) => deploymentRow(row)),
          asDropped(known.dropped, deploymentRow),
        ),
        step('Changes they bring', all.map(changeRow)),
        step('Changes that count', counted.kept.map(changeRow), asDropped(counted.dropped, changeRow)),
        step('In the middle, by lead time', middle(sorted).map(changeRow)),
      ],
      sum:
        value === null
          ? 'No change is left, so there is no median.'
          : `The median of ${plural(sorted.length, 'lead time')}.`,
    }
  },
}

function changeRow(row: ChangeSample): WorkingRow {
  return {
    kind: 'change',
    number: row.deployment,
    id: row.id,
    system: row.system,
    at_ms: row.at_ms,
    value: row.lead_ms,
    note: null,
  }
}

/** The one or two rows the median is made of. */
function middle<R>(sorted: readonly R[]): R[] {
  const half = (sorted.length - 1) / 2
  return sorted.slice(Math.floor(half), Math.ceil(half) + 1)
}
