// The workspace's file: durable on every connection, and left as it is where this version cannot read it.
import { randomFillSync } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Driver from 'better-sqlite3'
import { expect, test } from 'vitest'
import { fileName, openReadDb, openWriteDb } from '../../src-main/store/database.ts'
import { migrations } from '../../src-main/store/migrate.ts'
import { openShiplog } from '../../src-main/shiplog.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { shiplog } from './process.ts'

const full = 2
const normal = 1

/** A workspace that somebody used, closed again. */
async function usedWorkspace(): Promise<{ dataDir: string; file: string }> {
  const dataDir = temporaryPath('data')
  const own = await openShiplog({ dataDir })
  for (let i = 0; i < 50; i++) await own.dispatch('keys.add', { name: `key ${i}` })
  await own.close()
  return { dataDir, file: join(dataDir, fileName) }
}

test('synchronous is FULL on connections to a reopened file, for the writer and for readers', async () => {
  const { dataDir } = await usedWorkspace()
  const writer = openWriteDb(dataDir)
  const reader = openReadDb(dataDir)
  for (const { db } of [writer, reader]) expect(db.get('PRAGMA synchronous')).toEqual({ synchronous: full })
  // And stays so after the first write, which is when the driver's own default takes hold.
  writer.db.run(`INSERT INTO settings (name, value) VALUES ('x', '1')`)
  expect(writer.db.get('PRAGMA synchronous')).toEqual({ synchronous: full })
  expect(writer.db.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
  reader.close()
  writer.close()
})

test('a bare connection of the driver would be NORMAL there, so the test above proves something', async () => {
  const { file } = await usedWorkspace()
  const bare = new Driver(file)
  bare.prepare('SELECT count(*) FROM keys').get()
  expect(bare.pragma('synchronous', { simple: true })).toBe(normal)
  bare.close()
})

test('a reader cannot write', async () => {
  const { dataDir } = await usedWorkspace()
  const reader = openReadDb(dataDir)
  expect(() => reader.db.get('DELETE FROM keys RETURNING id')).toThrow(/readonly/)
  reader.close()
})

const commands = [['serve', '--no-open', '--listen', '127.0.0.1:0'], ['rebuild'], ['keys', 'list']]

for (const command of commands)
  test(`a file of a newer version is refused by "${command[0]}", in words, and left as it is`, async () => {
    const { dataDir, file } = await usedWorkspace()
    const newer = new Driver(file)
    newer.pragma(`user_version = ${migrations.length + 1}`)
    newer.close()
    const before = readFileSync(file)
    const ended = await shiplog(dataDir, ...command)
    expect(ended).toMatchObject({ code: 1, signal: null, stdout: '' })
    expect(ended.stderr).toContain('written by a newer version of Shiplog')
    expect(ended.stderr).toContain('Update Shiplog')
    // A sentence, not a stack.
    expect(ended.stderr.trim().split('\n')).toHaveLength(1)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(dataDir)).not.toContain('instance.json')
  })

test('a file of a newer version that keeps another kind of journal is left as it is too', async () => {
  const { dataDir, file } = await usedWorkspace()
  const newer = new Driver(file)
  newer.pragma('journal_mode = DELETE')
  newer.pragma(`user_version = ${migrations.length + 1}`)
  newer.close()
  const before = readFileSync(file)
  expect((await shiplog(dataDir, 'rebuild')).code).toBe(1)
  expect(readFileSync(file).equals(before)).toBe(true)
})

const page = 4096

const damages: [title: string, damage: (file: string) => void][] = [
  ['random bytes', (file) => writeFileSync(file, randomFillSync(Buffer.alloc(20 * page)))],
  ['another kind of file', (file) => writeFileSync(file, '%PDF-1.7\n'.repeat(1000))],
  [
    'the first page gone',
    (file) => writeFileSync(file, Buffer.concat([Buffer.alloc(page), readFileSync(file).subarray(page)])),
  ],
  ['cut in half', (file) => truncateSync(file, Math.floor(readFileSync(file).length / page / 2) * page)],
]

for (const [title, damage] of damages)
  for (const command of commands)
    test(`a damaged file (${title}) is refused by "${command[0]}", in words, and left as it is`, async () => {
      const { dataDir, file } = await usedWorkspace()
      damage(file)
      const before = readFileSync(file)
      const ended = await shiplog(dataDir, ...command)
      expect(ended).toMatchObject({ code: 1, signal: null, stdout: '' })
      expect(ended.stderr).toContain(`${file} is damaged or not a Shiplog database. It was left as it is.`)
      expect(ended.stderr.trim().split('\n')).toHaveLength(1)
      expect(readFileSync(file).equals(before)).toBe(true)
    })

for (const command of [['rebuild'], ['keys', 'list'], ['keys', 'add', 'x']])
  test(`pages that turned to zeros are found by "${command.join(' ')}" when it reads them, and said in words`, async () => {
    const { dataDir, file } = await usedWorkspace()
    // All but the first page, which holds the header and so lets the file be opened.
    writeFileSync(file, readFileSync(file).fill(0, page))
    const before = readFileSync(file)
    const ended = await shiplog(dataDir, ...command)
    expect(ended).toMatchObject({ code: 1, signal: null, stdout: '' })
    expect(ended.stderr).toMatch(/shiplog\.db(?: in the data folder)? is damaged/)
    expect(ended.stderr.trim().split('\n')).toHaveLength(1)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

test('a folder where the file should be is refused in words', async () => {
  const dataDir = temporaryPath('data')
  mkdirSync(join(dataDir, fileName), { recursive: true })
  const ended = await shiplog(dataDir, 'rebuild')
  expect(ended.code).toBe(1)
  expect(ended.stderr).not.toContain('    at ')
})
