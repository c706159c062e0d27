// A disk that takes nothing: the answer is 503 and says why, what was acknowledged stays, reading goes on, and storing
// goes on by itself when the disk takes things again.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Driver from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { silent } from '../../src-main/log.ts'
import { openShiplog, type Shiplog } from '../../src-main/shiplog.ts'
import { fileName } from '../../src-main/store/database.ts'
import { startShiplog } from '../../src-main/workers.ts'
import { temporaryPath } from '../helpers/repos.ts'
import { type Answer, sendTo } from '../listener/door.ts'

const key = 'a-key-for-the-disk-tests-0123456789'
const listen = { host: '127.0.0.1', port: 0, explicit: true }
const undo: (() => unknown)[] = []

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

/** A file system of its own, where this user may make one. */
function mount(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
  if (status === 0) undo.push(() => spawnSync('umount', ['-l', folder]))
  return status === 0
}

async function ask<T>(shiplog: Shiplog, name: string, input: unknown = {}): Promise<T> {
  const reply = await shiplog.dispatch(name, input)
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
  return reply.value as T
}

const change = (id: string, padding = 0) =>
  `{"$type":"change","change_id":"${id}","time_created":"2026-11-20T10:00:00Z"}${' '.repeat(padding)}`

function send(shiplog: Shiplog, body: string): Promise<Answer> {
  return sendTo(shiplog.listener().port, { path: `/v1/ingestion/cli?api_key=${key}`, headers: {}, body })
}

test('a full disk: 503 and why, nothing half-written, and on again when there is room', async ({ skip }) => {
  const folder = temporaryPath('small')
  if (!mount(folder, 'size=4m')) return skip('this user may not mount a file system')
  const shiplog = await openShiplog({ dataDir: join(folder, 'data'), listen, log: silent })
  undo.push(() => shiplog.close())
  await ask(shiplog, 'keys.add', { name: 'ci', value: key })
  let stored = 0
  let full: Answer | undefined
  while (full === undefined && stored < 1000) {
    const answer = await send(shiplog, change(`c${stored}`, 50_000))
    if (answer.status === 200) stored++
    else full = answer
  }
  expect(full).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  expect(full?.json?.message).toBe('The disk is full. Nothing was changed; make room and try again.')
  expect(stored).toBeGreaterThan(10)
  // It stays so, and reading goes on.
  expect((await send(shiplog, change('another', 50_000))).status).toBe(503)
  expect(await ask(shiplog, 'journal.list', { outcome: 'accepted' })).toMatchObject({ total: stored })
  // What is small finds room for a while where a large delivery did not.
  let written = await shiplog.dispatch('settings.set', { zone: 'Europe/Berlin' })
  for (let n = 0; written.ok && n < 100; n++)
    written = await shiplog.dispatch('settings.set', { zone: n % 2 === 0 ? 'UTC' : 'Europe/Berlin' })
  expect(written).toMatchObject({ ok: false, error: { code: 'unavailable' } })

  execFileSync('mount', ['-o', 'remount,size=64m', folder])
  expect((await send(shiplog, change('after', 50_000))).status).toBe(200)
  expect(await ask(shiplog, 'journal.list', { outcome: 'accepted' })).toMatchObject({ total: stored + 1 })
  expect(await ask(shiplog, 'workspace.rebuild')).toMatchObject({ deliveries: stored + 1, changed: 0 })
  await shiplog.close()
  // Those that were turned away are in the journal too, now that there is room for it.
  const file = new Driver(join(folder, 'data', fileName))
  expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
  const refused = file.prepare(
    `SELECT status, 1 + coalesce((SELECT n FROM delivery_repeats WHERE delivery = id), 0) AS n
     FROM deliveries WHERE outcome = 'rejected'`,
  )
  expect(refused.all()).toEqual([{ status: 503, n: 2 }])
  file.close()
})

test('a file that another program has locked: 503 after a while, reading meanwhile, and on again by itself', async () => {
  const dataDir = temporaryPath('data')
  const shiplog = await startShiplog({ dataDir, sample: false, listen })
  undo.push(() => shiplog.close())
  await ask(shiplog, 'keys.add', { name: 'ci', value: key })
  expect((await send(shiplog, change('before'))).status).toBe(200)
  const other = new Driver(join(dataDir, fileName))
  other.exec('BEGIN IMMEDIATE')
  const waiting = Promise.all(Array.from({ length: 20 }, (_, i) => send(shiplog, change(`c${i}`))))
  const began = performance.now()
  expect(await ask(shiplog, 'journal.list')).toMatchObject({ total: 1 })
  expect(performance.now() - began).toBeLessThan(4000)
  const answers = await waiting
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([503]))
  expect(answers[0]?.headers['retry-after']).toBe('1')
  expect(answers[0]?.json?.message).toBe(
    'shiplog.db in the data folder is locked by another program. Nothing was changed.',
  )
  other.exec('ROLLBACK')
  other.close()
  const again = await Promise.all(Array.from({ length: 20 }, (_, i) => send(shiplog, change(`c${i}`))))
  expect(new Set(again.map((answer) => answer.status))).toEqual(new Set([200]))
  expect(await ask(shiplog, 'journal.list', { outcome: 'accepted' })).toMatchObject({ total: 21 })
}, 60_000)

/** A process of somebody to whom things are forbidden: another user, where this one is root. */
function runForbidden(script: string, dataDir: string): string[] {
  const nobody = 65534
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(dataDir, nobody, nobody)
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    encoding: 'utf8',
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  })
  return [...ran.stdout.trim().split('\n'), ran.stderr].filter((line) => line !== '')
}

test('a file that may not be written: events and changes are refused in words, reading goes on', async () => {
  // Not below the folder of all tests, which only its owner may enter.
  const dataDir = mkdtempSync(join(tmpdir(), 'shiplog-read-only-'))
  undo.push(() => rmSync(dataDir, { recursive: true }))
  const writable = await openShiplog({ dataDir, log: silent })
  await ask(writable, 'keys.add', { name: 'ci', value: key })
  await writable.close()
  chmodSync(join(dataDir, fileName), 0o444)
  const source = new URL('../../src-main/shiplog.ts', import.meta.url)
  const script = `
    const { openShiplog } = await import(${JSON.stringify(source)})
    const shiplog = await openShiplog({ dataDir: process.argv[1], listen: ${JSON.stringify(listen)} })
    const said = await fetch(shiplog.listener().url + '/v1/ingestion/cli?api_key=${key}', { method: 'POST', body: ${JSON.stringify(change('c1'))} })
    console.log(said.status, said.headers.get('retry-after'), (await said.json()).message)
    const changed = await shiplog.dispatch('settings.set', { zone: 'UTC' })
    console.log(changed.error.code, changed.error.message)
    console.log((await shiplog.dispatch('keys.list', {})).value.total)
    await shiplog.close()`
  const why = 'shiplog.db in the data folder cannot be written: its permissions forbid it.'
  expect(runForbidden(script, dataDir)).toEqual([`503 1 ${why}`, `unavailable ${why}`, '1'])
})
