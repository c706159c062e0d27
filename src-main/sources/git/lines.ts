// How many lines commits added and deleted, as `git log --numstat` says. Knows neither where commits are kept nor when it
// runs. Invariant: a commit whose contents are not here is told as such and never fetched; the others are exact.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../../../src-shared/assert.ts'
import { isObjectId, revisionLines, streamGit } from './git.ts'
import type { RepoFacts } from './open.ts'
import { GitFailed, refusalOf } from './refusals.ts'

export interface Lines {
  added: number
  deleted: number
}

/**
 * One renamed file counts by what changed in it. The limit is git's own of today, written out because it was another. A
 * binary file has no lines.
 */
const args = [
  '--stdin',
  '-r',
  '--root',
  '--numstat',
  '--find-renames=50%',
  '-l1000',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
]

type Place = Pick<RepoFacts, 'path' | 'gitDir'>

/** So many are handed over together, at least. */
const some = 500

/**
 * Of each commit, none of them a merge, in the order given: its lines, or null where git cannot tell them here (a partial
 * clone, a damaged object). They are handed over while git goes on, each once, in that order; git waits where it is ahead.
 * Throws a Refusal where the repository cannot be read, the signal's reason when aborted, and what onCounted throws.
 */
export async function countLines(
  facts: Place,
  ids: readonly string[],
  onCounted: (lines: readonly (Lines | null)[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let done = 0
  let atOnce = ids.length
  const handOver = async (lines: readonly (Lines | null)[]) => {
    done += lines.length
    if (lines.length > 0) await onCounted(lines)
  }
  try {
    while (done < ids.length) {
      const from = done
      const failed = await run(facts, ids.slice(done, done + atOnce), handOver, signal)
      if (failed && done === from) await handOver([await one(facts, ids[done] as string, signal)])
      // Where one is missing others are, and each time all that is left would be asked again.
      if (failed) atOnce = some
    }
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

/** A commit by itself, where git stopped at it or behind it. */
async function one(facts: Place, id: string, signal?: AbortSignal): Promise<Lines | null> {
  const counts: (Lines | null)[] = []
  const failed = await run(facts, [id], async (lines) => void counts.push(...lines), signal)
  if (!failed) return counts[0] ?? null
  // A missing folder is not a missing file.
  await access(join(facts.gitDir, 'objects'))
  return null
}

/** Hands over those of which all is told, and says whether git failed. */
async function run(
  facts: Place,
  ids: readonly string[],
  handOver: (lines: Lines[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<boolean> {
  // A commit that git does not name changed nothing.
  const counts = ids.map(() => ({ added: 0, deleted: 0 }))
  const places = new Map(ids.map((id, i) => [id, i]))
  /** The place of the last commit that it named: what came before it is whole, whatever happens. */
  let told = 0
  let given = 0
  const take = (line: string) => {
    const [added = '', deleted] = line.split('\t', 2)
    if (deleted === undefined) {
      assert(isObjectId(line), 'a line without a tab is the id of a commit')
      told = places.get(line) ?? told
      return
    }
    const count = counts[told]
    assert(count !== undefined, 'git tells of the commits that it was asked about')
    count.added += Number(added === '-' ? 0 : added)
    count.deleted += Number(deleted === '-' ? 0 : deleted)
  }
  const give = async (to: number) => {
    const whole = counts.slice(given, to)
    given = to
    await handOver(whole)
  }
  let rest = ''
  let failed = false
  try {
    for await (const chunk of streamGit(facts.gitDir, 'diff-tree', args, revisionLines(ids), signal)) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line)
      if (told - given >= some) await give(told)
    }
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error
    failed = true
  }
  await give(failed ? told : ids.length)
  return failed
}
