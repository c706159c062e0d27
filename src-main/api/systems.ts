import type { SystemRow } from '../../src-shared/contract/systems.ts'
import type { Tier } from '../../src-shared/environment.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { ReadDb } from '../store/database.ts'
import { everCounted } from '../store/pages.ts'
import { unreadBefore } from '../store/repos.ts'
import { findSystem, renameSystem } from '../store/systems.ts'
import type { Handlers } from './context.ts'

type Known = Omit<SystemRow, 'deployments' | 'changes' | 'unread'> & { id: number }

/** Systems by name, with how much is known of each. */
function countedSystems(db: ReadDb): SystemRow[] {
  const known = db.all<Known>(
    `SELECT s.id, s.name, (SELECT count(*) FROM incidents i WHERE i.system = s.id) AS incidents,
       (SELECT count(*) FROM repo_systems r WHERE r.system = s.id) AS repos,
       (SELECT min(at_ms) FROM deployments d WHERE d.system = s.id) AS first_deployment_at_ms,
       (SELECT max(at_ms) FROM deployments d WHERE d.system = s.id) AS last_deployment_at_ms
     FROM systems s ORDER BY s.name`,
  )
  const deployments = new Map<number, number>()
  const changes = new Map<number, number>()
  const add = (to: Map<number, number>, system: number, n: number) => to.set(system, (to.get(system) ?? 0) + n)
  for (const rows of everCounted(db, {
    facts: 'deployments',
    name: 'systems',
    read: (from, to) => deployed(db, from, to),
  }))
    for (const row of rows) {
      add(deployments, row.system, row.deployments)
      add(changes, row.system, row.changes)
    }
  return known.map(({ id, ...row }) => ({
    ...row,
    deployments: deployments.get(id) ?? 0,
    changes: changes.get(id) ?? 0,
    unread: unreadBefore(db, [id]).length > 0,
  }))
}

function deployed(db: ReadDb, from_ms: number, to_ms: number) {
  return db.all<{ system: number; deployments: number; changes: number }>(
    // Of what joined another deployment the changes are that one's, but for what no tier has.
    `SELECT d.system, sum(d.joined_to IS NULL) AS deployments,
       sum((SELECT coalesce(sum(t.counted), 0) FROM deployment_change_sets t WHERE t.deployment = d.id AND t.scope < 0)) AS changes
     FROM deployments d WHERE d.at_ms >= ? AND d.at_ms < ? GROUP BY d.system`,
    from_ms,
    to_ms,
  )
}

export const systems: Handlers<'systems'> = {
  'systems.list': (_, { db }) => {
    const rows = db.snapshot(() => countedSystems(db))
    // A system that nothing speaks of any more (its import was undone) is kept for its id, but not shown.
    const shown = rows.filter((row) => row.deployments + row.incidents + row.repos + row.changes > 0)
    return { total: shown.length, rows: shown }
  },

  'systems.environments': (_, { db }) => {
    const rows = db.all<{ name: string; tier: Tier; deployments: number }>(
      `SELECT e.name, e.tier, (SELECT count(*) FROM deployments d WHERE d.environment = e.id AND d.joined_to IS NULL) AS deployments
       FROM environments e WHERE EXISTS (SELECT 1 FROM environment_names n WHERE n.environment = e.id) ORDER BY e.name`,
    )
    return { total: rows.length, rows }
  },

  'systems.rename': ({ system, name }, { db, ingest }) => {
    const id = findSystem(db, system)
    if (id === undefined) throw new Refusal('not_found', `There is no system ${shown(system)}.`)
    ingest.change(() => renameSystem(db, id, name))
    return { name }
  },
}
