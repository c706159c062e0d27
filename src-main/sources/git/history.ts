// What strategies ask of git beside its refs: a branch's own line of commits, and where a ref has pointed.
// Invariant: git is given object ids, and whole names of refs that it listed itself ("refs/heads/…"), all through stdin.
import { assert } from '../../../src-shared/assert.ts'
import { readGit, revisionLines } from './git.ts'
import type { RepoFacts } from './open.ts'
import { instantOf } from './refs.ts'
import { GitFailed, refusalOf } from './refusals.ts'

export interface LineCommit {
  id: string
  /** The first parent. */
  parent: string | null
  merge: boolean
  /** Committer date; null where it has none. */
  at_ms: number | null
}

/** The commits that first parents lead to from `tips`; from one tip, newest first. Throws as readLog does. */
export async function firstParents(
  facts: Pick<RepoFacts, 'path' | 'gitDir'>,
  tips: readonly string[],
  signal?: AbortSignal,
): Promise<LineCommit[]> {
  // With nothing on stdin git would read HEAD.
  if (tips.length === 0) return []
  const args = ['--first-parent', '--stdin', '--no-show-signature', '--format=%H %ct %P']
  try {
    const answer = await readGit(facts.gitDir, 'log', args, revisionLines(tips), signal)
    return answer.split('\n').slice(0, -1).map(commitOf)
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

function commitOf(line: string): LineCommit {
  const [id = '', seconds = '', parent = '', second] = line.split(' ')
  return { id, parent: parent === '' ? null : parent, merge: second !== undefined, at_ms: instantOf(seconds) }
}

export interface Move {
  commit: string
  at_ms: number
  /** This clone got the ref then: that tells nothing of when it came to point there. */
  created: boolean
}

/**
 * Where a ref was moved to, oldest first, as far as its reflog goes; [] where there is none, as for most tags and in
 * bare repositories. Entries that moved nothing are left out. `ref`: a whole name, as git listed it.
 */
export async function movesOf(facts: Pick<RepoFacts, 'gitDir'>, ref: string, signal?: AbortSignal): Promise<Move[]> {
  assert(/^refs\/[^\n]*$/.test(ref), 'a whole name of a ref')
  const args = ['--walk-reflogs', '--stdin', '--no-show-signature', '--date=unix', '--format=%H %gd %gs']
  let answer = ''
  try {
    answer = await readGit(facts.gitDir, 'log', args, `${ref}\n`, signal)
  } catch (error) {
    // A reflog may name commits that are gone; the ref itself is still there to be read.
    if (!(error instanceof GitFailed)) throw error
  }
  const moves: Move[] = []
  for (const line of answer.split('\n').reverse()) {
    const [, commit = '', seconds = '', message = ''] = /^([0-9a-f]+) .*?@\{(-?\d+)\} ?(.*)$/.exec(line) ?? []
    const at_ms = instantOf(seconds)
    if (at_ms === null || commit === moves.at(-1)?.commit) continue
    moves.push({ commit, at_ms, created: /^(?:clone: |branch: Created from )/.test(message) })
  }
  return moves
}
