// Deployments inferred from a repository, as facts: made from what the last scan found, replaced as a whole.
import type { WriteDb } from '../store/database.ts'
import { hasDecisions } from '../store/decisions.ts'
import { writeDeployment } from '../store/facts.ts'
import { inferredOf } from '../store/repos.ts'
import { ensureEnvironment } from '../store/systems.ts'

/** Makes the inferred deployments of one repository again. Rows that stay keep their ids. Returns how many there are. */
export function inferDeployments(db: WriteDb, repoId: number): number {
  const production = ensureEnvironment(db, 'production')
  const inferred = inferredOf(db, repoId)
  const keep = new Set(inferred.map(({ system, thing }) => `${system} ${thing}`))
  for (const row of db.all<{ id: number; thing: string; system: number }>(
    'SELECT id, thing, system FROM deployments WHERE repo = ?',
    repoId,
  ))
    if (!keep.has(`${row.system} ${row.thing}`)) db.run('DELETE FROM deployments WHERE id = ?', row.id)
  const decided = new Map([...new Set(inferred.map((one) => one.system))].map((id) => [id, hasDecisions(db, id)]))
  for (const deployment of inferred)
    writeDeployment(
      db,
      { system: deployment.system, environment: production, thing: deployment.thing, repo: repoId, number: null },
      {
        type: 'deployment',
        state: 'succeeded',
        kind: 'regular',
        kind_said: false,
        version: deployment.version,
        started_at_ms: null,
        finished_at_ms: deployment.at_ms,
        at_ms: deployment.at_ms,
        teams: [],
        changes: [],
        commits: [Buffer.from(deployment.oid).toString('hex')],
        names: [],
        remedies: null,
        title: null,
        url: null,
        sources: ['git'],
      },
      decided.get(deployment.system),
    )
  return keep.size
}
