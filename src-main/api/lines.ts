// Counting the lines of commits: what was counted is on disk at once, so that it goes on wherever it was stopped.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Counted } from '../../src-shared/contract/repos.ts'
import { countLines } from '../sources/git/lines.ts'
import { openRepo } from '../sources/git/open.ts'
import { countCommits } from '../store/commits.ts'
import { lineTotals, oidsOf, uncounted } from '../store/lines.ts'
import type { RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'

/** Commits of one question to git: some seconds at most, and what is lost when it is stopped. */
const atOnce = 500

export async function countLinesOf(repo: RepoRow, again: boolean, context: JobContext): Promise<Counted> {
  const { db, ops, signal, progress } = context
  if (again) await ops.forgetUnknownLines(repo.id)
  const commits = countCommits(db, repo.id)
  const ids = uncounted(db, repo.id)
  if (ids.length > 0) {
    const facts = await openRepo(repo.path, signal)
    const edge = facts.shallow ? await boundary(facts.gitDir) : new Set<string>()
    for (let from = 0; from < ids.length; from += atOnce) {
      const part = ids.slice(from, from + atOnce)
      progress(`Counting lines of ${repo.name}`, from, ids.length, 'commits')
      const oids = oidsOf(db, part)
      const told = oids.filter((oid) => !edge.has(oid))
      const counts = await countLines(facts, told, signal)
      const lines = new Map(told.map((oid, i) => [oid, counts[i]]))
      const added = Float64Array.from(oids, (oid) => lines.get(oid)?.added ?? -1)
      const deleted = Float64Array.from(oids, (oid) => lines.get(oid)?.deleted ?? -1)
      await ops.writeLines({ ids: part, added, deleted })
      signal.throwIfAborted()
    }
  }
  await ops.noteCounted(repo.id, commits, ids.length > 0)
  return { path: repo.path, ...lineTotals(db, repo.id), counted: ids.length }
}

/** Commits at a shallow clone's edge look as if they had added every file. */
async function boundary(gitDir: string): Promise<Set<string>> {
  const text = await readFile(join(gitDir, 'shallow'), 'utf8').catch(() => '')
  return new Set(text.split('\n'))
}
