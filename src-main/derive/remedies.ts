// Which deployment was remedied by which: where a rollback or a hotfix says what it was made for. That is what makes it a
// failing link; its kind alone does not.
import type { WriteDb } from '../store/database.ts'
import { findNamed } from './names.ts'
import type { DeploymentRow } from './same-deployment.ts'

/** Writes `remedied_by` where it changed, in the rows given and in the file. The earliest remedy counts. */
export function linkRemedies(db: WriteDb, rows: readonly DeploymentRow[], named: ReadonlyMap<string, number>): void {
  const remedy = new Map<number, number>()
  for (const row of rows) {
    if (row.remedies === null || row.excluded !== null || row.state !== 'succeeded') continue
    const remedied = findNamed(named, row.remedies)
    const id = row.joined_to ?? row.id
    if (remedied !== undefined && remedied !== id && !remedy.has(remedied)) remedy.set(remedied, id)
  }
  for (const row of rows) {
    const by = remedy.get(row.id) ?? null
    if (by === row.remedied_by) continue
    row.remedied_by = by
    db.run('UPDATE deployments SET remedied_by = ? WHERE id = ?', by, row.id)
  }
}
