// What there is to say of a repository at a first look besides its facts: what kind of folder it is, where it came from, how
// many commits it has, and the repositories inside it, which are others. Contacts nobody, and takes no longer than a moment.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '../../../src-shared/reply.ts'
import { askGit, isObjectId, readGit, revisionLines } from './git.ts'
import type { RepoFacts } from './open.ts'
import { patience } from './patience.ts'
import { textOf } from './plain-files.ts'
import { GitFailed } from './refusals.ts'
import { readRemote } from './remote.ts'

export interface QuickLook {
  kind: 'clone' | 'bare' | 'linked work tree' | 'submodule'
  /** The address of origin, without a name or password in it; null where there is none that could be shown. */
  remote: string | null
  /** Folders of submodules that what is checked out names, sorted. */
  submodules: string[]
  /** What branches and tags reach; null where counting takes longer than a moment, or some cannot be read. */
  commits: number | null
}

export async function lookAt(facts: RepoFacts, tips: readonly string[], signal?: AbortSignal): Promise<QuickLook> {
  const [kind, remote, submodules, commits] = await Promise.all([
    kindOf(facts),
    remoteOf(facts, signal),
    submodulesOf(facts, signal),
    countCommits(facts, tips, signal),
  ])
  return { kind, remote, submodules, commits }
}

async function countCommits({ gitDir }: RepoFacts, tips: readonly string[], signal?: AbortSignal) {
  if (tips.length === 0) return 0
  const moment = AbortSignal.timeout(patience.count_ms)
  const either = signal === undefined ? moment : AbortSignal.any([signal, moment])
  try {
    return Number(await readGit(gitDir, 'rev-list', ['--count', '--stdin'], revisionLines(tips), either))
  } catch (error) {
    signal?.throwIfAborted()
    if (moment.aborted || error instanceof GitFailed) return null
    throw error
  }
}

async function kindOf({ path, gitDir, bare }: RepoFacts): Promise<QuickLook['kind']> {
  if (bare) return 'bare'
  const link = await textOf(join(path, '.git')).catch(() => null)
  const [, to = ''] = /^gitdir: (.*)\n?$/.exec(link ?? '') ?? []
  if (to !== '' && existsSync(join(resolve(path, to), 'commondir'))) return 'linked work tree'
  return /[\\/]\.git[\\/](?:.*[\\/])?modules[\\/]/.test(gitDir) ? 'submodule' : 'clone'
}

async function remoteOf(facts: RepoFacts, signal?: AbortSignal): Promise<string | null> {
  try {
    return (await readRemote(facts, signal)).url
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Refusal) return null
    throw error
  }
}

const bytesMax = 1_048_576

/** By the file that lists them, as git reads it; one that is not here or cannot be read lists none. */
async function submodulesOf({ gitDir, headCommit }: RepoFacts, signal?: AbortSignal): Promise<string[]> {
  if (headCommit === null) return []
  try {
    const asked = ['--batch-check=%(objectname) %(objecttype) %(objectsize)']
    const answer = await readGit(gitDir, 'cat-file', asked, `${headCommit}:.gitmodules\n`, signal)
    const [id = '', type, size = ''] = answer.trim().split(' ')
    if (!isObjectId(id) || type !== 'blob' || Number(size) > bytesMax) return []
    const args = [`--blob=${id}`, '-z', '--get-regexp', String.raw`^submodule\..*\.path$`]
    const listed = await askGit({ cwd: gitDir, gitDir }, 'config', args, signal)
    // "submodule.lib.path\nlib", each.
    const paths = listed.split('\0').flatMap((one) => (one.includes('\n') ? [one.slice(one.indexOf('\n') + 1)] : []))
    return [...new Set(paths)].sort()
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof GitFailed) return []
    throw error
  }
}
