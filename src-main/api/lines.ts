// Counting the lines of commits: what was counted is on disk at once, so that it goes on wherever it was stopped.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Counted } from '../../src-shared/contract/repos.ts'
import { countLines, type Lines } from '../sources/git/lines.ts'
import { openRepo } from '../sources/git/open.ts'
import { countCommits } from '../store/commits.ts'
import { idsOf, lineTotals, oidsOf, uncounted } from '../store/lines.ts'
import type { RepoRow } from '../store/repos.ts'
import type { JobContext } from './context.ts'

/** Git compares files on one core: two at a time. */
const processes = 2

/** Commits of one question to git. */
const atOnce = 20_000

export async function countLinesOf(repo: RepoRow, again: boolean, context: JobContext): Promise<Counted> {
  const { db, ops, signal, progress, turn } = context
  if (again) await ops.forgetUnknownLines(repo.id)
  const commits = countCommits(db, repo.id)
  const left = uncounted(db, repo.id)
  const all = left.reduce((sum, some) => sum + some.commits, 0)
  let done = 0
  if (all > 0) {
    const facts = await openRepo(repo.path, signal)
    const edge = facts.shallow ? await boundary(facts.gitDir) : new Set<string>()
    const title = `Counting lines of ${repo.name}`
    const count = async (part: Float64Array, stop: AbortSignal) => {
      const oids = oidsOf(db, part)
      const beyond = part.filter((_, i) => edge.has(oids[i] ?? ''))
      if (beyond.length > 0) await keep(beyond, [])
      const told = part.filter((_, i) => !edge.has(oids[i] ?? ''))
      let from = 0
      const onCounted = async (lines: readonly (Lines | null)[]) => {
        await turn()
        await keep(told.slice(from, (from += lines.length)), lines)
        stop.throwIfAborted()
      }
      const asked = oids.filter((oid) => !edge.has(oid))
      await countLines(facts, asked, onCounted, stop)
    }
    const keep = async (some: Float64Array, lines: readonly (Lines | null)[]) => {
      const added = Float64Array.from(some, (_, i) => lines[i]?.added ?? -1)
      const deleted = Float64Array.from(some, (_, i) => lines[i]?.deleted ?? -1)
      await ops.writeLines({ ids: some, added, deleted })
      done += some.length
      // A scan may have read more of them meanwhile.
      progress(title, done, Math.max(done, all), 'commits')
    }
    progress(title, 0, all, 'commits')
    await turn()
    for (const some of left) {
      const ids = idsOf(db, some)
      for (let from = 0; from < ids.length; from += atOnce) {
        const part = ids.subarray(from, from + atOnce)
        // Dealt out in turn, so that each has as much to do.
        const dealt = Array.from({ length: processes }, (_, one) => part.filter((_id, i) => i % processes === one))
        await together(dealt, count, signal)
      }
    }
  }
  await ops.noteCounted(repo.id, commits, all > 0)
  return { path: repo.path, ...lineTotals(db, repo.id), counted: done }
}

/** Commits at a shallow clone's edge look as if they had added every file. */
async function boundary(gitDir: string): Promise<Set<string>> {
  const text = await readFile(join(gitDir, 'shallow'), 'utf8').catch(() => '')
  return new Set(text.split('\n'))
}

/** All to their end, so that nothing goes on when one fails, which stops the others. */
async function together<T>(
  parts: readonly T[],
  work: (part: T, stop: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const ended = await Promise.allSettled(
    parts.map((part) =>
      work(part, stop).catch((error: unknown) => {
        failed.abort(error)
        throw error
      }),
    ),
  )
  signal.throwIfAborted()
  failed.signal.throwIfAborted()
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
