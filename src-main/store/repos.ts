// Repositories the user added, and the tags read from them.
import type { ReadDb, WriteDb } from './database.ts'

export interface RepoRow {
  id: number
  git_dir: string
  path: string
  name: string
  system: number
  tag_glob: string | null
  object_format: 'sha1' | 'sha256'
  /** JSON array of the commit ids all refs pointed at when last scanned. */
  tips: string
  added_at_ms: number
  scanned_at_ms: number | null
  problem: string | null
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
  return db.all<RepoRow>('SELECT * FROM repos WHERE system = ? ORDER BY id', system)
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

export function saveRepo(
  db: WriteDb,
  repo: Pick<RepoRow, 'git_dir' | 'path' | 'name' | 'system' | 'tag_glob' | 'object_format' | 'added_at_ms'>,
): number {
  db.run(
    `INSERT INTO repos (git_dir, path, name, system, tag_glob, object_format, added_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (git_dir) DO UPDATE SET system = excluded.system, tag_glob = excluded.tag_glob`,
    repo.git_dir,
    repo.path,
    repo.name,
    repo.system,
    repo.tag_glob,
    repo.object_format,
    repo.added_at_ms,
  )
  return findRepo(db, repo.git_dir)?.id ?? 0
}

export function finishScan(db: WriteDb, repo: number, tips: string[], problem: string | null, atMs: number): void {
  db.run(
    'UPDATE repos SET tips = ?, problem = ?, scanned_at_ms = ? WHERE id = ?',
    JSON.stringify(tips),
    problem,
    atMs,
    repo,
  )
}

export function noteProblem(db: WriteDb, repo: number, problem: string): void {
  db.run('UPDATE repos SET problem = ? WHERE id = ?', problem, repo)
}

/** Returns whether they differ from those before. */
export function replaceTags(db: WriteDb, repo: number, tags: TagRow[]): boolean {
  const before = db.all<TagRow>('SELECT name, oid, at_ms, annotated FROM tags WHERE repo = ?', repo)
  const known = new Map(before.map((tag) => [tag.name, textOf(tag)]))
  if (before.length === tags.length && tags.every((tag) => known.get(tag.name) === textOf(tag))) return false
  db.run('DELETE FROM tags WHERE repo = ?', repo)
  for (const tag of tags)
    db.run(
      'INSERT INTO tags (repo, name, oid, at_ms, annotated) VALUES (?, ?, ?, ?, ?)',
      repo,
      tag.name,
      tag.oid,
      tag.at_ms,
      tag.annotated,
    )
  return true
}

function textOf({ oid, at_ms, annotated }: TagRow): string {
  return `${Buffer.from(oid).toString('hex')} ${at_ms} ${annotated}`
}

/** How many deployments were inferred from a repository. */
export function countInferred(db: ReadDb, repo: number): number {
  return db.get<{ n: number }>('SELECT count(*) AS n FROM deployments WHERE repo = ?', repo)?.n ?? 0
}

export function tagsOf(db: ReadDb, repo: number): (TagRow & { committed_at_ms: number | null })[] {
  // Only tags whose commit was read; its time stands in for a lightweight tag's.
  return db.all(
    `SELECT t.name, t.oid, t.at_ms, t.annotated, c.committed_at_ms
     FROM tags t JOIN commit_oids o ON o.oid = t.oid JOIN commits c ON c.id = o.id
     WHERE t.repo = ?1 AND c.id >= ?1 * 4294967296 AND c.id < (?1 + 1) * 4294967296 ORDER BY t.name`,
    repo,
  )
}

export function deleteRepo(db: WriteDb, repo: number): void {
  db.run('DELETE FROM tags WHERE repo = ?', repo)
  db.run('DELETE FROM repos WHERE id = ?', repo)
}
