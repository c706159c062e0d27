// The main line as first parents, out of the stored commits: which of them are squashes, and of which of those nobody can
// tell when the work began, since the ref of their pull request is not here.
import { commitId, findCommits, repoOf, startsOf, unknownStartsOf } from './commits.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** What squashes were looked for in. */
export interface SquashGrounds {
  /** Where the main line ends. */
  tips: string[]
  /** Of the refs of pull requests; null for none. */
  pulls: string | null
}

/** What git says of the main line that stored commits do not. */
export interface MainLineFound {
  grounds: SquashGrounds
  /** Squashes that are told by more than their first line, of those that came since. */
  others: string[]
}

/**
 * Commits of the main line with one parent whose first line ends in the number of a pull request, and those of `others`,
 * told by more than their first line. Looked for in a few rows for all commits, as one for each takes the driver longer.
 */
function squashesOnMain(db: ReadDb, repo: number, tips: readonly string[], others: readonly string[]): number[] {
  const range = [commitId(repo, 0), commitId(repo + 1, 0)] as const
  const number = (hex: string) => findCommits(db, hex).find((id) => repoOf(id) === repo)
  const first = commitId(repo, 0)
  const told = db.get<{ numbers: string; ends: string }>(
    `SELECT json_group_array(id - ?1) AS numbers, json_group_array(substr(subject, -16)) AS ends FROM commits
     WHERE id >= ?1 AND id < ?2 AND length(parents) = 4 AND subject GLOB '*([#!][0-9]*)'`,
    ...range,
  )
  const ends = JSON.parse(told?.ends ?? '[]') as string[]
  const numbers = (JSON.parse(told?.numbers ?? '[]') as number[]).filter((_, i) => /\([#!]\d+\)$/.test(ends[i] ?? ''))
  // What was told before by more than its first line is still told.
  const before = [...startsOf(db, repo).map(({ id }) => id), ...unknownStartsOf(db, repo)]
  const named = [...before, ...others.flatMap((hex) => number(hex) ?? [])].map((id) => id - first)
  if (numbers.length + named.length === 0) return []
  const line = mainLineOf(
    db,
    repo,
    tips.flatMap((hex) => number(hex) ?? []).map((id) => id - first),
  )
  return [...new Set([...numbers, ...named])].filter((one) => line[one] === 1).sort((a, b) => a - b)
}

/** A commit, its first parent, the first parent of that, and so on; `parentOf` is -1 where there is none, or none was read. */
export function firstParents(end: number, parentOf: (commit: number) => number): number[] {
  const line: number[] = []
  for (let at = end; at >= 0; at = parentOf(at)) line.push(at)
  return line
}

/** 1 for each number that first parents lead to from the ends. */
function mainLineOf(db: ReadDb, repo: number, ends: readonly number[]): Uint8Array {
  const rows = db.get<{ parents: string | null; numbers: string }>(
    `SELECT group_concat(iif(length(parents) = 0, 'FFFFFFFF', hex(substr(parents, 1, 4))), '') AS parents,
       json_group_array(id - ?1) AS numbers
     FROM (SELECT id, parents FROM commits WHERE id >= ?1 AND id < ?2 ORDER BY id)`,
    commitId(repo, 0),
    commitId(repo + 1, 0),
  )
  const packed = Buffer.from(rows?.parents ?? '', 'hex')
  const numbers = JSON.parse(rows?.numbers ?? '[]') as number[]
  const parent = new Int32Array(Math.max(0, ...ends, numbers.at(-1) ?? 0) + 1).fill(-1)
  numbers.forEach((number, row) => (parent[number] = packed.readInt32LE(row * 4)))
  const line = new Uint8Array(parent.length)
  // A parent beyond a shallow clone's edge has a number and no row.
  for (const end of ends) for (const at of firstParents(end, (one) => parent[one] ?? -1)) line[at] = 1
  return line
}

/** Squashes of the main line that have no start are of an unknown one. Returns whether any came or went. */
export function keepUnknownStarts(db: WriteDb, repo: number, { grounds, others }: MainLineFound): boolean {
  const numbers = squashesOnMain(db, repo, grounds.tips, others)
  const known = new Set(startsOf(db, repo).map(({ id }) => id))
  const now = new Set(numbers.map((number) => commitId(repo, number)).filter((id) => !known.has(id)))
  const before = new Set(unknownStartsOf(db, repo))
  const gone = [...before].filter((id) => !now.has(id))
  const come = [...now].filter((id) => !before.has(id))
  for (const id of gone) db.run('DELETE FROM unknown_starts WHERE id = ?', id)
  for (const id of come) db.run('INSERT INTO unknown_starts (id) VALUES (?)', id)
  db.run('UPDATE repos SET squashed = ? WHERE id = ?', JSON.stringify(grounds), repo)
  return gone.length + come.length > 0
}
