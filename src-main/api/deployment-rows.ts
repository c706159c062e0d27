// Rows of deployments and the list of them, by time or sorted as asked.
import type { DeploymentRow, DeploymentSort } from '../../src-shared/contract/deployments.ts'
import type { Output, Parsed } from '../../src-shared/contract/index.ts'
import { tiers } from '../../src-shared/environment.ts'
import { deploymentStates } from '../../src-shared/event.ts'
import type { ReadDb } from '../store/database.ts'
import { factPage } from '../store/fact-pages.ts'
import { byPlace, byRank } from '../store/orders.ts'
import { reportedCommits } from '../store/repos.ts'
import { tierScope } from '../store/systems.ts'

const scopeOfTier = `CASE e.tier ${tiers.map((tier) => `WHEN '${tier}' THEN ${tierScope(tier)}`).join(' ')} END`

/** Whether the history that its changes are in is still to be read. */
const unread = `(coalesce((SELECT unread_before_ms FROM repos WHERE id = d.repo), 0) > d.finished_at_ms
    OR (EXISTS (SELECT 1 FROM repos WHERE unread_before_ms IS NOT NULL) AND ${reportedCommits}))`

export const columns = `d.thing AS id, d.id AS number, s.name AS system, e.name AS environment, e.tier, d.state, d.kind, d.version,
  ${unread} AS unread, coalesce(t.commits, 0) AS commits, coalesce(t.changes, 0) AS changes, t.lead_ms AS lead_time_ms,
  d.started_at_ms, d.finished_at_ms, d.excluded, d.sources, ${scopeOfTier} AS scope,
  (SELECT count(*) FROM incident_deployments l WHERE l.deployment = d.id) AS incidents`
export const tables = `deployments d JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment
  LEFT JOIN deployment_change_sets t ON t.deployment = d.id AND t.scope = ${scopeOfTier}`

export type Raw = Omit<DeploymentRow, 'sources'> & { sources: string; scope: number; unread: 0 | 1 | null }

export function complete(db: ReadDb, raw: Raw): DeploymentRow {
  const { scope: _, sources, unread, ...row } = raw
  const joined = db.all<{ sources: string }>('SELECT sources FROM deployments WHERE joined_to = ?', row.number)
  const all = [sources, ...joined.map((one) => one.sources)].flatMap((json) => JSON.parse(json) as string[])
  return {
    ...row,
    ...(unread === 1 ? { commits: null, changes: null, lead_time_ms: null } : {}),
    sources: [...new Set(all)].sort(),
  }
}

const theirSet = (column: string) =>
  `(SELECT t.${column} FROM environments e CROSS JOIN deployment_change_sets t
    WHERE e.id = d.environment AND t.deployment = d.id AND t.scope = ${scopeOfTier})`

/** What each column is sorted by. */
const terms: Record<DeploymentSort, string[]> = {
  time: ['d.at_ms'],
  system: [byRank('systems', 'd.system')],
  environment: [byRank('environments', 'd.environment')],
  state: [byPlace(deploymentStates, 'd.state')],
  changes: [`iif(${unread}, NULL, coalesce(${theirSet('changes')}, 0))`],
  lead_time: [`iif(${unread}, NULL, ${theirSet('lead_ms')})`],
  incidents: ['(SELECT count(*) FROM incident_deployments l WHERE l.deployment = d.id)'],
}

/** A page of them. `filter` holds systems, environments and states, each a JSON list or null for all. */
export function listed(
  db: ReadDb,
  filter: (string | null)[],
  input: Parsed<'deployments.list'>,
): Output<'deployments.list'> {
  return factPage(
    db,
    {
      facts: 'deployments',
      as: 'd',
      time: 'at_ms',
      where: `d.joined_to IS NULL AND (?3 IS NULL OR d.system IN (SELECT value FROM json_each(?3)))
        AND (?4 IS NULL OR d.environment IN (SELECT value FROM json_each(?4)))
        AND (?5 IS NULL OR d.state IN (SELECT value FROM json_each(?5)))`,
      filter,
      terms,
      shown: `${columns} FROM ${tables}`,
      row: (raw: Raw) => complete(db, raw),
    },
    input,
  )
}
