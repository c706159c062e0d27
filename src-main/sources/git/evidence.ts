// What each strategy would find in a repository, and which one to begin with. Nothing here is kept.
import { Refusal } from '../../../src-shared/reply.ts'
import type { Dating, Strategy } from '../../../src-shared/strategy.ts'
import { day } from '../../../src-shared/time.ts'
import { parseVersion } from '../../../src-shared/version.ts'
import { type Found, findDeployments, type Grounds } from './strategies.ts'
import type { Refs } from './refs.ts'

export interface Evidence {
  strategy: Strategy
  count: number
  first_at_ms: number | null
  last_at_ms: number | null
  weeks: number[]
  note: string | null
  preview: { id: string; commit: string | null; at_ms: number; dated: Dating }[]
}

/** Evidence for `chosen`, and for each other kind as it would be guessed here; in the order they are best tried. */
export async function evidenceFor(grounds: Grounds, chosen: readonly Strategy[], now: number): Promise<Evidence[]> {
  const guesses = guessed(grounds.refs).map((guess) => chosen.findLast((one) => one.by === guess.by) ?? guess)
  return await Promise.all(guesses.map(async (strategy) => evidenceOf(strategy, await found(grounds, strategy), now)))
}

/** A name that is not there is something to say here, while people type. */
export async function found(grounds: Grounds, strategy: Strategy): Promise<Found> {
  try {
    return await findDeployments(grounds, strategy)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return { deployments: [], note: error.message }
    throw error
  }
}

function evidenceOf(strategy: Strategy, { deployments, note }: Found, now: number): Evidence {
  const times = deployments.map((one) => one.at_ms)
  return {
    strategy,
    count: times.length,
    first_at_ms: times[0] ?? null,
    last_at_ms: times.at(-1) ?? null,
    weeks: perWeek(times, now),
    note,
    preview: deployments
      .slice(-10)
      .reverse()
      .map(({ id, commit, at_ms, dated }) => ({ id, commit, at_ms, dated })),
  }
}

/** How many of `times` lie in each of the twelve weeks that end now. */
export function perWeek(times: readonly number[], now: number): number[] {
  const weeks = Array.from({ length: 12 }, () => 0)
  for (const at of times) {
    const index = 11 - Math.floor((now - at) / (7 * day))
    const before = weeks[index]
    if (before !== undefined) weeks[index] = before + 1
  }
  return weeks
}

/** One strategy of each kind, with the names that this repository suggests. */
function guessed(refs: Refs): Strategy[] {
  const main = refs.main?.name ?? 'main'
  return [
    { by: 'versions' },
    { by: 'tags', glob: commonShape(refs.tags.map((tag) => tag.name)) },
    { by: 'releases', glob: releasesGlob(refs) },
    { by: 'pointer', ref: pointerName(refs) ?? 'production' },
    { by: 'merges', branch: main },
    { by: 'commits', branch: main },
    { by: 'events' },
  ]
}

/** The pattern that most tags have: of the names without versions where there are some, with `*` for each number. */
function commonShape(names: readonly string[]): string {
  const others = names.filter((name) => parseVersion(name) === null && /\d/.test(name))
  const counts = new Map<string, number>()
  for (const name of others.length > 1 ? others : names.filter((one) => /\d/.test(one))) {
    // Names may hold what a pattern reads otherwise.
    if (/[*?[]/.test(name)) continue
    const shape = name.replace(/\d+/g, '*')
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return most?.[0] ?? '*'
}

function releasesGlob({ branches, main }: Refs): string {
  // Where the main branch is a remote's, so are the others that count.
  const remote = main?.ref.startsWith('refs/remotes/') === true ? main.name.slice(0, main.name.indexOf('/') + 1) : ''
  const starts = ['release/', 'releases/', 'release-', 'rel/', 'rel-'].map((start) => `${remote}${start}`)
  const start = starts.find((one) => branches.some((branch) => branch.name.startsWith(one))) ?? starts[0]
  return `${start}*`
}

const pointers = ['production', 'prod', 'live', 'deployed', 'deploy', 'stable']

function pointerName({ branches, tags }: Refs): string | null {
  const names = pointers.flatMap((name) => [`origin/${name}`, name])
  return names.find((name) => [...branches, ...tags].some((one) => one.name === name)) ?? null
}

/** Which to begin with, and why. `reported`: deployments that the pipeline has reported for the system. */
export function recommend(evidence: readonly Evidence[]): { strategy: Strategy; reason: string } {
  const newest = Math.max(...evidence.map((one) => one.last_at_ms ?? -Infinity))
  const pick = (by: Strategy['by'], least: number) =>
    // Half a year behind everything else is a habit that was given up.
    evidence.find(
      (one) => one.strategy.by === by && one.count >= least && (one.last_at_ms ?? -Infinity) >= newest - 182 * day,
    )
  const choices = [
    [pick('versions', 1), 'Releases are tagged with versions here.'],
    [pick('events', 1), 'The pipeline reports deployments of it already; finding more here could count some twice.'],
    [pick('tags', 3), 'Tags of one pattern are made regularly here.'],
    [pick('releases', 3), 'Releases have branches of their own here.'],
    [pick('pointer', 2), 'A branch or tag says what is deployed here.'],
    [pick('merges', 3), 'Nothing is tagged here; if every merge is deployed, the merges tell.'],
    [
      evidence.find((one) => one.strategy.by === 'events'),
      'Nothing here tells of deployments; have your pipeline report them.',
    ],
  ] as const
  const [best, reason] = choices.find(([one]) => one !== undefined) ?? []
  return { strategy: best?.strategy ?? { by: 'events' }, reason: reason ?? '' }
}
