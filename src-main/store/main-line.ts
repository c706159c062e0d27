// The main line as first parents, out of the stored commits: which of them are squashes, and of which of those nobody can
// tell when the work began, since the ref of their pull request is not here.
import { release } from '../../src-shared/release.ts'
import { commitId, findCommits, rangeOf, repoOf } from './commits.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { firstParents, type History, startsOf } from './graph.ts'
import { Numbers } from './numbers.ts'

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
 * Squashes of the main line that have no start are of an unknown one. `history` says of each commit whether it was one before.
 * Returns which are now, where any came or went; else null.
 */
export function keepUnknownStarts(
  db: WriteDb,
  history: History,
  { grounds, others }: MainLineFound,
): Uint8Array<ArrayBuffer> | null {
  const { repo, numbered, offsets, squashed: before } = history
  const number = (hex: string) => findCommits(db, hex).find((id) => repoOf(id) === repo)
  const first = commitId(repo, 0)
  const starts = startsOf(db, repo).map(({ id }) => id - first)
  // What was told before by more than its first line is still told.
  const told = before.slice()
  for (const at of starts) told[at] = 1
  for (const id of others.flatMap((hex) => number(hex) ?? [])) told[id - first] = 1
  const now = new Uint8Array(history.n)
  for (const hex of grounds.tips) {
    const end = number(hex)
    if (end === undefined) continue
    const line = firstParents(history, end - first)
    for (let i = 0; i < line.length; i++) {
      const at = line[i] as number
      if (told[at] === 1 || (numbered[at] === 1 && (offsets[at + 1] as number) - (offsets[at] as number) === 1))
        now[at] = 1
    }
    release(line)
  }
  release(told)
  for (const at of starts) now[at] = 0
  db.run('UPDATE repos SET squashed = ? WHERE id = ?', JSON.stringify(grounds), repo)
  return writeUnknownStarts(db, first, before, now) ? now : null
}

/** So few that what is made of them for a moment is soon gone. */
const writtenAtOnce = 4096

/** Returns whether any came or went. */
function writeUnknownStarts(db: WriteDb, first: number, before: Uint8Array, now: Uint8Array): boolean {
  // As nearly always.
  if (Buffer.compare(before, now) === 0) return false
  const come = new Numbers()
  let gone = 0
  for (let at = 0; at < now.length; at++) {
    if (now[at] === before[at]) continue
    if (now[at] === 1) come.push(at)
    else gone += db.run('DELETE FROM unknown_starts WHERE id = ?', first + at).changes
  }
  const came = come.length > 0
  for (let from = 0; from < come.length; from += writtenAtOnce) {
    const some = JSON.stringify([...come.all(from, from + writtenAtOnce)])
    db.run('INSERT INTO unknown_starts (id) SELECT ? + value FROM json_each(?)', first, some)
  }
  come.end()
  return came || gone > 0
}

/**
 * Whether all that came to the main line since the last scan was read since: its first parents from `tips` on are of numbers
 * that were given since, down to where it ended then.
 */
export function mainLineGrew(
  db: ReadDb,
  repo: number,
  tips: readonly string[],
  before: { tips: readonly string[]; numbers: number },
): boolean {
  if (before.numbers === 0) return false
  const ids = (hex: string) => findCommits(db, hex).filter((id) => repoOf(id) === repo)
  const ended = new Set(before.tips.flatMap(ids))
  const first = commitId(repo, 0)
  return tips.every((tip) => {
    const [end] = ids(tip)
    if (end === undefined) return false
    let at: number = end
    while (at - first >= before.numbers) {
      const row: { parents: Buffer } | undefined = db.get('SELECT parents FROM commits WHERE id = ?', at)
      if (row === undefined || row.parents.length === 0) return false
      at = first + row.parents.readInt32LE(0)
    }
    return ended.has(at)
  })
}

/** The pull request that each of these commits, or each that may be a squash, ends its first line with, by their numbers. */
export function pullNumbers(db: ReadDb, repo: number, commits: readonly number[]): Map<number, number> {
  const rows = db.all<{ number: number; ending: string }>(
    `SELECT j.value AS number, substr(c.subject, -16) AS ending
     FROM json_each(?2) j CROSS JOIN commits c ON c.id = ?1 + j.value`,
    commitId(repo, 0),
    JSON.stringify(commits),
  )
  return new Map(
    rows.flatMap(({ number, ending }) => [[number, pullIn(ending)] as const].filter(([, pull]) => pull > 0)),
  )
}

/** All pull requests that first lines of commits with one parent end in, on the main line that ends at `tips`. */
export function pullsNamed(db: ReadDb, repo: number, tips: readonly string[]): Set<number> {
  const first = commitId(repo, 0)
  const passed = new Set<number>()
  const named = new Set<number>()
  for (const hex of tips) {
    let at = findCommits(db, hex).find((id) => repoOf(id) === repo)
    while (at !== undefined && !passed.has(at)) {
      passed.add(at)
      const row = db.get<{ parents: Buffer; ending: string }>(
        `SELECT parents, iif(substr(subject, -1) = ')' AND length(parents) = 4, substr(subject, -16), '') AS ending
         FROM commits WHERE id = ?`,
        at,
      )
      // One that was not read, or the first of all.
      if (row === undefined || row.parents.length === 0) break
      if (row.ending !== '') named.add(pullIn(row.ending))
      at = first + row.parents.readInt32LE(0)
    }
  }
  return named
}

/** Of what a first line ends in; -1 for none. */
function pullIn(ending: string): number {
  return Number(/\([#!](\d+)\)$/.exec(ending)?.[1] ?? -1)
}

/** Ids of squashes that were told by more than their first line. */
export function toldByMore(db: ReadDb, repo: number): string[] {
  return db
    .all<{ hex: string }>(
      `SELECT lower(hex(c.oid)) AS hex FROM (SELECT id FROM commit_starts UNION SELECT id FROM unknown_starts) s
       JOIN commits c ON c.id = s.id WHERE s.id >= ? AND s.id < ? AND substr(c.subject, -1) <> ')'`,
      ...rangeOf(repo),
    )
    .map((row) => row.hex)
}
