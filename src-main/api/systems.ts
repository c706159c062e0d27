import type { SystemRow } from '../../src-shared/contract/systems.ts'
import type { Tier } from '../../src-shared/environment.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import { findSystem, renameSystem } from '../store/systems.ts'
import type { Handlers } from './context.ts'

export const systems: Handlers<'systems'> = {
  'systems.list': (_, { db }) => {
    const rows = db.all<SystemRow>(
      `SELECT s.name,
         (SELECT count(*) FROM deployments d WHERE d.system = s.id AND d.joined_to IS NULL) AS deployments,
         (SELECT count(*) FROM deployment_changes c JOIN deployments d ON d.id = c.deployment
            WHERE d.system = s.id AND c.left_out IS NULL AND c.scope < 0) AS changes,
         (SELECT count(*) FROM incidents i WHERE i.system = s.id) AS incidents,
         (SELECT count(*) FROM repo_systems r WHERE r.system = s.id) AS repos,
         (SELECT min(at_ms) FROM deployments d WHERE d.system = s.id) AS first_deployment_at_ms,
         (SELECT max(at_ms) FROM deployments d WHERE d.system = s.id) AS last_deployment_at_ms
       FROM systems s ORDER BY s.name`,
    )
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
