// Deployments of an imported file are facts like those of a listener: in their states, once, and brought up to date by a
// newer file.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { workspace } from '../helpers/workspace.ts'
import { fixture } from '../sources/files/fixture.ts'

test('deployments of a file are facts, and a newer file says how one ended', async () => {
  const { call, dataDir } = await workspace()
  const file = path.join(dataDir, 'deployments.json')
  const shown = async () =>
    (await call('deployments.list', {})).rows.map(
      ({ id, state, finished_at_ms: ms }) => `${id} ${state} ${ms === null ? '-' : new Date(ms).toISOString()}`,
    )
  const text = new TextDecoder().decode(fixture('exports/github-deployments-statuses.json'))
  writeFileSync(file, text)
  expect(await call('imports.run', { file, system: 'shop' })).toMatchObject({ new: 3 })
  const [last, first] = ['46 failed 2026-03-03T10:03:00.000Z', '44 succeeded 2026-03-01T10:04:00.000Z']
  expect(await shown()).toEqual([last, '45 started -', first])
  expect(await call('imports.run', { file, system: 'shop' })).toMatchObject({ new: 0, updated: 0, unchanged: 3 })

  // The one that ran is over: its newest status stands first.
  const running = '{"state":"in_progress","created_at":"2026-03-02T10:01:00Z"}'
  writeFileSync(file, text.replace(running, `{"state":"success","created_at":"2026-03-02T10:06:00Z"},${running}`))
  expect(await call('imports.run', { file, system: 'shop' })).toMatchObject({ new: 0, updated: 1, unchanged: 2 })
  expect(await shown()).toEqual([last, '45 succeeded 2026-03-02T10:06:00.000Z', first])
})
