// shiplog repo: exactly one way to find deployments, what is wrong with a name, and the evidence as a table.
import { expect, test } from 'vitest'
import { runCli } from '../../helpers/cli.ts'
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
  expect(two.stderr).toContain("option '--merges <branch>' cannot be used with option '--events'")
  const wrong = await add('--branch', 'master')
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toContain('There is no branch "master". The branches are main, side.')
  expect((await add('--merges', 'main')).stdout).toContain('1 deployments of shop (merges into main).')
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
