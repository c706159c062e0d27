// The parts of a repository that are systems of their own: as asked for, as kept, and which commits touch each.
import { cleanPath, type Component } from '../../src-shared/component.ts'
import { Refusal, shown } from '../../src-shared/reply.ts'
import type { Touching } from '../ingest/found.ts'
import type { RepoFacts } from '../sources/git/open.ts'
import { createPathMatcher, readTouched } from '../sources/git/touched.ts'
import { stepsFrom } from '../store/commit-steps.ts'
import { countNumbers } from '../store/commits.ts'
import { componentsOf, pathsOf } from '../store/components.ts'
import type { ReadDb } from '../store/database.ts'
import type { RepoRow } from '../store/repos.ts'
import { systemName } from '../store/systems.ts'
import type { JobContext } from './context.ts'

/** With paths as they are matched. Throws a Refusal where a path leads out of the repository, or a system comes twice. */
export function cleanComponents(given: readonly Component[]): Component[] {
  const seen = new Set<string>()
  return given.map(({ system, paths, strategy }) => {
    const name = system.trim()
    if (name === '') throw new Refusal('invalid', 'A system has no name. Give each part of the repository one.')
    if (seen.has(name))
      throw new Refusal('invalid', `The system ${shown(name)} is there twice. Give all its paths in one place.`)
    seen.add(name)
    const clean = paths.map((path) => {
      const found = cleanPath(path)
      if (found !== null) return found
      throw new Refusal(
        'invalid',
        `${shown(path)} is no path in the repository. Give a folder from its root such as "services/api", or a pattern such as "packages/*-api".`,
      )
    })
    return { system: name, paths: [...new Set(clean)], strategy }
  })
}

/** As kept. */
export function storedComponents(db: ReadDb, repo: number): Component[] {
  return componentsOf(db, repo).map((row) => ({
    system: systemName(db, row.system),
    paths: pathsOf(row),
    strategy: JSON.parse(row.strategy) as Component['strategy'],
  }))
}

/**
 * Which commits touch each component: of those that came since the last look, or of all where components or paths differ,
 * or where a shallow clone may have got parents since.
 */
export async function touching(
  repo: RepoRow,
  facts: RepoFacts,
  components: readonly Component[],
  { db, signal, progress }: JobContext,
): Promise<Touching> {
  const looked = countNumbers(db, repo.id)
  if (components.length === 0) return { all: true, looked: 0, numbers: [] }
  const all = facts.shallow || repo.tips === '[]' || !sameParts(storedComponents(db, repo.id), components)
  const from = all ? 0 : repo.looked
  const matchers = components.map((one) => createPathMatcher(one.paths))
  const numbers = components.map((): number[] => [])
  let done = 0
  const show = () => progress(`Sorting commits of ${repo.name} by their paths`, done, looked - from, 'commits')
  if (from < looked) show()
  for (const steps of stepsFrom(db, repo.id, from)) {
    const note = (step: number, met: readonly number[]) => {
      for (const component of met) numbers[component]?.push(steps[step]?.number ?? 0)
    }
    await readTouched(facts, steps, matchers, note, signal)
    done += steps.length
    show()
  }
  // What comes of it is kept at once.
  signal.throwIfAborted()
  return { all: from === 0, looked, numbers: numbers.map((list) => Int32Array.from(list)) }
}

function sameParts(a: readonly Component[], b: readonly Component[]): boolean {
  const text = (parts: readonly Component[]) => JSON.stringify(parts.map(({ system, paths }) => [system, paths]))
  return text(a) === text(b)
}
