// Which commit a Jenkins build built. It may have checked out several repositories, shared libraries for instance, and tells
// of each in an action of its own. Knows the shape of a build, no table.
import { isObject } from '../json-table.ts'
import { atPath, textsOf } from '../paths.ts'

export interface Built {
  /** "" where it says none. */
  commit: string
  /** Why it may be another: none of several repositories is told to be the job's. */
  doubt: string | null
}

const doubt =
  'it built from several repositories, none of which is told to be the job’s; the commit is that of the first'

/**
 * Of several the one whose commit is among the changes of the build, which are the job's; else the one whose repository is
 * called as the job or a folder it is in: `https://git/shop.git` for `/job/shop/31/`.
 */
export function commitBuilt(build: Record<string, unknown>): Built {
  const actions = atPath(build, 'actions')
  const all = (Array.isArray(actions) ? (actions as unknown[]) : []).flatMap((action) => {
    const [commit] = textsOf(atPath(action, 'lastBuiltRevision.SHA1'))
    const urls = isObject(action) ? textsOf(action['remoteUrls']) : []
    return commit === undefined ? [] : [{ commit, names: urls.map(repositoryOf) }]
  })
  const commits = new Set(all.map(({ commit }) => commit))
  const [first] = all
  if (first === undefined || commits.size === 1) return { commit: first?.commit ?? '', doubt: null }
  const changed = new Set([
    ...textsOf(atPath(build, 'changeSet.items[].commitId')),
    ...textsOf(atPath(build, 'changeSets[].items[].commitId')),
  ])
  const job = namesOfJob(build)
  const told =
    only(all.filter(({ commit }) => changed.has(commit))) ??
    only(all.filter(({ names }) => names.some((name) => job.has(name))))
  return { commit: (told ?? first).commit, doubt: told === null ? doubt : null }
}

function only<T>(found: readonly T[]): T | null {
  return found.length === 1 ? (found[0] ?? null) : null
}

/** "shop" of https://git.example/team/shop.git and of git@git.example:team/shop. */
function repositoryOf(url: string): string {
  const last = url.replace(/[\\/]+$/, '').split(/[\\/:]/)
  return (last.at(-1) ?? '').replace(/\.git$/i, '').toLowerCase()
}

/** The job and the folders it is in, as its address and its full name say. */
function namesOfJob(build: Record<string, unknown>): Set<string> {
  const [url = ''] = textsOf(build['url'])
  const [full = ''] = textsOf(build['fullDisplayName'])
  const inUrl = [...url.matchAll(/\/job\/([^/]+)/g)].map(([, name = '']) => decoded(name))
  const inName = full.split('»').map((name) => name.replace(/\s#\d+\s*$/, '').trim())
  return new Set([...inUrl, ...inName].map((name) => name.toLowerCase()).filter((name) => name !== ''))
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
