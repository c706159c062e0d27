// The commits of a repository as a graph of small numbers, and with when they were written: read back whole, or gathered
// while a first scan writes them.
import { commitId, edgesOf, rangeOf } from './commits.ts'
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

/** A commit, its first parent, the first parent of that, and so on. */
export function firstParents(graph: Graph, end: number): number[] {
  const line: number[] = []
  for (let at = end; at >= 0; at = firstParentOf(graph, at)) line.push(at)
  return line
}

/** Whether a first line, or the end of one, ends in the number of a pull request: "(#12)", "(!12)". */
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

interface Packed {
  parents: string | null
  counts: string
}

const packedParents = `group_concat(hex(parents), '') AS parents, json_group_array(length(parents) / 4) AS counts`

/** In one row, since a row for each commit takes the driver ten times as long. */
export function readGraph(db: ReadDb, repo: number): Graph {
  const packed = db.get<Packed>(
    `SELECT ${packedParents} FROM (SELECT parents FROM commits WHERE id >= ? AND id < ? ORDER BY id)`,
    ...rangeOf(repo),
  )
  return unpacked(db, repo, packed).graph
}

export function readHistory(db: ReadDb, repo: number): History {
  const packed = db.get<Packed & Record<'authored' | 'committed' | 'ends', string>>(
    `SELECT ${packedParents}, json_group_array(authored_at_ms) AS authored, json_group_array(committed_at_ms) AS committed,
       json_group_array(iif(substr(subject, -1) = ')', substr(subject, -16), '')) AS ends
     FROM (SELECT parents, authored_at_ms, committed_at_ms, subject FROM commits WHERE id >= ? AND id < ? ORDER BY id)`,
    ...rangeOf(repo),
  )
  const { graph, rows } = unpacked(db, repo, packed)
  const authored = JSON.parse(packed?.authored ?? '[]') as (number | null)[]
  const committed = JSON.parse(packed?.committed ?? '[]') as (number | null)[]
  const ends = JSON.parse(packed?.ends ?? '[]') as string[]
  const authoredAt = new Float64Array(graph.n).fill(Number.NaN)
  const committedAt = new Float64Array(graph.n).fill(Number.NaN)
  const numbered = new Uint8Array(graph.n)
  rows.forEach((number, row) => {
    authoredAt[number] = authored[row] ?? Number.NaN
    committedAt[number] = committed[row] ?? Number.NaN
    const end = Buffer.from(ends[row] ?? '')
    numbered[number] = isNumbered(end, 0, end.length) ? 1 : 0
  })
  return withStarts(db, { ...graph, authoredAt, committedAt, numbered })
}

/** `rows`: the number of each row. */
function unpacked(db: ReadDb, repo: number, packed: Packed | undefined): { graph: Graph; rows: Int32Array } {
  const counts = JSON.parse(packed?.counts ?? '[]') as number[]
  const edges = edgesOf(db, repo)
  const n = counts.length + edges.length
  const known = new Uint8Array(n).fill(1)
  for (const edge of edges) known[edge] = 0
  const offsets = new Int32Array(n + 1)
  const rows = new Int32Array(counts.length)
  for (let i = 0, row = 0; i < n; i++) {
    offsets[i + 1] = (offsets[i] as number) + (known[i] === 1 ? (counts[row] as number) : 0)
    if (known[i] === 1) rows[row++] = i
  }
  const bytes = Buffer.from(packed?.parents ?? '', 'hex')
  const parents = new Int32Array(bytes.length / 4)
  for (let p = 0; p < parents.length; p++) parents[p] = bytes.readInt32LE(p * 4)
  return { graph: { repo, n, known, offsets, parents }, rows }
}

/** The same commits, with what is known now of when squashed work began. */
export function withStarts(db: ReadDb, commits: Omit<History, 'startAt' | 'squashed'>): History {
  const first = commitId(commits.repo, 0)
  const startAt = commits.authoredAt.slice()
  for (const start of startsOf(db, commits.repo)) startAt[start.id - first] = start.start_ms
  const squashed = new Uint8Array(commits.n)
  for (const id of unknownStartsOf(db, commits.repo)) squashed[id - first] = 1
  return { ...commits, startAt, squashed }
}

/** Of the squashed commits of a repository, when their work began. */
export function startsOf(db: ReadDb, repo: number): { id: number; start_ms: number }[] {
  return db.all('SELECT id, start_ms FROM commit_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))
}

/** Squashed commits of a repository whose start is not known. */
export function unknownStartsOf(db: ReadDb, repo: number): number[] {
  const row = db.get<{ ids: string }>(
    'SELECT json_group_array(id) AS ids FROM unknown_starts WHERE id >= ? AND id < ?',
    ...rangeOf(repo),
  )
  return JSON.parse(row?.ids ?? '[]') as number[]
}

export function countUnknownStarts(db: ReadDb, repo: number): number {
  return (
    db.get<{ n: number }>('SELECT count(*) AS n FROM unknown_starts WHERE id >= ? AND id < ?', ...rangeOf(repo))?.n ?? 0
  )
}
