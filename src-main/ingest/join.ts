// Two names that mean one system, or one environment: all names of the one become names of the other, and everything is
// made again from the journal under them.
import type { Decision } from '../../src-shared/decision.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { ReadDb, WriteDb } from '../store/database.ts'
import { pathsOf } from '../store/components.ts'
import { findEnvironment, findSystem } from '../store/systems.ts'

export type Join = Extract<Decision, { do: 'join' }>

/** What joining would move. Throws a Refusal where a name is unknown, or both mean the same already. */
export function planJoin(db: ReadDb, what: Join['what'], from: string, into: string): Join {
  const find = what === 'system' ? findSystem : findEnvironment
  const [one, other] = [find(db, from), find(db, into)]
  const unknown = one === undefined ? from : into
  if (one === undefined || other === undefined) throw new Refusal('not_found', `There is no ${what} ${shown(unknown)}.`)
  if (one === other) throw new Refusal('conflict', `${shown(from)} and ${shown(into)} are one ${what} already.`)
  return {
    do: 'join',
    what,
    from,
    into,
    names: namesOf(db, what, one),
    repos: what === 'system' ? reposOf(db, one) : [],
    components: what === 'system' ? componentsOf(db, one) : [],
  }
}

/** Moves the names, or moves them back. Facts are made again by the caller. */
export function moveNames(db: WriteDb, join: Join, back: boolean): void {
  // Going back, the first of the names is looked up by the system that still carries it.
  const to = back ? ownerOf(db, join) : (join.what === 'system' ? findSystem : findEnvironment)(db, join.into)
  if (to === undefined) throw new Refusal('not_found', `There is no ${join.what} ${shown(join.into)}.`)
  const [table, column] = join.what === 'system' ? ['system_names', 'system'] : ['environment_names', 'environment']
  for (const name of join.names) db.run(`UPDATE ${table} SET ${column} = ? WHERE name = ?`, to, name)
  const known = 'git_dir = ?2 OR id IN (SELECT repo FROM repo_folders WHERE git_dir = ?2)'
  for (const gitDir of join.repos) db.run(`UPDATE repos SET system = ?1 WHERE ${known}`, to, gitDir)
  for (const { repo, paths } of join.components)
    db.run(
      `UPDATE components SET system = ?1 WHERE paths = ?3 AND repo IN (SELECT id FROM repos WHERE ${known})`,
      to,
      repo,
      JSON.stringify(paths),
    )
}

/** The row that was called `from`: rows are never deleted, so it still is one of the names that were moved. */
function ownerOf(db: ReadDb, join: Join): number | undefined {
  const table = join.what === 'system' ? 'systems' : 'environments'
  return db.get<{ id: number }>(
    `SELECT id FROM ${table} WHERE name IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1`,
    JSON.stringify(join.names),
  )?.id
}

function namesOf(db: ReadDb, what: Join['what'], id: number): string[] {
  const sql =
    what === 'system'
      ? 'SELECT name FROM system_names WHERE system = ? ORDER BY name'
      : 'SELECT name FROM environment_names WHERE environment = ? ORDER BY name'
  return db.all<{ name: string }>(sql, id).map((row) => row.name)
}

function reposOf(db: ReadDb, system: number): string[] {
  return db.all<{ git_dir: string }>('SELECT git_dir FROM repos WHERE system = ?', system).map((row) => row.git_dir)
}

function componentsOf(db: ReadDb, system: number): Join['components'] {
  return db
    .all<{ git_dir: string; paths: string }>(
      'SELECT r.git_dir, c.paths FROM components c JOIN repos r ON r.id = c.repo WHERE c.system = ? ORDER BY c.id',
      system,
    )
    .map((row) => ({ repo: row.git_dir, paths: pathsOf(row) }))
}
