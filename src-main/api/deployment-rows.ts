// Rows of deployments and the list of them, by time or sorted as asked.
import type { DeploymentRow, DeploymentSort } from '../../src-shared/contract/deployments.ts'
import type { Output, Parsed } from '../../src-shared/contract/index.ts'
import { tiers } from '../../src-shared/environment.ts'
import { deploymentStates } from '../../src-shared/event.ts'
import { ascending, quantile } from '../../src-shared/series.ts'
import type { Param, ReadDb } from '../store/database.ts'
import { byRank, ordered, pageInOrder, ranked } from '../store/orders.ts'
import { counted, pageOf } from '../store/pages.ts'
import { reportedCommits } from '../store/repos.ts'
import { tierScope } from '../store/systems.ts'

const scopeOfTier = `CASE e.tier ${tiers.map((tier) => `WHEN '${tier}' THEN ${tierScope(tier)}`).join(' ')} END`

export const columns = `d.thing AS id, d.id AS number, s.name AS system, e.name AS environment, e.tier, d.state, d.kind, d.version,
  coalesce((SELECT unread_before_ms FROM repos WHERE id = d.repo), 0) > d.finished_at_ms
    OR (EXISTS (SELECT 1 FROM repos WHERE unread_before_ms IS NOT NULL) AND ${reportedCommits}) AS unread,
  d.started_at_ms, d.finished_at_ms, d.excluded, d.sources, ${scopeOfTier} AS scope,
  (SELECT count(*) FROM incident_deployments l WHERE l.deployment = d.id) AS incidents`
export const tables = 'deployments d JOIN systems s ON s.id = d.system JOIN environments e ON e.id = d.environment'

export type Raw = Omit<DeploymentRow, 'sources' | 'commits' | 'changes' | 'lead_time_ms'> & {
  sources: string
  scope: number
  unread: 0 | 1
}

export function complete(db: ReadDb, raw: Raw): DeploymentRow {
  const { scope, sources, unread, ...row } = raw
  const joined = db.all<{ sources: string }>('SELECT sources FROM deployments WHERE joined_to = ?', row.number)
  const counts = db.get<{ commits: number; changes: number }>(
    `SELECT coalesce(sum(commit_id IS NOT NULL), 0) AS commits, coalesce(sum(coalesce(left_out, '') NOT IN ('merge', 'not scanned')), 0) AS changes
     FROM deployment_changes WHERE deployment = ? AND scope = ? AND left_out IS NOT 'earlier'`,
    row.number,
    scope,
  )
  const leads = db.all<{ lead_ms: number }>(
    'SELECT lead_ms FROM deployment_changes WHERE deployment = ? AND scope = ? AND left_out IS NULL',
    row.number,
    scope,
  )
  const all = [sources, ...joined.map((one) => one.sources)].flatMap((json) => JSON.parse(json) as string[])
  return {
    ...row,
    commits: unread === 1 ? null : (counts?.commits ?? 0),
    changes: unread === 1 ? null : (counts?.changes ?? 0),
    lead_time_ms: unread === 1 ? null : quantile(ascending(leads.map((one) => one.lead_ms)), 0.5),
    sources: [...new Set(all)].sort(),
  }
}

/** What each column is sorted by. */
const terms: Record<DeploymentSort, string[]> = {
  time: ['d.at_ms'],
  system: [byRank('systems', 'd.system')],
  environment: [byRank('environments', 'd.environment')],
  state: [`CASE d.state ${deploymentStates.map((state, i) => `WHEN '${state}' THEN ${i}`).join(' ')} END`],
  incidents: ['(SELECT count(*) FROM incident_deployments l WHERE l.deployment = d.id)'],
}

/** A page of them. `filter` holds systems, environments and states, each a JSON list or null for all. */
export function listed(
  db: ReadDb,
  filter: (string | null)[],
  input: Parsed<'deployments.list'>,
): Output<'deployments.list'> {
  const where = `d.at_ms >= ?1 AND d.at_ms < ?2 AND d.joined_to IS NULL
    AND (?3 IS NULL OR d.system IN (SELECT value FROM json_each(?3)))
    AND (?4 IS NULL OR d.environment IN (SELECT value FROM json_each(?4)))
    AND (?5 IS NULL OR d.state IN (SELECT value FROM json_each(?5)))`
  // What a page shows is read of its rows alone, not of those before it.
  const rows = (numbers: readonly number[]) =>
    numbers
      .flatMap((id) => db.all<Raw>(`SELECT ${columns} FROM ${tables} WHERE d.id = ?`, id))
      .map((row) => complete(db, row))
  const numbers = (order: string, ...params: Param[]) =>
    db
      .all<{ id: number }>(`${ranked} SELECT d.id FROM deployments d WHERE ${where} ORDER BY ${order}`, ...params)
      .map(({ id }) => id)
  const newest = 'd.at_ms DESC, d.id DESC'
  const { sort } = input
  if (sort !== undefined) {
    const order = `${ordered(terms[sort.by], sort.direction)}, ${newest}`
    const name = JSON.stringify(['deployments', filter, sort])
    return pageInOrder(db, { name, width: 1, numbers: (from, to) => numbers(order, from, to, ...filter), rows }, input)
  }
  return pageOf(
    db,
    {
      facts: 'deployments',
      name: JSON.stringify(['deployments', filter]),
      count: (from, to) => counted(db, `FROM deployments d WHERE ${where}`, from, to, ...filter),
      rows: (from, to, limit, offset) =>
        rows(numbers(`${newest} LIMIT ?6 OFFSET ?7`, from, to, ...filter, limit, offset)),
    },
    input,
  )
}
