// Repositories the user added, the tags read from them, and the deployments found in them.
import type { Strategy } from '../../src-shared/strategy.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface RepoRow {
  id: number
  git_dir: string
  path: string
  name: string
  system: number
  /** JSON of a Strategy; null for version tags. */
  strategy: string | null
  object_format: 'sha1' | 'sha256'
  /** JSON array of the commit ids all refs pointed at when last scanned. */
  tips: string
  added_at_ms: number
  scanned_at_ms: number | null
  problem: string | null
  /** Deployments before this moment have no changes yet, since the history before it is not read; null where all is. */
  unread_before_ms: number | null
  /** What there is to know about the deployments that were found, or null. */
  note: string | null
  /** How many commit numbers its components know of. */
  looked: number
  /** Of how many commits the lines are known to be counted. */
  counted: number
  /** A digest of what the starts of its squashed commits were found in; null for none. */
  pulls: string | null
  /** JSON of what its squashes without a known start were found in; null for never looked. */
  squashed: string | null
  /** JSON of Fetched; null where none of its pull requests were. */
  fetched: string | null
  /** 0 where its refs are left alone until somebody has it scanned. */
  watched: 0 | 1
  /** Of how many commit numbers it is known whether they take others back. */
  messages: number
  /** JSON of RepoRefs; null before the first scan. */
  refs: string | null
  /** 1 where there was no folder when it was last looked for. */
  gone: 0 | 1
  /** The default branch; null in a repository without a commit. */
  main_line: string | null
  /** JSON array of the ids it ended at when last scanned, at origin first; null where it was not looked for yet. */
  main_tips: string | null
  /** Of all that the last scan was made from; null where the next one has to look at everything. */
  mark: string | null
}

/** What the last scan saw of branches and tags. */
export interface RepoRefs {
  branches: number
  tags: number
  /** Tags that cannot be deployments, and why. */
  ignored: { name: string; reason: string }[]
}

export interface InferredRow {
  thing: string
  oid: Uint8Array
  at_ms: number
  version: string | null
  /** What dates it. */
  note: string
}

export interface TagRow {
  name: string
  oid: Uint8Array
  at_ms: number | null
  annotated: number
}

export function allRepos(db: ReadDb): RepoRow[] {
  return db.all<RepoRow>('SELECT * FROM repos ORDER BY path')
}

export function reposOf(db: ReadDb, system: number): RepoRow[] {
  return db.all<RepoRow>(
    'SELECT * FROM repos WHERE id IN (SELECT repo FROM repo_systems WHERE system = ?) ORDER BY id',
    system,
  )
}

/** The repository with this history folder, which work trees share. */
export function findRepo(db: ReadDb, gitDir: string): RepoRow | undefined {
  return db.get<RepoRow>('SELECT * FROM repos WHERE git_dir = ?', gitDir)
}

/** The repository that was added from exactly this folder. */
export function findRepoAt(db: ReadDb, path: string): RepoRow | undefined {
  return db.get<RepoRow>('SELECT * FROM repos WHERE path = ?1 OR git_dir = ?1', path)
}

export function getRepo(db: ReadDb, id: number): RepoRow | undefined {
  return db.get<RepoRow>('SELECT * FROM repos WHERE id = ?', id)
}

export function strategyOf(repo: Pick<RepoRow, 'strategy'>): Strategy {
  return repo.strategy === null ? { by: 'versions' } : (JSON.parse(repo.strategy) as Strategy)
}

function textOfStrategy(strategy: Strategy): string | null {
  return strategy.by === 'versions' ? null : JSON.stringify(strategy)
}

/** A known repository keeps its strategy: a scan changes it, with what it finds. */
export function saveRepo(
  db: WriteDb,
  repo: Pick<RepoRow, 'git_dir' | 'path' | 'name' | 'system' | 'object_format' | 'added_at_ms'> & {
    strategy: Strategy
  },
): number {
  db.run(
    `INSERT INTO repos (git_dir, path, name, system, strategy, object_format, added_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (git_dir) DO UPDATE SET system = excluded.system`,
    repo.git_dir,
    repo.path,
    repo.name,
    repo.system,
    textOfStrategy(repo.strategy),
    repo.object_format,
    repo.added_at_ms,
  )
  return findRepo(db, repo.git_dir)?.id ?? 0
}

