// `shiplog serve` as a process: what it prints, how it ends, and that two of them never share a folder.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryPath } from '../helpers/repos.ts'
import { cliHeaders, cliPath, sendTo } from '../listener/door.ts'
import { shiplog, start, startServer } from './process.ts'

const body = (id: string) => JSON.stringify({ $type: 'change', change_id: id, time_created: '2026-11-20T10:00:00Z' })

test('prints two lines, ends on SIGTERM with 0 and takes its instance file along', async () => {
  const dataDir = temporaryPath('data')
  const server = await startServer(dataDir)
  const instance = join(dataDir, 'instance.json')
  expect(JSON.parse(readFileSync(instance, 'utf8'))).toMatchObject({ pid: server.child.pid })
  if (process.platform !== 'win32') {
    // The token in it is a key to everything: its owner's only, like the folder.
    expect(statSync(instance).mode & 0o777).toBe(0o600)
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  }
  server.child.kill('SIGTERM')
  const ended = await server.ended
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  expect(ended.stdout).toMatch(/^ui: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+\nevents: http:\/\/127\.0\.0\.1:\d+\n$/)
  expect(existsSync(instance)).toBe(false)
  // Nothing is left to be recovered: the write-ahead log went into the file.
  expect(existsSync(join(dataDir, 'shiplog.db-wal'))).toBe(false)
})

test('ends on SIGINT too, with clients connected', async () => {
  const server = await startServer(temporaryPath('data'))
  const idle = await fetch(`${server.events}/health`)
  expect(idle.status).toBe(200)
  server.child.kill('SIGINT')
  expect(await server.ended).toMatchObject({ code: 0, signal: null })
  await idle.body?.cancel()
})

test('a second serve on the same folder ends with 1 and a sentence; the first goes on', async () => {
  const dataDir = temporaryPath('data')
  const first = await startServer(dataDir)
  const second = await shiplog(dataDir, 'serve', '--no-open', '--listen', '127.0.0.1:0')
  expect(second).toMatchObject({ code: 1, signal: null, stdout: '' })
  expect(second.stderr).toContain(`Shiplog is running on ${dataDir} already (process ${first.child.pid})`)
  expect(second.stderr.trim().split('\n')).toHaveLength(1)
  expect((await fetch(`${first.events}/health`)).status).toBe(200)
})

test('of four started at the same moment, one serves and the others end with 1 and a sentence', async () => {
  const dataDir = temporaryPath('data')
  const all = Array.from({ length: 4 }, () =>
    start(['serve', '--no-open', '--listen', '127.0.0.1:0', '--data', dataDir]),
  )
  const first = await Promise.race(
    all.map((one) => new Promise<typeof one>((resolve) => one.child.stdout?.once('data', () => resolve(one)))),
  )
  const others = all.filter((one) => one !== first)
  for (const ended of await Promise.all(others.map((one) => one.ended))) {
    expect(ended).toMatchObject({ code: 1, signal: null, stdout: '' })
    expect(ended.stderr).toMatch(/^(?:Shiplog is running on .* already|Another Shiplog is using) .*\n$/)
  }
  first.child.kill('SIGTERM')
  expect((await first.ended).code).toBe(0)
})

test('a folder whose instance was killed is taken over', async () => {
  const dataDir = temporaryPath('data')
  const first = await startServer(dataDir)
  await first.kill()
  expect(existsSync(join(dataDir, 'instance.json'))).toBe(true)
  const second = await startServer(dataDir)
  second.child.kill('SIGTERM')
  expect((await second.ended).code).toBe(0)
})

test('commands that write go through the running server, and it knows at once', async () => {
  const dataDir = temporaryPath('data')
  const server = await startServer(dataDir)
  const port = Number(new URL(server.events).port)
  const added = await shiplog(dataDir, 'keys', 'add', 'ci')
  expect(added).toMatchObject({ code: 0, stderr: '' })
  const key = added.stdout.trim()
  const send = (id: string) => sendTo(port, { path: `${cliPath}?api_key=${key}`, headers: cliHeaders, body: body(id) })
  expect((await send('c1')).status).toBe(200)
  expect(await shiplog(dataDir, 'keys', 'revoke', 'ci')).toMatchObject({ code: 0, stdout: 'Revoked ci.\n' })
  expect((await send('c2')).status).toBe(401)
  // Reading needs nobody's leave.
  const journal = await shiplog(dataDir, 'journal', 'list', '--json')
  const { rows } = JSON.parse(journal.stdout) as { rows: { outcome: string }[] }
  expect(rows.map((row) => row.outcome)).toEqual(['rejected', 'accepted'])
})

test('events that arrive while commands write are all stored', async () => {
  const dataDir = temporaryPath('data')
  const server = await startServer(dataDir)
  const port = Number(new URL(server.events).port)
  const key = (await shiplog(dataDir, 'keys', 'add', 'ci')).stdout.trim()
  const commands = ['a', 'b', 'c'].map((name) => shiplog(dataDir, 'keys', 'add', name))
  const rebuild = shiplog(dataDir, 'rebuild')
  for (let i = 0; i < 200; i++)
    expect(
      (await sendTo(port, { path: `${cliPath}?api_key=${key}`, headers: cliHeaders, body: body(`c${i}`) })).status,
    ).toBe(200)
  for (const ended of await Promise.all([...commands, rebuild])) expect(ended.code).toBe(0)
  const listed = await shiplog(dataDir, 'journal', 'list', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject({ total: 200 })
})

test('an address that is taken ends with 1 and a sentence', async () => {
  const first = await startServer(temporaryPath('data'))
  const { host } = new URL(first.events)
  const second = await shiplog(temporaryPath('data'), 'serve', '--no-open', '--listen', host)
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toContain(`${host} is taken by another program`)
})
