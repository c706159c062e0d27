// The files that a repository has its objects in, its own and those it borrows (alternates): whether any went away since they
// were looked at, and what that is to a history. Files come and go with every clean-up; where none went, no object did.
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { revisionLines, streamGit } from './git.ts'
import type { RepoFacts } from './open.ts'
import { dateOf, textOf } from './plain-files.ts'
import { refusalOf } from './refusals.ts'

/** Changes when any such file comes or goes; nothing is opened but the lists of what is borrowed. */
export async function objectDates(gitDir: string): Promise<string> {
  const dates: string[] = []
  // One after the other: a drive that does not answer then keeps one thread of the pool waiting, not all of them.
  for (const folder of await objectFolders(gitDir))
    for (const inner of ['pack', ...(await looseFolders(folder))]) {
      const path = join(folder, inner)
      dates.push(`${path} ${await dateOf(path)}`)
    }
  return dates.join('\n')
}

/** So many names are 2 MB. */
const namesMax = 200_000

/** Their names, a line each: packs by what git calls them, and single objects by what their ids begin with. Null for too many. */
export async function objectNames(gitDir: string): Promise<string | null> {
  const names = new Set<string>()
  try {
    for (const folder of await objectFolders(gitDir)) {
      const packs = new Set(await readdir(join(folder, 'pack')).catch(() => []))
      // Without its index a pack is none.
      for (const name of packs)
        if (packs.has(name.replace(/\.pack$/, '.idx')) && name.endsWith('.pack')) names.add(name)
      for (const inner of await looseFolders(folder)) {
        for (const name of await readdir(join(folder, inner)))
          if (/^[0-9a-f]{38,62}$/.test(name)) names.add(inner + name.slice(0, 10))
        if (names.size > namesMax) return null
      }
    }
  } catch {
    // Cleaned up in this very moment.
    return null
  }
  return [...names].sort().join('\n')
}

/** Whether one of these is not there any more; what cannot be told may be. */
export function wentAway(before: string | null, now: string | null): boolean {
  if (before === null || now === null) return true
  if (before === now || before === '') return false
  const there = new Set(now.split('\n'))
  return before.split('\n').some((name) => !there.has(name))
}

/**
 * Opens every commit that these lead to, and keeps nothing. Throws a Refusal where one is missing or damaged. Dates are asked
 * for because git knows the ids and parents of commits that are gone, where it keeps a graph of them.
 */
export async function openAll(
  facts: Pick<RepoFacts, 'path' | 'gitDir'>,
  tips: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  // With nothing on stdin git would read HEAD.
  if (tips.length === 0) return
  try {
    const args = ['--no-show-signature', '--format=%at', '--stdin']
    const dates = streamGit(facts.gitDir, 'log', args, revisionLines(tips), signal)
    while ((await dates.next()).done !== true);
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

/** Git follows so many. */
const deepest = 5

/** Its own folder of objects, and those that it borrows from, which may borrow in turn. Throws where that cannot be told. */
async function objectFolders(gitDir: string): Promise<string[]> {
  const found = new Set<string>()
  const add = async (folder: string, depth: number): Promise<void> => {
    if (found.has(folder) || depth > deepest) return
    found.add(folder)
    const listed = Buffer.from((await textOf(join(folder, 'info/alternates'))) ?? '', 'latin1').toString('utf8')
    for (const line of listed.split('\n')) {
      if (line === '' || line.startsWith('#')) continue
      // With escapes, as git writes none.
      if (line.startsWith('"')) throw new Error('what is borrowed cannot be told')
      await add(resolve(folder, line), depth + 1)
    }
  }
  await add(join(gitDir, 'objects'), 0)
  return [...found]
}

async function looseFolders(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => /^[0-9a-f]{2}$/.test(name)).sort()
}
