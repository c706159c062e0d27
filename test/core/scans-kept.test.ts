// Scan after scan in one process, which keeps of each what spares it work in the next: what stands in the end is what a
// rebuild makes, which keeps nothing. Steps are such that links move whose commits do not, and the other way round.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRepo, type TestRepo } from '../helpers/repos.ts'
import { workspace } from '../helpers/workspace.ts'

const hour = 3_600_000
const began = Date.parse('2026-01-05T00:00:00Z')
const time = (n: number) => new Date(began + n * hour).toISOString()

/** `n`: which of those there are. `a` and `b` choose what else there is to choose. */
const step = fc.record({
  do: fc.constantFrom(
    ...(['commit', 'squash', 'squash', 'side', 'merge', 'forward', 'tag', 'tag', 'move', 'move'] as const),
    ...(['untag', 'pull', 'pull', 'scan', 'scan', 'scan'] as const),
  ),
  n: fc.nat(40),
  a: fc.nat(60),
  b: fc.nat(1),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Made {
  repo: TestRepo
  commits: string[]
  tags: Map<string, string>
  /** Commits whose first line ends in the number of a pull request. */
  numbered: { number: number; parent: string }[]
  count: number
}

function take(made: Made, { do: what, n, a, b }: Step): void {
  const { repo, commits, tags, numbered } = made
  const commit = (branch: string, message: string, parents = [repo.tip(branch)]) =>
    void commits.push(
      repo.commit({ branch, message, parents, at: time(made.count * 3), authored: time(made.count * 3 - a) }),
    )
  const one = commits[n % commits.length] as string
  const number = (made.count += 1)
  const name = [...tags.keys()][n % Math.max(1, tags.size)]
  if (what === 'commit') commit('main', 'Plain')
  if (what === 'squash') {
    numbered.push({ number, parent: repo.tip('main') })
    commit('main', `Squashed (#${number})`)
  }
  // Not on the main line, until it is.
  if (what === 'side') commit('side', b === 0 ? 'Beside' : `Beside (#${number})`)
  if (what === 'merge' && repo.tip('side') !== repo.tip('main'))
    commit('main', 'Merge', [repo.tip('main'), repo.tip('side')])
  if (what === 'forward') repo.ref('refs/heads/main', repo.tip('side'))
  if (what === 'tag') {
    tags.set(`v1.${number}.0`, one)
    repo.tag(`v1.${number}.0`, { of: one, annotated: b === 0, at: time(a) })
  }
  // The same commit, deployed at another time.
  if (what === 'move' && name !== undefined)
    repo.tag(name, { of: tags.get(name) as string, annotated: true, at: time(a + 1) })
  if (what === 'untag' && name !== undefined) {
    repo.git(['tag', '-d', name])
    tags.delete(name)
  }
  const squash = numbered[n % Math.max(1, numbered.length)]
  if (what === 'pull' && squash !== undefined)
    repo.ref(
      `refs/pull/${squash.number}/head`,
      repo.commit({ branch: null, parents: [squash.parent], at: time(0), authored: time(-a) }),
    )
}

test('random histories: after many scans all is as a rebuild makes it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 40 }), async (steps) => {
      const repo = createRepo({ bare: true })
      const first = repo.commit({ at: time(0) })
      const squash = repo.commit({ at: time(1), message: 'Squashed (#1)' })
      repo.ref('refs/heads/side', squash)
      repo.ref('refs/pull/1/head', repo.commit({ branch: null, parents: [first], at: time(0), authored: time(-9) }))
      const tags = new Map([
        ['v1.0.0', first],
        ['v1.0.1', squash],
      ])
      for (const [name, of] of tags) repo.tag(name, { of })
      const numbered = [{ number: 1, parent: first }]
      const made: Made = { repo, commits: [first, squash], tags, numbered, count: 1 }
      const { call } = await workspace()
      await call('repos.add', { path: repo.path, system: 'api' })
      for (const one of steps) {
        take(made, one)
        if (one.do === 'scan') await call('repos.scan', { path: repo.path })
      }
      await call('repos.scan', { path: repo.path })
      expect(await call('workspace.rebuild', { check: true })).toMatchObject({ changed: 0, differences: [] })
    }),
    { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 6) },
  )
}, 120_000)
