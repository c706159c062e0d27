// Stored commits as git is asked about them again: by their ids, with their first parents, and where histories begin.
import { commitId } from './commits.ts'
import type { ReadDb } from './database.ts'

/** A commit with its first parent, as git knows them. */
export interface StoredStep {
  number: number
  id: string
  parent: string | null
}

const stepsAtOnce = 10_000

/** The commits of a repository from a number on, in the order of their numbers, some thousands at a time. */
export function* stepsFrom(db: ReadDb, repo: number, from: number): Generator<StoredStep[], void> {
  for (let next = commitId(repo, from); ;) {
    const rows = db.all<{ id: number; oid: string; parents: Uint8Array }>(
      'SELECT id, lower(hex(oid)) AS oid, parents FROM commits WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
      next,
      commitId(repo + 1, 0),
      stepsAtOnce,
    )
    const last = rows.at(-1)
    if (last === undefined) return
    next = last.id + 1
    const firsts = rows.map(({ parents }) =>
      parents.length === 0 ? null : commitId(repo, Buffer.from(parents).readInt32LE(0)),
    )
    const known = new Map(
      db
        .all<{ id: number; oid: string }>(
          'SELECT c.id, lower(hex(c.oid)) AS oid FROM json_each(?) n CROSS JOIN commits c ON c.id = n.value',
          JSON.stringify(firsts.filter((id) => id !== null)),
        )
        .map((row) => [row.id, row.oid]),
    )
    yield rows.map(({ id, oid }, i) => ({
      number: id - commitId(repo, 0),
      id: oid,
      parent: known.get(firsts[i] ?? 0) ?? null,
    }))
  }
}

const rootsMax = 100

/** Whole ids of commits without parents: what a history begins with. A shallow clone may have none. */
export function rootCommits(db: ReadDb, repo: number): string[] {
  return db
    .all<{ hex: string }>(
      `SELECT lower(hex(oid)) AS hex FROM commits WHERE id >= ? AND id < ? AND parents = x'' LIMIT ${rootsMax}`,
      commitId(repo, 0),
      commitId(repo + 1, 0),
    )
    .map((row) => row.hex)
}
