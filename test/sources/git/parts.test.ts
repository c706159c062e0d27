// Parts that a repository suggests, and what is in those that a person names.
import { describe, expect, test } from 'vitest'
import { workspacePatterns } from '../../../src-main/sources/git/workspaces.ts'
import { tree } from '../../helpers/components.ts'
import { createRepo } from '../../helpers/repos.ts'
import { workspace } from '../../helpers/workspace.ts'

const day = (n: number) => `2026-03-0${n}T10:00:00Z`

test('folders with tags named after them are suggested, each with its tags; what is in each is counted', async () => {
  const repo = createRepo({ name: 'shop' })
  tree(repo, ['services/api/a.ts', 'services/web/b.ts', 'services/docs/c.md', 'README.md'], day(1))
  tree(repo, ['services/api/d.ts'], day(2))
  for (const name of ['api@1.0.0', 'api@1.1.0', 'services/web/v1.0.0', 'v7.0.0']) repo.tag(name)
  const { call } = await workspace()
  const { suggested, rows, looked, elsewhere } = await call('repos.parts', {
    path: repo.path,
    components: [
      { system: 'api', paths: ['./services/api/'], strategy: { by: 'tags', glob: 'api@*' } },
      { system: 'all', paths: ['*.ts'], strategy: { by: 'merges', branch: 'trunk' } },
    ],
  })
  expect(suggested).toEqual([
    { system: 'api', paths: ['services/api'], strategy: { by: 'tags', glob: 'api@*' }, because: '2 tags api@*' },
    {
      system: 'web',
      paths: ['services/web'],
      strategy: { by: 'tags', glob: 'services/web/v*' },
      because: '1 tag services/web/v*',
    },
  ])
  // Both tags are on one commit: one deployment.
  expect(rows).toEqual([
    {
      system: 'api',
      paths: ['services/api'],
      strategy: { by: 'tags', glob: 'api@*' },
      note: null,
      files: 2,
      commits: 2,
      deployments: 1,
      last_at_ms: Date.parse(day(2)),
    },
    {
      system: 'all',
      paths: ['*.ts'],
      strategy: { by: 'merges', branch: 'trunk' },
      files: 3,
      commits: 2,
      deployments: 0,
      last_at_ms: null,
      note: 'There is no branch "trunk". The only branch is main.',
    },
  ])
  expect([looked, elsewhere]).toEqual([2, { files: 2, commits: 0 }])
})

test('without such tags those that a workspace lists, found as the whole would be', async () => {
  const repo = createRepo()
  const file = 'packages/a/x'
  tree(repo, [file, 'packages/b/x', 'packages/b/deep/y', 'tools/c/x'], day(1))
  repo.tag('v1.0.0')
  const manifest = repo.object('blob', '{"workspaces": ["packages/*", "!packages/b/deep", "nothing/*"]}')
  const listing = repo.git(['ls-tree', 'main']) + `100644 blob ${manifest}\tpackage.json\n`
  const id = repo.git(['mktree'], { input: listing }).trim()
  const dates = 'author J <j@e> 1773000000 +0000\ncommitter J <j@e> 1773000000 +0000'
  repo.ref('refs/heads/main', repo.object('commit', `tree ${id}\nparent ${repo.tip()}\n${dates}\n\nw\n`))
  const { call } = await workspace()
  const { suggested, rows } = await call('repos.parts', { path: repo.path })
  expect(rows.map((row) => [row.system, row.files])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  expect(suggested.map(({ system, strategy, because }) => [system, strategy.by, because])).toEqual([
    ['a', 'versions', 'listed in package.json'],
    ['b', 'versions', 'listed in package.json'],
  ])
})

test('one part is none, and an empty repository has none', async () => {
  const repo = createRepo()
  const { call } = await workspace()
  expect((await call('repos.parts', { path: repo.path })).suggested).toEqual([])
  tree(repo, ['api/x', 'web/y'], day(1))
  repo.tag('api@1')
  expect((await call('repos.parts', { path: repo.path })).suggested).toEqual([])
})

describe('the folders that a workspace file lists', () => {
  test.for([
    ['package.json', '{"workspaces": {"packages": ["./a/", "b/*"]}}', ['a', 'b/*']],
    ['package.json', '{"workspaces": 7}', []],
    ['package.json', '{ broken', []],
    ['lerna.json', '{"packages": ["modules/*"]}', ['modules/*']],
    [
      'pnpm-workspace.yaml',
      `packages:\n  # all\n  - 'packages/*'\n  - "!**/test"\n  - apps/web # one\ncatalog:\n  - x\n`,
      ['packages/*', 'apps/web'],
    ],
    ['go.work', 'go 1.22\n\nuse (\n\t./api\n\t./web // the pages\n)\nuse ./tools\n', ['api', 'web', 'tools']],
    ['Cargo.toml', '[workspace]\nmembers = [\n  "crates/*",\n  "xtask",\n]\n', ['crates/*', 'xtask']],
  ] as const)('%s: %s', ([name, text, expected]) => {
    expect(workspacePatterns(name, text)).toEqual(expected)
  })
})
