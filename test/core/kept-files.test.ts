// What is kept about files: profiles are used where a file has exactly their columns, and a watched file is imported again
// when it has changed and rests.
import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openReadDb } from '../../src-main/store/database.ts'
import { watchFiles, type Watching } from '../../src-main/watched-files.ts'
import type { ImportChoices } from '../../src-shared/import-choices.ts'
import { at, type TestWorkspace, workspace } from '../helpers/workspace.ts'

const choices: ImportChoices = { map: { Wann: 'started', Was: 'title' }, where: ['Art=Ausfall'] }
const header = 'Wann;Was;Art'

function write(shop: TestWorkspace, name: string, ...lines: string[]): string {
  const file = path.join(shop.dataDir, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

async function listed(shop: TestWorkspace) {
  const { rows } = await shop.call('incidents.list', {})
  const byTime = rows.toSorted((a, b) => a.started_at_ms - b.started_at_ms)
  return byTime.map((row) => [row.title, row.system, row.started_at_ms])
}

test('a profile reads the next file with its columns, in any order, and a rebuild does not need it any more', async () => {
  const shop = await workspace()
  const first = write(shop, 'a.csv', header, '2026-05-01 10:00;Kasse aus;Ausfall', '2026-05-02 10:00;Wartung;Plan')
  const done = await shop.call('imports.run', {
    file: first,
    choices: { ...choices, edits: [{ row: 2, column: 'Was', value: 'Kasse weg' }] },
    zone: 'Europe/Berlin',
    system: 'kasse',
    save_profile: 'Wochenliste',
  })
  expect(done).toMatchObject({ new: 1, errors: [], left_out: [{ n: 1 }] })

  const next = write(shop, 'b.csv', 'ART;was;Wann', 'Ausfall;Suche aus;2026-05-03 10:00')
  const plan = await shop.call('imports.preview', { file: next })
  expect(plan).toMatchObject({ profile: 'Wochenliste', new: 1, zone: 'Europe/Berlin' })
  await shop.call('imports.run', { file: next })
  // Berlin is at UTC+2. The corrected cell was of the first file only.
  const expected = [
    ['Kasse weg', 'kasse', at('2026-05-01T08:00:00Z')],
    ['Suche aus', 'kasse', at('2026-05-03T08:00:00Z')],
  ]
  expect(await listed(shop)).toEqual(expected)
  expect((await shop.call('imports.list', {})).rows).toMatchObject([{ profile: 'Wochenliste' }, { profile: null }])
  expect((await shop.call('imports.profiles', {})).rows).toMatchObject([{ name: 'Wochenliste', choices }])

  await shop.call('imports.removeProfile', { name: 'Wochenliste' })
  expect(await shop.call('workspace.rebuild', {})).toMatchObject({ changed: 0 })
  expect(await listed(shop)).toEqual(expected)
  expect(await shop.refusal('imports.removeProfile', { name: 'Wochenliste' })).toBe('There is no profile Wochenliste.')
})

test('a profile is not used for other columns, beside choices, or where none is asked for', async () => {
  const shop = await workspace()
  const columns = ['id', 'started', 'note']
  await shop.call('imports.saveProfile', { name: 'p', columns, choices: { where: ['note=x'] } })
  const read = async (text: string, more = {}) =>
    (await shop.call('imports.preview', { file: write(shop, 'x.csv', text, '1,2026-05-01T00:00:00Z,y'), ...more })).new
  // The row says y: by the profile it does not count.
  await expect(read('id,started,note')).resolves.toBe(0)
  await expect(read('id,started,remark')).resolves.toBe(1)
  await expect(read('id,started,note', { profile: 'none' })).resolves.toBe(1)
  await expect(read('id,started,note', { choices: {} })).resolves.toBe(1)
  await expect(read('id,started,note', { profile: 'p', choices: { where: ['note=y'] } })).resolves.toBe(1)
  expect(await shop.refusal('imports.preview', { file: write(shop, 'x.csv', 'id'), profile: 'q' })).toBe(
    'There is no profile "q"; there are none, p.',
  )
})

test.each([{}, choices])('a file that is read by the profile made of it is the same file: %j', async (said) => {
  const shop = await workspace()
  const file = write(shop, 'a.csv', 'Wann;Was;Art;started', '2026-05-01;Kasse aus;Ausfall;2026-05-01')
  await shop.call('imports.run', { file, ...(said === choices ? { choices } : {}), save_profile: 'p', system: 'web' })
  expect(await shop.call('imports.preview', { file })).toMatchObject({ profile: 'p', same_as: 1, unchanged: 1 })
  await shop.call('imports.run', { file })
  // It brought nothing, so it says nothing of its own once the first is taken back.
  await shop.call('imports.undo', { batch: 1 })
  expect((await shop.call('incidents.list', {})).total).toBe(0)
})

test('a profile gets another name: it stays where it was, and what is watched by it still is', async () => {
  const shop = await workspace()
  const columns = ['id', 'started']
  await shop.call('imports.saveProfile', { name: 'old', columns, choices: { where: ['id=1'] } })
  const file = write(shop, 'x.csv', 'id,started', '1,2026-05-01T00:00:00Z')
  await shop.call('imports.watch', { file, profile: 'old' })
  await shop.call('imports.saveProfile', { name: 'other', columns: ['id', 'start'] })
  expect(await shop.refusal('imports.renameProfile', { name: 'old', to: 'other' })).toBe(
    'There is a profile other already. Choose another name, or forget that one first.',
  )
  expect(await shop.refusal('imports.renameProfile', { name: 'none', to: 'x' })).toBe('There is no profile none.')
  await shop.call('imports.renameProfile', { name: 'old', to: ' new ' })
  expect((await shop.call('imports.profiles', {})).rows.map(({ name }) => name)).toEqual(['other', 'new'])
  expect(await shop.call('imports.watched', {})).toMatchObject({ rows: [{ input: { file, profile: 'new' } }] })
  expect(await shop.call('imports.preview', { file })).toMatchObject({
    profile: 'new',
    choices: { where: ['id=1'] },
    system: null,
  })
  const [watched] = (await shop.call('imports.watched', {})).rows
  // What is taken away can be put back as it was.
  await shop.call('imports.unwatch', { file })
  await shop.call('imports.watch', watched?.input ?? { file })
  expect((await shop.call('imports.watched', {})).rows).toEqual([watched])
})

test('the plan names the import that brought the same file', async () => {
  const shop = await workspace()
  const file = write(shop, 'x.csv', 'id,started', '1,2026-05-01T00:00:00Z')
  expect(await shop.call('imports.preview', { file })).toMatchObject({ same_as: null, new: 1 })
  await shop.call('imports.run', { file })
  expect(await shop.call('imports.preview', { file })).toMatchObject({ same_as: 1, new: 0, unchanged: 1 })
  const [row] = (await shop.call('imports.list', {})).rows
  // sha256 of the two lines.
  expect(row?.hash).toMatch(/^[0-9a-f]{64}$/)
})

function watching(shop: TestWorkspace): Watching {
  const { db, close } = openReadDb(shop.dataDir)
  const { ops, dispatch } = shop.shiplog
  const watch = watchFiles({ db, dispatch, ops, clock: Date.now })
  onTestFinished(() => {
    watch.close()
    close()
  })
  return watch
}

test('a watched file is imported again once it has changed and rests', async () => {
  const shop = await workspace()
  const file = write(shop, 'x.csv', 'id,started,resolved', '1,2026-05-01T00:00:00Z,')
  await shop.call('imports.run', { file, system: 'web', watch: true })
  const watch = watching(shop)
  const imports = async () => (await shop.call('imports.list', {})).total
  await watch.look()
  await watch.look()
  expect(await imports()).toBe(1)

  write(shop, 'x.csv', 'id,started,resolved', '1,2026-05-01T00:00:00Z,2026-05-01T01:00:00Z', 'x,y,z')
  await watch.look()
  // It may be half written yet.
  expect(await imports()).toBe(1)
  await watch.look()
  await watch.look()
  expect(await imports()).toBe(2)
  expect(await shop.call('imports.watched', {})).toMatchObject({
    total: 1,
    rows: [{ file, batch: 2, failed: false, note: '0 new, 1 updated, 0 unchanged, 1 rejected' }],
  })
  expect((await shop.call('incidents.list', {})).rows).toMatchObject([
    { id: '1', system: 'web', resolved_at_ms: at('2026-05-01T01:00:00Z') },
  ])

  // Touched without another byte: read, and nothing new.
  utimesSync(file, 1, 1)
  await watch.look()
  await watch.look()
  expect((await shop.call('imports.watched', {})).rows).toMatchObject([
    { note: '0 new, 0 updated, 1 unchanged, 1 rejected' },
  ])

  rmSync(file)
  await watch.look()
  await watch.look()
  expect((await shop.call('imports.watched', {})).rows).toMatchObject([
    { failed: true, note: 'The file is not there.' },
  ])
  await shop.call('imports.unwatch', { file })
  expect((await shop.call('imports.watched', {})).total).toBe(0)
  expect((await shop.call('incidents.list', {})).total).toBe(1)
})

test('a file that is not there cannot be watched', async () => {
  const shop = await workspace()
  expect(await shop.refusal('imports.watch', { file: path.join(shop.dataDir, 'none.csv') })).toContain(
    'There is no file',
  )
  expect(await shop.refusal('imports.watch', { file: 'x.csv' })).toContain('no whole path')
})
