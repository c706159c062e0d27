// shiplog repo: exactly one way to find deployments, what is wrong with a name, and the evidence as a table.
import { expect, test } from 'vitest'
import { runCli } from '../../helpers/cli.ts'
import { tree } from '../../helpers/components.ts'
import { createRepo } from '../../helpers/repos.ts'
import { temporaryFolder } from '../../helpers/workspace.ts'

function merged() {
  const repo = createRepo({ name: 'shop' })
  const a = repo.commit({ at: '2026-03-01T10:00:00Z', message: 'a' })
  const side = repo.commit({ at: '2026-03-02T10:00:00Z', message: 'side', parents: [a], branch: 'side' })
  const merge = repo.commit({ at: '2026-03-03T10:00:00Z', message: 'm', parents: [a, side] })
  return { repo, merge }
}

test('a way is chosen, kept and shown; two are wrong usage; a wrong name says what there is', async () => {
  const data = temporaryFolder()
  const { repo, merge } = merged()
  const add = (...more: string[]) => runCli(['repo', 'add', repo.path, ...more, '--data', data])
  const two = await add('--merges', 'main', '--events')
  expect(two).toMatchObject({ code: 2, stdout: '' })
  expect(two.stderr).toContain('error: --events: a second way to find deployments. Give one, or a --path before each.')
  const wrong = await add('--branch', 'master')
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toContain('There is no branch "master". The branches are main, side.')
  expect((await add('--merges', 'main')).stdout).toContain('1 deployment of shop (merges into main).')
  const again = await add('--json')
  expect(again.json()).toMatchObject({ repo: { strategy: { by: 'merges', branch: 'main' } }, deployments: 1 })
  expect((await add('--tags', 'rel-*')).stdout).toContain('No tag matches "rel-*". There are no tags.')
  expect((await add('--tags', '--json')).json()).toMatchObject({ repo: { strategy: { by: 'versions' } } })
  const detected = await runCli(['repo', 'detect', repo.path, '--data', data])
  expect(detected.code).toBe(0)
  expect(detected.stdout).toContain('Added as shop: version tags.')
  expect(detected.stdout).toMatch(/^merges into main +1 +2026-03-03 10:00Z +2026-03-03 10:00Z +/m)
  expect(detected.stdout).toContain('Recommended: only reported ones.')
  const json = (await runCli(['repo', 'detect', repo.path, '--json', '--data', data])).json() as {
    evidence: { strategy: { by: string }; preview: unknown[] }[]
  }
  expect(json.evidence.find((one) => one.strategy.by === 'merges')?.preview).toEqual([
    { id: merge, commit: merge, at_ms: Date.parse('2026-03-03T10:00:00Z'), dated: 'commit date' },
  ])
}, 120_000)

test('each --path is followed by the --system it is, with its own way; metrics of each', async () => {
  const data = temporaryFolder()
  const repo = createRepo({ name: 'shop' })
  const first = tree(repo, ['services/api/a', 'services/web/b'], '2026-05-01T10:00:00Z')
  const change = tree(repo, ['services/api/c'], '2026-05-02T10:00:00Z')
  repo.tag('api@1', { of: first, annotated: true, at: '2026-05-01T12:00:00Z' })
  repo.tag('api@2', { of: change, annotated: true, at: '2026-05-03T10:00:00Z' })
  const shiplog = (...args: string[]) => runCli([...args, '--data', data])
  const apiFlags = ['--path', 'services/api', '--system', 'api', '--tags', 'api@*']
  const webFlags = ['--path', 'services/web', '--path', 'libs', '--system', 'web', '--branch', 'main']
  const added = await shiplog('repo', 'add', repo.path, ...apiFlags, ...webFlags)
  expect(added.stdout).toContain('2 commits (2 new), 2 tags, 4 deployments of 2 systems.')
  expect(added.stdout).toContain('  api: 2 commits touch services/api; 2 deployments (tags matching api@*).')
  expect(added.stdout).toContain('  web: 1 commit touches services/web, libs; 2 deployments (every commit on main).')
  // Written on the 2nd, deployed on the 3rd.
  const period = ['--from', '2026-05-01', '--to', '2026-06-01', '--json']
  const lead = async (system: string) =>
    (await shiplog('metrics', '--metric', 'change-lead-time', '--system', system, ...period)).json()
  expect(await lead('api')).toMatchObject({ metrics: [{ value: 86_400_000, n: 1 }] })
  // Its deployments lie on main: the second of them changes nothing under its paths.
  expect(await lead('web')).toMatchObject({ metrics: [{ value: null, n: 0 }] })
  const listed = await shiplog('repo', 'list')
  expect(listed.stdout).toMatch(/^web +1 +2 +every commit on main .*: services\/web, libs$/m)
  repo.tag('web-v1', { of: first })
  const parts = await shiplog('repo', 'parts', repo.path)
  expect(parts.stdout).toMatch(/^web +services\/web +1 +1 of 2 +tags matching web-v\* +1 +/m)
  expect(parts.stdout).toContain(
    "    --path services/api --system api --tags 'api@*' \\\n    --path services/web --system web --tags 'web-v*'",
  )
  const detected = await shiplog('repo', 'detect', repo.path)
  expect(detected.stdout).toContain('Added as api (services/api): tags matching api@*.')
  for (const [flags, why] of [
    [['--path', 'libs', '--tags', 'x*'], 'error: --path libs is not followed by the --system it is.'],
    [['--system', 'api', '--path', 'libs', '--system', 'web'], 'error: --system api stands before its --path.'],
    [['--whole', ...apiFlags], 'error: --whole makes it one system, and --path several.'],
    [[...apiFlags, '--events'], 'error: --events: a second way to find deployments for --path services/api.'],
  ] as const) {
    const wrong = await shiplog('repo', 'add', repo.path, ...flags)
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain(why)
  }
  const whole = await shiplog('repo', 'add', repo.path, '--whole', '--tags', '--json')
  expect(whole.json()).toMatchObject({ repo: { system: 'shop', components: [], strategy: { by: 'versions' } } })
}, 120_000)

test('a path that is empty, as of a variable that was not set, is not the current folder', async () => {
  const data = temporaryFolder()
  for (const args of [
    ['repo', 'add', '', '--data', data],
    ['repo', 'list', '--data', ''],
  ])
    expect(await runCli(args)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'A path is empty. Give one; "." is the current folder.\n',
    })
})
