// One deployment reported twice, by a tag and by CI: an inferred deployment joins the earliest pushed one of the same
// system, environment and commit or version. Pushed ones with different ids are never merged.
import { parseVersion } from '../../src-shared/version.ts'
import type { WriteDb } from '../store/database.ts'

export interface DeploymentRow {
  id: number
  environment: number
  thing: string
  repo: number
  state: string
  version: string | null
  finished_at_ms: number | null
  at_ms: number
  place: number
  changes: string[]
  commits: string[]
  names: string[]
  remedies: string | null
  remedied_by: number | null
  /** Why a person left it out; null for what counts. */
  excluded: string | null
  joined_to: number | null
}

/** Writes `joined_to` where it changed, in the rows given and in the file. Rows: all of one system, by at_ms, thing, id. */
export function joinInferred(db: WriteDb, rows: DeploymentRow[]): void {
  if (rows.every((row) => row.repo === 0)) return
  // By name, where the earliest pushed one that has it stands in the rows.
  const pushed = new Map<string, number>()
  rows.forEach((row, i) => {
    if (row.repo === 0) for (const key of namesOf(row)) if (!pushed.has(key)) pushed.set(key, i)
  })
  for (const row of rows) {
    if (row.repo === 0) continue
    // The earliest of all that share a name: a commit says no more than a version.
    const earliest = Math.min(...namesOf(row).map((key) => pushed.get(key) ?? Infinity))
    const joined = rows[earliest]?.id ?? null
    if (joined === row.joined_to) continue
    row.joined_to = joined
    db.run('UPDATE deployments SET joined_to = ? WHERE id = ?', joined, row.id)
  }
}

/** What a deployment may be recognised by within its environment: its commits, and its version however prefixed. */
function namesOf(row: DeploymentRow): string[] {
  const names = row.commits.map((commit) => `${row.environment} commit ${commit.toLowerCase()}`)
  for (const text of new Set([row.version, row.thing])) {
    if (text === null) continue
    const version = parseVersion(text)
    names.push(`${row.environment} version ${version?.number ?? text}`)
  }
  return names
}
