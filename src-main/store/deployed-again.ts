// Deployments of what had run in the same environment before, as derived from the commit graph. Rows are written only where
// they differ from what stands.
import type { ReadDb, WriteDb } from './database.ts'

export interface DeployedAgain {
  deployment: number
  /** What ran until then. */
  before: number
  /** How many commits of it are taken back. */
  taken: number
}

/** Replaces those of a system. */
export function writeDeployedAgain(db: WriteDb, system: number, wanted: readonly DeployedAgain[]): void {
  const before = new Map(
    db
      .all<DeployedAgain>(
        `SELECT a.deployment, a.before, a.taken FROM deployed_again a JOIN deployments d ON d.id = a.deployment
         WHERE d.system = ?`,
        system,
      )
      .map((row) => [row.deployment, row]),
  )
  for (const { deployment, before: ran, taken } of wanted) {
    const stands = before.get(deployment)
    before.delete(deployment)
    if (stands?.before === ran && stands.taken === taken) continue
    db.run('INSERT OR REPLACE INTO deployed_again (deployment, before, taken) VALUES (?, ?, ?)', deployment, ran, taken)
  }
  for (const deployment of before.keys()) db.run('DELETE FROM deployed_again WHERE deployment = ?', deployment)
}

/** What a deployment took back, if anything. */
export function takenBackBy(db: ReadDb, deployment: number): DeployedAgain | undefined {
  return db.get('SELECT deployment, before, taken FROM deployed_again WHERE deployment = ? AND taken > 0', deployment)
}

/** Inferred deployments of a system that are moves of a pointer, each as `<repo> <id>`: no others say what was done. */
export function moves(db: ReadDb, system: number): Set<string> {
  return new Set(
    db
      .all<{ repo: number; thing: string }>(
        `SELECT i.repo, i.thing FROM inferred i JOIN repos r ON r.id = i.repo LEFT JOIN components c ON c.id = i.component
         WHERE coalesce(c.system, r.system) = ? AND coalesce(c.strategy, r.strategy) ->> 'by' = 'pointer'`,
        system,
      )
      .map(({ repo, thing }) => `${repo} ${thing}`),
  )
}
