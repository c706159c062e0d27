// Which paths commits touch: against their first parent, so that a merge touches what it brought to its branch.
// Knows neither systems nor where commits are kept. Invariant: git is given object ids alone, through stdin; memory
// holds the paths of one commit at a time.
import { createGlob } from './glob.ts'
import { isObjectId, streamGit } from './git.ts'
import type { RepoFacts } from './open.ts'
import { GitFailed, refusalOf, withoutFolders } from './refusals.ts'
import { assert } from '../../../src-shared/assert.ts'

export interface Step {
  id: string
  /** The first parent; null for none. */
  parent: string | null
}

/** A test for paths from the root: a pattern covers what it matches and all that lies in there. */
export function createPathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map((pattern) => {
    if (!/[*?[]/.test(pattern)) return (path: string) => path === pattern || path.startsWith(`${pattern}/`)
    const [itself, inside] = [createGlob(pattern), createGlob(`${pattern}/*`)]
    return (path: string) => itself(path) || inside(path)
  })
  return (path) => tests.some((matches) => matches(path))
}

/**
 * Tells for each of `steps` that touches anything (its index) which of `matchers` (their indexes) one of its paths meets.
 * Throws a Refusal where git stops half-way, the signal's reason when aborted.
 */
export async function readTouched(
  facts: Pick<RepoFacts, 'path' | 'gitDir'>,
  steps: readonly Step[],
  matchers: readonly ((path: string) => boolean)[],
  onTouched: (step: number, met: readonly number[]) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (steps.length === 0) return
  const args = ['--stdin', '-r', '--root', '--raw', '-z', '--no-renames', '--no-ext-diff', '--no-textconv']
  const indexes = new Map(steps.map((step, i) => [step.id, i]))
  let current = -1
  let left: number[] = []
  let met: number[] = []
  const finish = () => {
    if (met.length > 0) onTouched(current, met)
  }
  /** Behind a line of two modes, two ids and a letter comes the path that they are about. */
  let isPath = false
  const take = (bytes: Buffer, from: number, to: number) => {
    if (isPath) {
      isPath = false
      if (left.length === 0) return
      const path = bytes.toString('utf8', from, to)
      const found = left.filter((matcher) => matchers[matcher]?.(path))
      if (found.length === 0) return
      met.push(...found)
      left = left.filter((matcher) => !found.includes(matcher))
    } else if (bytes[from] === 0x3a) isPath = true
    else {
      finish()
      const id = bytes.toString('latin1', from, to)
      current = indexes.get(id) ?? -1
      assert(current !== -1, 'git tells of the commits that it was asked about')
      met = []
      left = matchers.map((_, i) => i)
    }
  }
  try {
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of streamGit(facts.gitDir, 'diff-tree', args, linesOf(steps), signal)) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let from = 0
      for (let to = bytes.indexOf(0); to !== -1; to = bytes.indexOf(0, from)) {
        take(bytes, from, to)
        from = to + 1
      }
      rest = Buffer.from(bytes.subarray(from))
    }
    finish()
  } catch (error) {
    throw error instanceof GitFailed && /unable to read tree|could not fetch|promisor/i.test(error.stderr)
      ? withoutFolders(facts.path)
      : refusalOf(error, facts.path)
  }
}

function linesOf(steps: readonly Step[]): string {
  for (const { id, parent } of steps)
    assert(isObjectId(id) && (parent === null || isObjectId(parent)), 'only object ids are handed to git')
  return steps.map(({ id, parent }) => (parent === null ? `${id}\n` : `${id} ${parent}\n`)).join('')
}