export interface Scanned {
  tips: string[]
  strategy: Strategy
  problem: string | null
  note: string | null
  looked: number
  refs: RepoRefs
  mainLine: MainLine
  unread_before_ms: number | null
  mark: string | null
  at_ms: number
}

/** Where a main line ends: at origin first, then here, where that differs. */
export interface MainLine {
  name: string | null
  tips: string[]
}

export function finishScan(db: WriteDb, repo: number, scanned: Scanned): void {
  const { tips, strategy, problem, note, looked, refs, mainLine, unread_before_ms, mark, at_ms } = scanned
  db.run(
    `UPDATE repos SET tips = ?, strategy = ?, problem = ?, note = ?, looked = ?, refs = ?, main_line = ?, main_tips = ?,
       unread_before_ms = ?, mark = ?, scanned_at_ms = ?, gone = 0 WHERE id = ?`,
    JSON.stringify(tips),
    textOfStrategy(strategy),
    problem,
    note,
    looked,
    JSON.stringify(refs),
    mainLine.name,
    JSON.stringify(mainLine.tips),
    unread_before_ms,
    // Older history is still to come.
    unread_before_ms === null ? mark : null,
    at_ms,
    repo,
  )
}

/** A deployment `d` that was reported with its commits: any of them may be in what is still to be read of a history. */
export const reportedCommits = `d.repo = 0 AND d.commits <> '[]'`

/**
 * Until when histories are not read yet that deployments of systems come from; [] where all are. Null for all systems.
 * `reported`: deployments were reported meanwhile with their commits, so that what they shipped is not known of any time.
 */
export function unreadBefore(
  db: ReadDb,
  systems: readonly number[] | null,
): { name: string; before_ms: number; reported: 0 | 1 }[] {
  return db.all(
    `SELECT * FROM (
       SELECT r.name, r.unread_before_ms AS before_ms, r.system, EXISTS (SELECT 1 FROM deployments d
         WHERE ${reportedCommits} AND (?1 IS NULL OR d.system IN (SELECT value FROM json_each(?1)))) AS reported
       FROM repos r WHERE r.unread_before_ms IS NOT NULL)
     WHERE reported OR ?1 IS NULL OR system IN (SELECT value FROM json_each(?1)) ORDER BY before_ms DESC, name`,
    systems === null ? null : JSON.stringify(systems),
  )
}

export function noteProblem(db: WriteDb, repo: number, { problem, gone }: { problem: string; gone: boolean }): void {
  db.run('UPDATE repos SET problem = ?, gone = ?, mark = NULL WHERE id = ?', problem, gone ? 1 : 0, repo)
}

/** From now on it is looked for there. Decisions that name the folder it was in still mean it. */
export function moveRepo(db: WriteDb, id: number, to: Pick<RepoRow, 'git_dir' | 'path' | 'name'>): void {
  db.run('INSERT OR IGNORE INTO repo_folders (git_dir, repo) SELECT git_dir, id FROM repos WHERE id = ?', id)
  db.run(
    'UPDATE repos SET git_dir = ?, path = ?, name = ?, problem = NULL, gone = 0, mark = NULL WHERE id = ?',
    to.git_dir,
    to.path,
    to.name,
    id,
  )
}

/** The repository that was in this folder when something of a system was found in it; another may be there now. */
export function findRepoOnce(db: ReadDb, gitDir: string, system: number, thing: string): number | undefined {
  return db.get<{ id: number }>(
    `SELECT id FROM repos r WHERE git_dir = ?1 OR id IN (SELECT repo FROM repo_folders WHERE git_dir = ?1)
     ORDER BY EXISTS (
       SELECT 1 FROM inferred i LEFT JOIN components c ON c.id = i.component
       WHERE i.repo = r.id AND i.thing = ?3 AND coalesce(c.system, r.system) = ?2) DESC, git_dir = ?1 DESC LIMIT 1`,
    gitDir,
    system,
    thing,
  )?.id
}

