// Deployments inferred from a repository, as facts: made from what the last scan found, replaced as a whole.
import type { Param, WriteDb } from '../store/database.ts'
import { hasDecisions } from '../store/decisions.ts'
import { type DeploymentRow, deploymentValues, inferredAsWritten, insertInferred } from '../store/facts.ts'
import { type InferredRow, inferredOf } from '../store/repos.ts'
import { ensureEnvironment } from '../store/systems.ts'

/**
 * Makes the inferred deployments of one repository again. Rows that stay keep their ids; where they would be written as they are,
 * they are left alone. Returns how many there are.
 */
export function inferDeployments(db: WriteDb, repoId: number): number {
  const production = ensureEnvironment(db, 'production')
  const inferred = inferredOf(db, repoId)
  const keep = new Set(inferred.map(({ system, thing }) => `${system} ${thing}`))
  const standing = new Map<string, Param[]>()
  for (const { id, system, thing, values } of inferredAsWritten(db, repoId)) {
    if (keep.has(`${system} ${thing}`)) standing.set(`${system} ${thing}`, values)
    else db.run('DELETE FROM deployments WHERE id = ?', id)
  }
  const decided = new Map([...new Set(inferred.map((one) => one.system))].map((id) => [id, hasDecisions(db, id)]))
  for (const deployment of inferred) {
    const { system, thing } = deployment
    const key = { system, environment: production, thing, repo: repoId, number: null }
    const values = deploymentValues(db, key, factOf(deployment), decided.get(system))
    const stands = standing.get(`${system} ${thing}`)
    if (stands === undefined || values.some((value, i) => value !== stands[i])) insertInferred(db, values)
  }
  return keep.size
}

function factOf({ version, at_ms, oid }: InferredRow): DeploymentRow {
  return {
    type: 'deployment',
    state: 'succeeded',
    kind: 'regular',
    kind_said: false,
    version,
    started_at_ms: null,
    finished_at_ms: at_ms,
    at_ms,
    teams: [],
    changes: [],
    commits: [Buffer.from(oid).toString('hex')],
    names: [],
    remedies: null,
    title: null,
    url: null,
    sources: ['git'],
  }
}
