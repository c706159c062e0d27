// The parts of repositories that are systems of their own, and which commits touch each: a bit for each commit's number.
import type { Strategy } from '../../src-shared/strategy.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface ComponentRow {
  id: number
  repo: number
  system: number
  /** JSON list of patterns. */
  paths: string
  /** JSON of a Strategy. */
  strategy: string
  note: string | null
}

export interface NewComponent {
  system: number
  paths: readonly string[]
  strategy: Strategy
  note: string | null
}

export function componentsOf(db: ReadDb, repo: number): ComponentRow[] {
  return db.all<ComponentRow>('SELECT * FROM components WHERE repo = ? ORDER BY id', repo)
}

export function pathsOf(row: Pick<ComponentRow, 'paths'>): string[] {
  return JSON.parse(row.paths) as string[]
}

/** The systems of a repository. */
export function systemsOf(db: ReadDb, repo: number): number[] {
  return db
    .all<{ system: number }>('SELECT system FROM repo_systems WHERE repo = ? ORDER BY system', repo)
    .map((row) => row.system)
}

/**
 * Keeps these components instead of those before; one of the same system and paths stays what it was. Returns their ids
 * in the order given, and whether any came, went or changed its paths.
 */
export function replaceComponents(
  db: WriteDb,
  repo: number,
  wanted: readonly NewComponent[],
): { ids: number[]; changed: boolean } {
  const before = new Map(componentsOf(db, repo).map((row) => [`${row.system} ${row.paths}`, row.id]))
  let changed = false
  const ids = wanted.map(({ system, paths, strategy, note }) => {
    const text = JSON.stringify(paths)
    const known = before.get(`${system} ${text}`)
    if (known !== undefined) {
      before.delete(`${system} ${text}`)
      db.run('UPDATE components SET strategy = ?, note = ? WHERE id = ?', JSON.stringify(strategy), note, known)
      return known
    }
    changed = true
    return db.run(
      'INSERT INTO components (repo, system, paths, strategy, note) VALUES (?, ?, ?, ?, ?)',
      repo,
      system,
      text,
      JSON.stringify(strategy),
      note,
    ).id
  })
  for (const id of before.values()) deleteComponent(db, id)
  return { ids, changed: changed || before.size > 0 }
}

function deleteComponent(db: WriteDb, id: number): void {
  db.run('DELETE FROM component_commits WHERE component = ?', id)
  db.run('DELETE FROM inferred WHERE component = ?', id)
  db.run('DELETE FROM components WHERE id = ?', id)
}

/** Commits a piece; it takes 8 KB. */
const pieceCommits = 65_536

/** Notes that commits with these numbers, ascending, touch a component; `all`: and no others do. */
export function writeTouched(db: WriteDb, component: number, numbers: Int32Array, all: boolean): void {
  if (all) db.run('DELETE FROM component_commits WHERE component = ?', component)
  for (let i = 0; i < numbers.length;) {
    const piece = Math.floor((numbers[i] as number) / pieceCommits)
    const row = db.get<{ bits: Uint8Array }>(
      'SELECT bits FROM component_commits WHERE component = ? AND piece = ?',
      component,
      piece,
    )
    const bits = new Uint8Array(pieceCommits / 8)
    if (row !== undefined) bits.set(row.bits)
    for (; i < numbers.length && Math.floor((numbers[i] as number) / pieceCommits) === piece; i++) {
      const within = (numbers[i] as number) % pieceCommits
      bits[within >> 3] = (bits[within >> 3] as number) | (1 << (within & 7))
    }
    db.run('INSERT OR REPLACE INTO component_commits (component, piece, bits) VALUES (?, ?, ?)', component, piece, bits)
  }
}

/** Whether one commit is a system's. */
export function touches(db: ReadDb, repo: number, system: number, number: number): boolean {
  const own = db.all<{ id: number }>('SELECT id FROM components WHERE repo = ? AND system = ?', repo, system)
  if (own.length === 0) return true
  return own.some(({ id }) => {
    const row = db.get<{ bits: Uint8Array }>(
      'SELECT bits FROM component_commits WHERE component = ? AND piece = ?',
      id,
      Math.floor(number / pieceCommits),
    )
    const within = number % pieceCommits
    return row !== undefined && (((row.bits[within >> 3] ?? 0) >> (within & 7)) & 1) === 1
  })
}

/** Which commits of a repository are a system's. */
export interface Part {
  has(number: number): boolean
  size: number
}

/** Null where all are: the repository has no part that is this system's own. */
export function partOf(db: ReadDb, repo: number, system: number): Part | null {
  const own = db.all<{ id: number }>('SELECT id FROM components WHERE repo = ? AND system = ?', repo, system)
  if (own.length === 0) return null
  const rows = db.all<{ piece: number; bits: Uint8Array }>(
    'SELECT piece, bits FROM component_commits WHERE component IN (SELECT value FROM json_each(?))',
    JSON.stringify(own.map((row) => row.id)),
  )
  const last = Math.max(-1, ...rows.map((row) => row.piece))
  const bits = new Uint8Array(((last + 1) * pieceCommits) / 8)
  for (const row of rows) {
    const from = (row.piece * pieceCommits) / 8
    row.bits.forEach((byte, i) => (bits[from + i] = (bits[from + i] as number) | byte))
  }
  return {
    has: (number) => (((bits[number >> 3] ?? 0) >> (number & 7)) & 1) === 1,
    size: bits.reduce((sum, byte) => sum + bitsIn(byte), 0),
  }
}

function bitsIn(byte: number): number {
  let n = 0
  for (let rest = byte; rest !== 0; rest &= rest - 1) n++
  return n
}
