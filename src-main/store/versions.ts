// Versions: what builds and deployments of a system say of one.
import { must } from '../../src-shared/assert.ts'
import { parseVersion } from '../../src-shared/version.ts'
import type { ReadDb } from './database.ts'

/** The commits a version is known to have, those of builds first; more than one is a conflict. */
export function commitsOfVersion(db: ReadDb, system: number, version: string): string[] {
  return db
    .all<{ oid: string }>(
      `SELECT DISTINCT oid FROM (
         SELECT commit_oid AS oid, 0 AS rank FROM builds
         WHERE system = ?1 AND version = ?2 AND commit_oid IS NOT NULL
         UNION ALL
         SELECT c.value, 1 FROM deployments d, json_each(d.commits) c
         WHERE d.system = ?1 AND d.version = ?2 AND d.repo = 0) ORDER BY rank`,
      system,
      version,
    )
    .map((row) => row.oid)
}

/** Those that its tags stand on. */
export function taggedCommits(db: ReadDb, system: number, version: string): string[] {
  return db
    .all<{ oid: string }>(
      `SELECT DISTINCT c.value AS oid FROM deployments d, json_each(d.commits) c
       WHERE d.system = ? AND d.version = ? AND d.repo <> 0 ORDER BY oid`,
      system,
      version,
    )
    .map((row) => row.oid)
}

/** The commits that fix a version: what its builds say, and where no build says one, what its deployments do. */
export function fixedCommits(db: ReadDb, system: number, version: string): string[] {
  const built = db.all<{ oid: string }>(
    'SELECT DISTINCT commit_oid AS oid FROM builds WHERE system = ? AND version = ? AND commit_oid IS NOT NULL',
    system,
    version,
  )
  return built.length > 0 ? built.map((row) => row.oid) : commitsOfVersion(db, system, version)
}

/** Whether two commit ids, each whole or shortened, can be of one commit. */
export function sameCommit(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()]
  return one.startsWith(other) || other.startsWith(one)
}

/**
 * Whether two reports of a version name different commits. A report may name several, one per repository; two agree
 * where they share one.
 */
export function isConflict(db: ReadDb, system: number, version: string): boolean {
  const reports = db
    .all<{ commits: string }>(
      `SELECT json_array(commit_oid) AS commits FROM builds WHERE system = ?1 AND version = ?2 AND commit_oid IS NOT NULL
       UNION
       SELECT commits FROM deployments WHERE system = ?1 AND version = ?2 AND repo = 0 AND commits <> '[]'`,
      system,
      version,
    )
    .map((row) => JSON.parse(row.commits) as string[])
  return reports.some((a, i) =>
    reports.slice(i + 1).some((b) => !a.some((one) => b.some((other) => sameCommit(one, other)))),
  )
}

export interface KnownVersion {
  system: number
  version: string
  first_seen_ms: number
}

// An inferred deployment that joined a pushed one is that one, with its version.
export const inDeployments = 'FROM deployments WHERE version IS NOT NULL AND joined_to IS NULL'
export const inBuilds = 'FROM builds WHERE version IS NOT NULL'

export function firstSeen(db: ReadDb, system: number, version: string): number {
  const named = 'AND system = ?1 AND version = ?2'
  const seen = db.get<{ ms: number | null }>(
    `SELECT min(at_ms) AS ms FROM (SELECT at_ms ${inBuilds} ${named} UNION ALL SELECT at_ms ${inDeployments} ${named})`,
    system,
    version,
  )
  return must(seen?.ms, 'because something names it')
}

export interface SharedCommit {
  system: number
  commit: string
  versions: string[]
  /** When the last of them was first seen. */
  at_ms: number
}

/** Commits that builds and deployments of a system call by two versions or more, however prefixed; the last seen first. */
export function commitsInVersions(db: ReadDb): SharedCommit[] {
  const rows = db.all<Omit<SharedCommit, 'versions'> & { versions: string }>(
    `SELECT system, "commit", json_group_array(version) AS versions, max(at_ms) AS at_ms FROM (
       SELECT system, "commit", version, min(at_ms) AS at_ms FROM (
         SELECT system, lower(commit_oid) AS "commit", version, at_ms ${inBuilds} AND commit_oid IS NOT NULL
         UNION ALL
         SELECT system, lower(commits ->> 0), version, at_ms ${inDeployments}
           AND excluded IS NULL AND json_array_length(commits) = 1)
       GROUP BY system, "commit", version ORDER BY system, "commit", at_ms, version)
     GROUP BY system, "commit" HAVING count(*) > 1 ORDER BY at_ms DESC, system, "commit"`,
  )
  return rows.flatMap(({ versions: text, ...row }) => {
    const byNumber = new Map<string, string>()
    for (const version of JSON.parse(text) as string[]) {
      const number = parseVersion(version)?.number ?? version
      if (!byNumber.has(number)) byNumber.set(number, version)
    }
    return byNumber.size < 2 ? [] : [{ ...row, versions: [...byNumber.values()] }]
  })
}

/** The versions in conflict among them, in the same order. */
export function versionsInConflict(db: ReadDb, systems: string | null): KnownVersion[] {
  return db
    .all<KnownVersion>(
      `SELECT system, version, min(at_ms) AS first_seen_ms FROM (
         SELECT system, version, at_ms, commit_oid AS oid ${inBuilds} AND commit_oid IS NOT NULL
         UNION ALL
         SELECT d.system, d.version, d.at_ms, c.value FROM deployments d, json_each(d.commits) c
         WHERE d.version IS NOT NULL AND d.repo = 0)
       WHERE ?1 IS NULL OR system IN (SELECT value FROM json_each(?1)) GROUP BY system, version HAVING count(DISTINCT lower(oid)) > 1
       ORDER BY first_seen_ms DESC, system, version`,
      systems,
    )
    .filter((one) => isConflict(db, one.system, one.version))
}
