// Exports from processes: to stdout for a pipe, to a file, and what is refused.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { silent } from '../../../src-main/log.ts'
import { openWorkspace } from '../../helpers/open-workspace.ts'
import { runCli } from '../../helpers/cli.ts'
import { temporaryPath } from '../../helpers/repos.ts'
import { at, deliveryOf, deployment } from '../../helpers/workspace.ts'

const data = temporaryPath('data')

beforeAll(async () => {
  const now = at('2026-06-30T00:00:00Z')
  const shiplog = await openWorkspace({ dataDir: data, clock: () => now, log: silent })
  const events = [
    deployment('1', '2026-06-01T12:00:00Z', { version: '1.0.0' }),
    deployment('2', '2026-06-02T12:00:00Z', { system: 'web' }),
  ]
  await shiplog.ops.deliver(deliveryOf(events, now), { events, at: events.map(() => 'body'), skipped: [] }, false)
  await shiplog.close()
})

test('CSV on stdout, all of it and nothing else; JSON where a script asks for that', async () => {
  const csv = await runCli(['export', 'deployments', '--system', 'web', '--data', data])
  expect(csv).toMatchObject({ code: 0, stderr: '' })
  const lines = csv.stdout.split('\r\n')
  expect(lines[0]).toMatch(/^id,number,system,/)
  expect(lines.slice(1)).toEqual([expect.stringMatching(/^2,\d,web,production,/), ''])
  const json = (await runCli(['export', 'deployments', '--json', '--data', data])).json() as { rows: { id: string }[] }
  expect(json.rows.map((row) => row.id)).toEqual(['2', '1'])
})

test('a new file, by a field of the list’s own call; an old one is left alone', async () => {
  const file = path.join(data, 'list.ndjson')
  const args = ['export', 'deployments', '--format', 'ndjson', '--to', file, '--data', data]
  const ran = await runCli([...args, '--where', `to_ms=${at('2026-06-02T00:00:00Z')}`])
  expect(ran).toMatchObject({ code: 0, stderr: '', stdout: `1 row in ${file}\n` })
  expect(readFileSync(file, 'utf8')).toMatch(/^\{"id":"1",.*\}\n$/)
  expect(await runCli(args)).toMatchObject({ code: 1, stdout: '' })
  expect(await runCli(['export', 'builds', '--json', '--format', 'csv', '--data', data])).toMatchObject({ code: 2 })
})
