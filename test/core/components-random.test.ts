// Random histories of a repository with several systems: what each deployment ships first is what plain git lists between
// it and all before it under the system's paths, without simplifying history.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Component } from '../../src-shared/component.ts'
import { linksOf } from '../helpers/components.ts'
import { createRepo, type TestRepo } from '../helpers/repos.ts'
import { workspace } from '../helpers/workspace.ts'

const files = ['api/a', 'api/deep/b', 'web/c', 'api-docs/d', 'lib/x.ts', 'lib/y.css', 'README']
const tags = (system: string) => ({ by: 'tags', glob: `${system}@*` }) as const
const components: Component[] = [
  { system: 'api', paths: ['api'], strategy: tags('api') },
  { system: 'web', paths: ['web', '*.css'], strategy: tags('web') },
  { system: 'lib', paths: ['l?b/x.ts', 'ap[i]/d*'], strategy: tags('lib') },
]

/** Commits with up to three parents among those before; each touches some files, or none; some are tagged. */
const plan = fc.array(
  fc.record({
    parents: fc.array(fc.nat(30), { maxLength: 3 }),
    touches: fc.uniqueArray(fc.nat(files.length - 1), { maxLength: 3 }),
    deploys: fc.uniqueArray(fc.nat(components.length - 1), { maxLength: 2 }),
    at: fc.nat(400),
  }),
  { minLength: 2, maxLength: 16 },
)
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never

/** One fast-import for all of it. A merge has its first parent's files, whatever the others touched. */
function made(commits: Plan): TestRepo {
  const repo = createRepo({ bare: true })
  const lines: string[] = []
  for (const [i, { parents, touches, deploys, at }] of commits.entries()) {
    const seconds = Date.UTC(2026, 0, 1) / 1_000 + i * 60
    const chosen = i === 0 ? [] : [...new Set(parents.map((p) => p % i))]
    lines.push(`commit refs/heads/c${i}`, `mark :${i + 1}`, `committer J <j@example.org> ${seconds} +0000`)
    lines.push('data 1', 'c', ...chosen.map((p, n) => `${n === 0 ? 'from' : 'merge'} :${p + 1}`))
    for (const file of touches) lines.push(`M 100644 inline ${files[file]}`, `data ${`${i}`.length}`, `${i}`)
    for (const one of deploys) {
      const name = `${components[one]?.system}@${i}`
      const when = Date.UTC(2026, 1, 1) / 1_000 + at * 60 + i
      lines.push(`tag ${name}`, `from :${i + 1}`, `tagger R <r@example.org> ${when} +0000`, 'data 1', 't')
    }
  }
  repo.git(['fast-import', '--quiet'], { input: `${lines.join('\n')}\n` })
  return repo
}

/** By deployment in order of time: merges apart, since for those git's own rule is another. */
function expected(repo: TestRepo, { system, paths }: Component): Record<string, string[]> {
  const rows = repo
    .git(['for-each-ref', '--sort=taggerdate', '--format=%(refname:strip=2) %(*objectname)', `refs/tags/${system}@*`])
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ') as [string, string])
  const before: string[] = []
  const found: Record<string, string[]> = {}
  for (const [name, commit] of rows) {
    const range = [commit, ...before.map((one) => `^${one}`)]
    const under = ['--', ...paths.flatMap((path) => [path, `${path}/*`])]
    const plain = repo.git(['rev-list', '--full-history', '--no-merges', ...range, ...under])
    const merges = repo.git(['rev-list', '--merges', ...range])
    const touching = (id: string) => repo.git(['diff-tree', '-r', '--name-only', `${id}^1`, id, ...under]) !== ''
    const ids = (text: string) => text.split('\n').slice(0, -1)
    found[name] = [...ids(plain), ...ids(merges).filter(touching)].toSorted()
    before.push(commit)
  }
  return found
}

test('each system ships what git lists under its paths', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (commits) => {
      const repo = made(commits)
      const { call, dataDir, shiplog } = await workspace()
      // Other paths at first: those that are chosen then sort every commit again.
      const first = components.map((one) => ({ ...one, paths: ['README'] }))
      await call('repos.add', { path: repo.path, components: first })
      await call('repos.add', { path: repo.path, components })
      for (const one of components) expect(linksOf(dataDir, one.system)).toEqual(expected(repo, one))
      await shiplog.close()
    }),
    { numRuns: Number(process.env['SHIPLOG_RUNS'] ?? 8) },
  )
}, 600_000)
