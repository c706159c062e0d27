// A repository's parts before they are systems: counted, and suggested.
import type { Component } from '../../src-shared/component.ts'
import type { Parts } from '../../src-shared/contract/repos.ts'
import { evidenceFor, found, recommend } from '../sources/git/evidence.ts'
import type { RepoFacts } from '../sources/git/open.ts'
import { countParts, suggestParts } from '../sources/git/parts.ts'
import { listRefs } from '../sources/git/refs.ts'

export async function partsIn(
  facts: RepoFacts,
  given: readonly Component[],
  now: number,
  signal: AbortSignal,
): Promise<Parts> {
  const refs = await listRefs(facts, signal)
  const grounds = { facts, refs, lines: new Map(), signal }
  const commit = refs.main?.commit ?? facts.headCommit
  if (commit === null)
    return { rows: given.map(nothingIn), looked: 0, elsewhere: { files: 0, commits: 0 }, suggested: [] }
  const { strategy: otherwise } = recommend(await evidenceFor(grounds, [], now))
  const suggested = await suggestParts(facts, commit, { tags: refs.tags, otherwise }, signal)
  const suggestions = suggested.map(({ system, paths, strategy }) => ({ system, paths, strategy }))
  const components = given.length > 0 ? given : suggestions
  const paths = components.map((part) => part.paths)
  const counts = await countParts(facts, commit, paths, signal)
  const rows: Parts['rows'] = []
  for (const [i, part] of components.entries()) {
    const { deployments, note } = await found(grounds, part.strategy)
    const { files = 0, commits = 0 } = counts.parts[i] ?? {}
    const last_at_ms = deployments.at(-1)?.at_ms ?? null
    rows.push({ ...part, files, commits, deployments: deployments.length, last_at_ms, note })
  }
  return { rows, looked: counts.looked, elsewhere: counts.nobodys, suggested }
}

function nothingIn(part: Component): Parts['rows'][number] {
  return { ...part, files: 0, commits: 0, deployments: 0, last_at_ms: null, note: null }
}
