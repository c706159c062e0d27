// What parts of a repository would be systems of their own: how much is in each, and which ones the repository itself
// suggests by its workspaces and by tags named after folders. Nothing here is kept.
import { plural } from '../../../src-shared/plural.ts'
import type { Component } from '../../../src-shared/component.ts'
import type { Strategy } from '../../../src-shared/strategy.ts'
import { createGlob } from './glob.ts'
import { readGit, revisionLines } from './git.ts'
import type { RepoFacts } from './open.ts'
import { refusalOf } from './refusals.ts'
import type { Tag } from './refs.ts'
import { createPathMatcher, readTouched } from './touched.ts'
import { workspaceFiles, workspacePatterns } from './workspaces.ts'

/** Commits that are looked at before a repository is added: a moment's work, and enough to tell. */
const newest = 1_000

export interface PartCounts {
  files: number
  commits: number
}

/** For each list of paths: files at a commit, and how many of the newest commits that it reaches touch one. */
export async function countParts(
  facts: RepoFacts,
  commit: string,
  paths: readonly (readonly string[])[],
  signal?: AbortSignal,
): Promise<{ parts: PartCounts[]; looked: number; nobodys: PartCounts }> {
  const matchers = paths.map(createPathMatcher)
  const parts = paths.map(() => ({ files: 0, commits: 0 }))
  const nobodys = { files: 0, commits: 0 }
  for (const file of await filesAt(facts, commit, signal)) {
    const met = matchers.flatMap((matches, i) => (matches(file) ? [i] : []))
    for (const i of met) (parts[i] as PartCounts).files += 1
    if (met.length === 0) nobodys.files += 1
  }
  const args = ['--parents', `--max-count=${newest}`, '--stdin']
  const lines = (await read(facts, 'rev-list', args, revisionLines([commit]), signal)).split('\n').slice(0, -1)
  const steps = lines.map((line) => line.split(' ')).map(([id = '', parent = null]) => ({ id, parent }))
  let touching = 0
  const note = (_: number, met: readonly number[]) => {
    touching += 1
    for (const i of met) (parts[i] as PartCounts).commits += 1
  }
  await readTouched(facts, steps, matchers, note, signal)
  nobodys.commits = steps.length - touching
  return { parts, looked: steps.length, nobodys }
}

export interface SuggestedPart extends Component {
  /** Why, in a few words. */
  because: string
}

const suggestedMax = 50

/** Parts that have tags of their own; where none has, those that a workspace lists. [] for fewer than two. */
export async function suggestParts(
  facts: RepoFacts,
  commit: string,
  { tags, otherwise }: { tags: readonly Tag[]; otherwise: Strategy },
  signal?: AbortSignal,
): Promise<SuggestedPart[]> {
  const folders = foldersOf(await filesAt(facts, commit, signal))
  const listed = new Map<string, string>()
  for (const name of workspaceFiles) {
    const text = await fileAt(facts, commit, name, signal)
    if (text === null) continue
    for (const folder of expand(workspacePatterns(name, text), folders))
      if (!listed.has(folder)) listed.set(folder, `listed in ${name}`)
  }
  const near = folders.filter((folder) => folder.split('/').length <= 2)
  const found = [...new Set([...listed.keys(), ...near])].flatMap((folder): (SuggestedPart & { own: boolean })[] => {
    const system = folder.slice(folder.lastIndexOf('/') + 1)
    const own = tagsNamedAfter(folder, tags)
    const why = listed.get(folder)
    if (own === null && why === undefined) return []
    const because = [why, own && `${plural(own.count, 'tag')} ${own.glob}`].filter(Boolean).join(', ')
    const strategy: Strategy = own === null ? otherwise : { by: 'tags', glob: own.glob }
    return [{ system, paths: [folder], strategy, because, own: own !== null }]
  })
  const tagged = found.filter((part) => part.own)
  const chosen = (tagged.length > 0 ? tagged : found).slice(0, suggestedMax)
  return chosen.length < 2 ? [] : distinct(chosen)
}

/** Two folders of one name are told apart by the folders that they are in. */
function distinct(parts: readonly (SuggestedPart & { own: boolean })[]): SuggestedPart[] {
  return parts.map(({ system, paths, strategy, because }) => {
    const alone = parts.filter((other) => other.system === system).length === 1
    return { system: alone ? system : (paths[0] ?? system), paths, strategy, because }
  })
}

/** As the usual tools name them: "api@1.0.0", "api-v1.0.0", "api/v1.0.0", "services/api/v1.0.0", "@shop/api@1.0.0". */
function tagsNamedAfter(folder: string, tags: readonly Tag[]): { glob: string; count: number } | null {
  if (/[*?[]/.test(folder)) return null
  const name = folder.slice(folder.lastIndexOf('/') + 1)
  const globs = [
    `${folder}/v*`,
    `${name}@*`,
    `@*/${name}@*`,
    `${name}/v*`,
    `${name}-v*`,
    `${name}-[0-9]*`,
    `${name}/[0-9]*`,
  ]
  const found = [...new Set(globs)].map((glob) => {
    const matches = createGlob(glob)
    return { glob, count: tags.filter((tag) => matches(tag.name)).length }
  })
  // The most used; of several the first.
  const [most] = found.filter((one) => one.count > 0).sort((a, b) => b.count - a.count)
  return most ?? null
}

function foldersOf(files: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const file of files)
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const folder = file.slice(0, at)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  return [...folders].sort()
}

/** Folders that a workspace's patterns mean: `*` is one step there, `**` any number. */
function expand(patterns: readonly string[], folders: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const matches = createGlob(pattern)
    const steps = pattern.split('/').length
    return folders.filter((one) => matches(one) && (pattern.includes('**') || one.split('/').length === steps))
  })
}

async function filesAt(facts: RepoFacts, commit: string, signal?: AbortSignal): Promise<string[]> {
  const listed = await read(facts, 'ls-tree', ['-r', '-z', '--name-only', '--full-tree', commit], '', signal)
  return listed.split('\0').slice(0, -1)
}

/** A file's text at a commit; null where there is none, or it is no file. `name`: a constant. */
async function fileAt(facts: RepoFacts, commit: string, name: string, signal?: AbortSignal): Promise<string | null> {
  const answer = await read(facts, 'cat-file', ['--batch'], `${commit}:${name}\n`, signal)
  const end = answer.indexOf('\n')
  return / blob \d+$/.test(answer.slice(0, end)) ? answer.slice(end + 1, -1) : null
}

async function read(facts: RepoFacts, ...call: DropFirst<Parameters<typeof readGit>>): Promise<string> {
  try {
    return await readGit(facts.gitDir, ...call)
  } catch (error) {
    throw refusalOf(error, facts.path)
  }
}

type DropFirst<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never
