// A zip of several files: each is imported by its name, and is a batch of its own that keeps the bytes of that file alone.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { workspace } from '../helpers/workspace.ts'

const csv = (id: string) => `id,started,resolved\n${id},2026-05-01T10:00:00Z,2026-05-01T11:00:00Z\n`

test('its files are named, chosen and kept one by one', async () => {
  const shop = await workspace()
  const file = path.join(shop.dataDir, 'export.zip')
  const [may, june] = ['incidents/may.csv', 'incidents/june.csv']
  writeFileSync(file, zipSync({ [may]: strToU8(csv('a')), [june]: strToU8(csv('b')), '__MACOSX/._x': strToU8('x') }))
  expect(await shop.call('imports.inside', { file })).toEqual({ total: 2, rows: [may, june] })
  const which = `"export.zip" holds 2 files: "${may}", "${june}".`
  expect(await shop.refusal('imports.run', { file })).toContain(which)
  expect(await shop.refusal('imports.run', { file, inside: 'x' })).toBe(
    `"export.zip" holds no "x"; it holds "${may}", "${june}".`,
  )
  for (const inside of [may, june]) expect(await shop.call('imports.run', { file, inside })).toMatchObject({ new: 1 })
  expect(await shop.call('imports.run', { file, inside: may })).toMatchObject({ new: 0, unchanged: 1 })
  const { rows } = await shop.call('imports.list', {})
  expect(rows.map(({ name, new: added }) => [name, added])).toEqual([
    [`export.zip/${may}`, 0],
    [`export.zip/${june}`, 1],
    [`export.zip/${may}`, 1],
  ])
  expect((await shop.call('journal.get', { id: 2 })).body).toBe(csv('b'))
  expect(await shop.call('workspace.rebuild', {})).toMatchObject({ changed: 0, refused: 0 })
  writeFileSync(file, csv('a'))
  expect(await shop.refusal('imports.run', { file, inside: may })).toBe(
    '"export.zip" is no zip archive, so that no file can be chosen in it.',
  )
})