/** Writes those that differ from before, and returns whether any do. */
export function replaceTags(db: WriteDb, repo: number, tags: TagRow[]): boolean {
  const before = db.all<TagRow>('SELECT name, oid, at_ms, annotated FROM tags WHERE repo = ?', repo)
  const known = new Map(before.map((tag) => [tag.name, tag]))
  const found = new Set(tags.map((tag) => tag.name))
  const gone = before.filter((tag) => !found.has(tag.name))
  const moved = tags.filter((tag) => !isSameTag(tag, known.get(tag.name)))
  for (const { name } of gone) db.run('DELETE FROM tags WHERE repo = ? AND name = ?', repo, name)
  const insert = 'INSERT OR REPLACE INTO tags (repo, name, oid, at_ms, annotated) VALUES (?, ?, ?, ?, ?)'
  for (const { name, oid, at_ms, annotated } of moved) db.run(insert, repo, name, oid, at_ms, annotated)
  return gone.length + moved.length > 0
}

/**
 * Keeps what a strategy found in a repository, or for a component of it (else 0), instead of what was found before.
 * `add`: what was found before stays, as with a pointer whose reflog forgets. Returns whether anything changed.
 */
export function replaceInferred(
  db: WriteDb,
  { repo, component, add }: { repo: number; component: number; add: boolean },
  rows: readonly InferredRow[],
): boolean {
  const known = db.all<InferredRow>(
    'SELECT thing, oid, at_ms, version, note FROM inferred WHERE repo = ? AND component = ?',
    repo,
    component,
  )
  const before = new Map(known.map((row) => [row.thing, row]))
  const found = new Set(rows.map((row) => row.thing))
  const gone = add ? [] : [...before.keys()].filter((thing) => !found.has(thing))
  const moved = rows.filter((row) => !isSameInferred(row, before.get(row.thing)))
  for (const thing of gone)
    db.run('DELETE FROM inferred WHERE repo = ? AND component = ? AND thing = ?', repo, component, thing)
  for (const { thing, oid, at_ms, version, note } of moved)
    db.run(
      'INSERT OR REPLACE INTO inferred (repo, component, thing, oid, at_ms, version, note) VALUES (?, ?, ?, ?, ?, ?, ?)',
      repo,
      component,
      thing,
      oid,
      at_ms,
      version,
      note,
    )
  return gone.length + moved.length > 0
}

function isSameInferred({ oid, at_ms, version, note }: InferredRow, before: InferredRow | undefined): boolean {
  if (before === undefined || at_ms !== before.at_ms || version !== before.version || note !== before.note) return false
  return Buffer.compare(oid, before.oid) === 0
}

/** What was found in a repository, each with its system. */
export function inferredOf(db: ReadDb, repo: number): (InferredRow & { system: number })[] {
  return db.all(
    `SELECT i.thing, i.oid, i.at_ms, i.version, i.note, coalesce(c.system, r.system) AS system
     FROM inferred i JOIN repos r ON r.id = i.repo LEFT JOIN components c ON c.id = i.component
     WHERE i.repo = ? ORDER BY i.thing, i.component`,
    repo,
  )
}

function isSameTag({ oid, at_ms, annotated }: TagRow, before: TagRow | undefined): boolean {
  if (before === undefined || at_ms !== before.at_ms || annotated !== before.annotated) return false
  return Buffer.compare(oid, before.oid) === 0
}

/** How many deployments were inferred from a repository. */
export function countInferred(db: ReadDb, repo: number): number {
  return db.get<{ n: number }>('SELECT count(*) AS n FROM deployments WHERE repo = ?', repo)?.n ?? 0
}

export function deleteRepo(db: WriteDb, repo: number): void {
  db.run('DELETE FROM tags WHERE repo = ?', repo)
  db.run('DELETE FROM inferred WHERE repo = ?', repo)
  db.run('DELETE FROM component_commits WHERE component IN (SELECT id FROM components WHERE repo = ?)', repo)
  db.run('DELETE FROM components WHERE repo = ?', repo)
  db.run('DELETE FROM repo_folders WHERE repo = ?', repo)
  db.run('DELETE FROM repo_objects WHERE repo = ?', repo)
  db.run('DELETE FROM repos WHERE id = ?', repo)
}
