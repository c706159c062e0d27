// One cell of the environments matrix in depth: its history, and what it is apart from another.
import { expect, test } from 'vitest'
import { createHistory, createRepo } from '../helpers/repos.ts'
import { shop, to } from '../helpers/shop.ts'
import { at, workspace } from '../helpers/workspace.ts'

test('the history of a cell has every deployment once, newest first, those of a tag and of CI together', async () => {
  const repo = createRepo({ name: 'shop' })
  const first = repo.commit({ at: '2026-06-01T09:00:00Z' })
  repo.tag('v1.0.0', { annotated: true, at: '2026-06-01T09:30:00Z' })
  repo.commit({ at: '2026-06-03T09:00:00Z' })
  repo.tag('v1.1.0', { annotated: true, at: '2026-06-03T09:30:00Z' })
  const { call, send, refusal } = await workspace()
  await call('repos.add', { path: repo.path, system: 'shop' })
  await send(
    to('prod', 'build-7', '2026-06-01T10:00:00Z', { commits: [first] }),
    to('prod-eu', 'x', '2026-06-05T10:00:00Z'),
    to('prod', 'y', '2026-06-04T10:00:00Z', { state: 'failed' }),
  )
  const { total, rows } = await call('environments.history', { system: 'shop', environment: 'prod' })
  expect(total).toBe(3)
  expect(rows.map((row) => [row.label, row.state, row.at_ms])).toEqual([
    ['y', 'failed', at('2026-06-04T10:00:00Z')],
    ['1.1.0', 'succeeded', at('2026-06-03T09:30:00Z')],
    // Known by its commit: the tag on it joined it.
    [first.slice(0, 8), 'succeeded', at('2026-06-01T10:00:00Z')],
  ])
  const page = await call('environments.history', { system: 'shop', environment: 'prod', limit: 1, offset: 1 })
  expect(page).toEqual({ total: 3, rows: [rows[1]] })
  expect(await refusal('environments.history', { system: 'shop', environment: 'moon' })).toBe(
    'There is no environment "moon".',
  )
  expect(await refusal('environments.history', { system: 'nobody', environment: 'prod' })).toBe(
    'There is no system "nobody".',
  )
})

test('what a person left out stands nowhere, and is in the history', async () => {
  const { call, send } = await workspace()
  await send(
    to('prod', '1', '2026-06-01T10:00:00Z', { version: '1.0.0' }),
    to('prod', '2', '2026-06-02T10:00:00Z', { version: '2.0.0' }),
    to('prod', '3', '2026-06-03T10:00:00Z', { version: '3.0.0', state: 'failed' }),
  )
  const { rows: listed } = await call('deployments.list', {})
  for (const { number, id } of listed)
    if (id !== '1') await call('decisions.exclude', { type: 'deployment', number, reason: 'a rehearsal' })
  const { rows } = await call('environments.matrix', {})
  expect(rows[0]?.cells[0]).toMatchObject({ current: { label: '1.0.0' }, failed: null })
  const history = await call('environments.history', { system: 'shop', environment: 'production' })
  expect(history.rows.map((row) => [row.label, row.excluded])).toEqual([
    ['3.0.0', 'a rehearsal'],
    ['2.0.0', 'a rehearsal'],
    ['1.0.0', null],
  ])
})

test('two environments compared list the commits that each has and the other has not', async () => {
  const { opened, repo, c3, c4, h1 } = await shop()
  await opened.call('repos.add', { path: repo.path, system: 'shop' })
  const compared = await opened.call('environments.compare', { system: 'shop', from: 'staging', to: 'prod' })
  expect(compared.from).toMatchObject({ environment: 'staging', current: { label: '1.2.0' } })
  expect(compared.to).toMatchObject({ environment: 'production', current: { label: '1.1.1' } })
  const by = { author: 'Jane Doe' }
  expect(compared.only_from).toEqual({
    total: 2,
    rows: [
      { id: c4, title: 'Change 4', at_ms: at('2026-06-04T09:00:00Z'), ...by },
      { id: c3, title: 'Change 3', at_ms: at('2026-06-03T09:00:00Z'), ...by },
    ],
  })
  expect(compared.only_to).toEqual({
    total: 1,
    rows: [{ id: h1, title: 'Hotfix', at_ms: at('2026-06-14T09:00:00Z'), ...by }],
  })
  const earlier = { system: 'shop', from: 'staging', to: 'prod', as_of_ms: at('2026-06-12T00:00:00Z') }
  expect(await opened.call('environments.compare', earlier)).toMatchObject({
    from: { current: null },
    to: { current: { label: '1.1.0' } },
    only_from: null,
    only_to: null,
  })
})

test('two environments compared say so where no repository tells, and list 200 of many', async () => {
  const repo = createHistory(500)
  const ids = repo.git(['rev-list', '--reverse', 'main']).trim().split('\n')
  const { call, send } = await workspace()
  await send(
    to('staging', 's', '2026-06-18T10:00:00Z', { commits: [ids.at(-1) ?? ''] }),
    to('prod', 'p', '2026-06-18T10:00:00Z', { commits: [ids[0] ?? ''] }),
  )
  const asked = { system: 'shop', from: 'staging', to: 'production' }
  expect(await call('environments.compare', asked)).toMatchObject({ only_from: null, only_to: null })
  // Called otherwise than the system, and found all the same.
  await call('repos.add', { path: repo.path, system: 'elsewhere' })
  const { only_from, only_to } = await call('environments.compare', asked)
  expect(only_from?.total).toBe(499)
  expect(only_from?.rows.map((row) => row.id)).toEqual(ids.slice(-200).reverse())
  expect(only_to).toEqual({ total: 0, rows: [] })
})
