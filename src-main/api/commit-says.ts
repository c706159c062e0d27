// What commits say: a merge, a revert and of what, a cherry-pick and of what, and who wrote along. The repository is asked
// for what is below the first line; where it does not answer in time, that is unknown and nothing else waits for it.
import type { CommitSays } from '../../src-shared/contract/changes.ts'
import { Refusal } from '../../src-shared/reply.ts'
import { type Message, readMessages } from '../sources/git/messages.ts'
import { openRepo } from '../sources/git/open.ts'
import { findCommits, oidOf, repoOf } from '../store/commits.ts'
import { saidOf } from '../store/said.ts'
import { getRepo } from '../store/repos.ts'
import type { ReadContext } from './context.ts'

const patience_ms = 5_000

export const saysNothing: CommitSays = { kind: null, of: [], reverted_by: [], co_authors: [] }

/** By whole id, of those that are commits of added repositories. */
export async function commitSays(
  { db }: Pick<ReadContext, 'db'>,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, CommitSays>> {
  const commits = new Map<string, number>()
  for (const id of ids) {
    const [commit] = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id) ? findCommits(db, id) : []
    if (commit !== undefined) commits.set(id, commit)
  }
  const messages = new Map<string, Message>()
  for (const [repo, rows] of Map.groupBy(commits, ([, commit]) => repoOf(commit))) {
    const its = rows.map(([id]) => id)
    for (const message of await read({ db }, repo, its, signal)) messages.set(message.id, message)
  }
  return new Map([...commits].map(([id, commit]) => [id, says({ db }, commit, messages.get(id))]))
}

async function read(
  { db }: Pick<ReadContext, 'db'>,
  repo: number,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Message[]> {
  const path = getRepo(db, repo)?.path
  if (path === undefined) return []
  const enough = AbortSignal.any([AbortSignal.timeout(patience_ms), ...(signal === undefined ? [] : [signal])])
  try {
    return await readMessages(await openRepo(path, enough), ids, enough)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Refusal || enough.aborted) return []
    throw error
  }
}

function says({ db }: Pick<ReadContext, 'db'>, commit: number, message: Message | undefined): CommitSays {
  const { kind, reverts, reverted_by } = saidOf(db, commit)
  const co_authors = message?.coAuthors ?? []
  if (kind !== null) return { kind, of: reverts, reverted_by, co_authors }
  const picked = (message?.picked ?? []).map((hex) => wholeId({ db }, hex, repoOf(commit)))
  return { kind: picked.length > 0 ? 'cherry-pick' : null, of: picked, reverted_by, co_authors }
}

function wholeId({ db }: Pick<ReadContext, 'db'>, hex: string, repo: number): string {
  const found = findCommits(db, hex)
  const id = found.find((one) => repoOf(one) === repo) ?? found[0]
  return id === undefined ? hex : oidOf(db, id)
}
