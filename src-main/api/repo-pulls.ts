// Pull requests that are fetched on a person's word into a repository of Shiplog's own, and forgotten again by deleting it.
import { Refusal, shown } from '../../src-shared/reply.ts'
import { openRepo } from '../sources/git/open.ts'
import { fetchPulls } from '../sources/git/pull-refs.ts'
import { readRemote } from '../sources/git/remote.ts'
import type { Handlers } from './context.ts'
import { dropMirror, mirrorOf } from './mirrors.ts'
import { findAdded } from './added-repos.ts'
import { scanNext } from './repo-scan.ts'

type Pulls = Pick<Handlers<'repos'>, 'repos.origin' | 'repos.fetchPulls' | 'repos.forgetPulls'>

export const pulls: Pulls = {
  'repos.origin': async ({ path }, context) => {
    const { signal, dataDir } = context
    const repo = findAdded(context, path)
    const remote = await readRemote(await openRepo(repo.path, signal), signal)
    return { ...remote, refs: ['refs/pull/*/head', 'refs/merge-requests/*/head'], into: mirrorOf(dataDir, repo.id) }
  },

  'repos.fetchPulls': async ({ path, from }, context) => {
    const { ops, signal, clock, dataDir, progress } = context
    const repo = findAdded(context, path)
    const facts = await openRepo(repo.path, signal)
    const remote = await readRemote(facts, signal)
    if (remote.url !== from)
      throw new Refusal(
        'conflict',
        `The repository’s origin is ${shown(remote.url)} now, not ${shown(from)}. Nobody was contacted.`,
      )
    // Of a repository that was removed and whose number came again.
    if (repo.fetched === null) dropMirror(dataDir, repo.id)
    const title = `Fetching pull requests of ${repo.name} from ${remote.host ?? 'this computer'}`
    progress(title, 0, null, 'refs')
    const mirror = { gitDir: mirrorOf(dataDir, repo.id), objectFormat: facts.objectFormat }
    const show = (what: string, count: number, total: number) => progress(title, count, total, what.toLowerCase())
    const refs = await fetchPulls(mirror, remote, show, signal)
    await ops.noteFetched(repo.id, { at_ms: clock(), refs, from: remote.url })
    return scanNext(repo.id, repo.path, context, { opened: facts })
  },

  'repos.forgetPulls': async ({ path }, context) => {
    const { ops, dataDir } = context
    const repo = findAdded(context, path)
    if (repo.fetched === null)
      throw new Refusal('not_found', `Nothing was fetched of the pull requests of ${repo.name}.`)
    await ops.noteFetched(repo.id, null)
    dropMirror(dataDir, repo.id)
    return scanNext(repo.id, repo.path, context)
  },
}
