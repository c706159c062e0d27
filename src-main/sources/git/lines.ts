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

/**
 * Of each commit, none of them a merge, in the order given: its lines, or null where git cannot tell them here (a partial
 * clone, a damaged object). Throws a Refusal where the repository cannot be read, the signal's reason when aborted.
 */
export async function countLines(
  facts: Place,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<(Lines | null)[]> {
  const result: (Lines | null)[] = []
  try {
    while (result.length < ids.length) {
      const asked = ids.slice(result.length)
      const { counts, told, failed } = await run(facts, asked, signal)
      if (!failed) result.push(...counts)
      // Git stopped at the last one that it named or just behind: what came before it is whole.
      else if (told > 0) result.push(...counts.slice(0, told))
      else result.push(await one(facts, asked[0] as string, signal))
    }
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
  return result
}

/** A commit by itself, where git stopped at it or behind it. */
async function one(facts: Place, id: string, signal?: AbortSignal): Promise<Lines | null> {
  const { counts, failed } = await run(facts, [id], signal)
  if (!failed) return counts[0] ?? null
  // A missing folder is not a missing file.
  await access(join(facts.gitDir, 'objects'))
  return null
}

interface Run {
  /** A commit that git does not name changed nothing. */
  counts: Lines[]
  /** The place of the last commit that it named. */
  told: number
  failed: boolean
}

async function run(facts: Place, ids: readonly string[], signal?: AbortSignal): Promise<Run> {
  const counts = ids.map(() => ({ added: 0, deleted: 0 }))
  const places = new Map(ids.map((id, i) => [id, i]))
  let told = 0
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
  let rest = ''
  try {
    for await (const chunk of streamGit(facts.gitDir, 'diff-tree', args, revisionLines(ids), signal)) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line)
    }
    return { counts, told, failed: false }
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error
    return { counts, told, failed: true }
  }
}
