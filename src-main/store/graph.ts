// The commits of a repository as a graph of small numbers, and with when they were written: read back whole, or gathered
// while a first scan writes them.
import { endianness } from 'node:os'
import { commitId, countCommits, edgesOf, rangeOf } from './commits.ts'
import type { ReadDb } from './database.ts'

/** Numbers 0 … n-1, parents in one flat array (CSR). */
export interface Graph {
  repo: number
  n: number
  /** Whether the commit itself was read (false for a parent beyond a shallow clone's edge). */
  known: Uint8Array
  /** Parents of commit i: `parents[offsets[i]]` up to, not including, `parents[offsets[i + 1]]`. */
  offsets: Int32Array
  parents: Int32Array
}

/** Times in milliseconds UTC, NaN where git holds garbage, and for what was not read. */
export interface History extends Graph {
  authoredAt: Float64Array
  committedAt: Float64Array
  /** 1 where the first line ends in the number of a pull request. */
  numbered: Uint8Array
  /** When the work on it began: its author date, or that of the first commit squashed into it. */
  startAt: Float64Array
  /** 1 for a squash of which nobody knows when the work began: the date above is its own. */
  squashed: Uint8Array
}

/** Whether its history may go on beyond what was read: that of a shallow clone, of which no scan builds on the one before. */
export function isCut(db: ReadDb, repo: number): boolean {
  return db.get('SELECT 1 FROM repos WHERE id = ? AND tips = ?', repo, '[]') !== undefined
}

/** The first parent of a commit; -1 where it has none, or that was not read. */
export function firstParentOf({ offsets, parents, known }: Graph, commit: number): number {
  const from = offsets[commit] as number
  const parent = from < (offsets[commit + 1] as number) ? (parents[from] as number) : -1
  return known[parent] === 1 ? parent : -1
}

/** A commit, its first parent, the first parent of that, and so on; not beyond `last`, where that is one of them. */
export function firstParents(graph: Graph, end: number, last = -1): Int32Array<ArrayBuffer> {
  const line = new Int32Array(graph.n)
  let length = 0
  for (let at = end; at >= 0; at = at === last ? -1 : firstParentOf(graph, at)) line[length++] = at
  return line.subarray(0, length)
}

/** Whether a first line ends in the number of a pull request: "(#12)", "(!12)". */
export function isNumbered(text: Uint8Array, from: number, to: number): boolean {
  let at = to - 1
  if (text[at] !== 0x29) return false
  for (at -= 1; at >= from && isDigit(text[at] as number); at -= 1);
  const digits = to - 2 - at
  return digits > 0 && digits <= 13 && (text[at] === 0x23 || text[at] === 0x21) && at > from && text[at - 1] === 0x28
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/** The same of the end of one as text. */
function endsInNumber(end: string): boolean {
  return /\([#!]\d{1,13}\)$/.test(end)
}

/** Between the parents of one commit and those of the next: no number. */
const apart = -1

/** In one value, since a row for each commit takes the driver ten times as long. */
export function readGraph(db: ReadDb, repo: number): Graph {
  const row = db.get<{ packed: Uint8Array | null }>(
    `SELECT CAST(group_concat(parents, x'ffffffff') AS BLOB) AS packed
     FROM (SELECT parents FROM commits WHERE id >= ? AND id < ? ORDER BY id)`,
    ...rangeOf(repo),
  )
  const commits = countCommits(db, repo)
  const edges = edgesOf(db, repo)
  const n = commits + edges.length
  const known = new Uint8Array(n).fill(1)
  for (const edge of edges) known[edge] = 0
  const offsets = new Int32Array(n + 1)
  const packed = numbersIn(row?.packed ?? new Uint8Array())
  const parents = new Int32Array(commits === 0 ? 0 : packed.length - (commits - 1))
  let [count, next] = [0, 0]
  for (let i = 0; i < n; i++) {
    if (known[i] === 1) {
      for (; next < packed.length && packed[next] !== apart; next++) parents[count++] = packed[next] as number
      next++
    }
    offsets[i + 1] = count
  }
  return { repo, n, known, offsets, parents }
}

/** Numbers of four bytes each, the lowest first. */
function numbersIn(bytes: Uint8Array): Int32Array {
  if (endianness() === 'BE') Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).swap32()
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

/** Commits that are read at once, so that what is not kept of them never takes much. */
const readAtOnce = 32_768

export function readHistory(db: ReadDb, repo: number): History {
  const graph = readGraph(db, repo)
  const { n, known } = graph
  const first = commitId(repo, 0)
  const authoredAt = new Float64Array(n).fill(Number.NaN)
  const committedAt = new Float64Array(n).fill(Number.NaN)
  const numbered = new Uint8Array(n)
  for (let from = 0; from < n; from += readAtOnce) {
    const to = Math.min(from + readAtOnce, n)
    const row = db.get<Record<'authored' | 'committed' | 'ends', string>>(
      `SELECT json_group_array(authored_at_ms) AS authored, json_group_array(committed_at_ms) AS committed,
         json_group_array(iif(substr(subject, -1) = ')', substr(subject, -16), '')) AS ends
       FROM (SELECT authored_at_ms, committed_at_ms, subject FROM commits WHERE id >= ? AND id < ? ORDER BY id)`,
      first + from,
      first + to,
    )
    const authored = JSON.parse(row?.authored ?? '[]') as (number | null)[]
    const committed = JSON.parse(row?.committed ?? '[]') as (number | null)[]
    const ends = JSON.parse(row?.ends ?? '[]') as string[]
    for (let number = from, next = 0; number < to; number++) {
      if (known[number] === 0) continue
      authoredAt[number] = authored[next] ?? Number.NaN
      committedAt[number] = committed[next] ?? Number.NaN
      numbered[number] = endsInNumber(ends[next] ?? '') ? 1 : 0
      next++
    }
  }
  return withStarts(db, { ...graph, authoredAt, committedAt, numbered })
}

/** The same commits, with what is known now of when squashed work began. */
export function withStarts(db: ReadDb, commits: Omit<History, 'startAt' | 'squashed'>): History {
  const first = commitId(commits.repo, 0)
  const starts = startsOf(db, commits.repo)
  const startAt = starts.length === 0 ? commits.authoredAt : commits.authoredAt.slice()
  for (const start of starts) startAt[start.id - first] = start.start_ms
  const squashed = new Uint8Array(commits.n)
  for (const number of unknownStartsOf(db, commits.repo)) squashed[number] = 1
  return { ...commits, startAt, squashed }
}

/** Of the squashed commits of a repository, when their work began. */
export function startsOf(db: ReadDb, repo: number): { id: number; start_ms: number }[] {
  return db.all('SELECT id, start_ms FROM commit_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
}

/** Numbers of the squashed commits of a repository whose start is not known. */
export function unknownStartsOf(db: ReadDb, repo: number): number[] {
  const row = db.get<{ numbers: string }>(
    'SELECT json_group_array(id - ?1) AS numbers FROM unknown_starts WHERE id >= ?1 AND id < ?2',
    ...rangeOf(repo),
  )
  return JSON.parse(row?.numbers ?? '[]') as number[]
}

export function countUnknownStarts(db: ReadDb, repo: number): number {
  return (
    db.get<{ n: number }>('SELECT count(*) AS n FROM unknown_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))?.n ?? 0
  )
}
