import { Refusal } from '../../src-shared/reply.ts'
import { checkRebuild, rebuild } from '../ingest/rebuild.ts'
import { whatIsThere } from '../store/restore.ts'
import { zoneOf } from '../store/settings.ts'
import type { Handlers } from './context.ts'
import { recognise, restore } from './restore.ts'
import { version } from '../version.ts'

export const workspace: Handlers<'workspace'> = {
  'workspace.status': (_, { db, clock, dataDir, sample }) => {
    const counts = db.get<
      Record<'systems' | 'repos' | 'deployments' | 'changes' | 'incidents' | 'deliveries' | 'keys', number>
    >(
      `SELECT (SELECT count(*) FROM systems) AS systems, (SELECT count(*) FROM repos) AS repos,
         (SELECT count(*) FROM deployments WHERE joined_to IS NULL) AS deployments,
         (SELECT count(*) FROM deployment_changes WHERE left_out IS NULL AND scope < 0) AS changes,
         (SELECT count(*) FROM incidents) AS incidents,
         (SELECT count(*) FROM deliveries) AS deliveries,
         (SELECT count(*) FROM keys WHERE revoked_at_ms IS NULL) AS keys`,
    ) ?? { systems: 0, repos: 0, deployments: 0, changes: 0, incidents: 0, deliveries: 0, keys: 0 }
    const last = db.get<{ at: number | null }>(`SELECT max(received_at_ms) AS at FROM deliveries WHERE method = 'POST'`)
    return {
      version,
      sample,
      data_dir: dataDir,
      zone: zoneOf(db),
      now_ms: clock(),
      counts,
      last_delivery_at_ms: last?.at ?? null,
    }
  },

  'workspace.choose': () => {
    throw new Refusal('unavailable', 'Only the desktop window can open a dialog. Type the path instead.')
  },

  'workspace.recognise': async ({ file }, { db }) => ({
    workspace: await recognise(file),
    in_the_way: whatIsThere(db),
  }),

  'workspace.restore': restore,

  'workspace.rebuild': ({ check }, { db, ingest, cache }) =>
    // Everything is derived by the rebuild itself, so nothing is left touched.
    check ? checkRebuild(db, cache) : ingest.change(() => rebuild(db, cache)),
}
